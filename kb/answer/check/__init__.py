"""Does a passage say what a sentence claims? Decided from its words, numbers, names and opposites, by no model."""
