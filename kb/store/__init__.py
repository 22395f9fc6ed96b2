"""What is kept: the catalog, which is the truth, and two indexes that can be rebuilt from it."""
