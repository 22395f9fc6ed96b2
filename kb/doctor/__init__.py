"""Whether everything works here, what could be reached, and what to type."""
