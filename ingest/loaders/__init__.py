"""Files to text: one module a format, a folder a family."""
