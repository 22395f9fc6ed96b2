"""Pages to chunks."""
