"""The models inside this process, on the CPU."""
