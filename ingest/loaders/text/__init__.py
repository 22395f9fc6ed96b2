"""Text, markup and data files."""
