"""Which statements of the hits answer a question, and whether the best of them does."""
