"""What is asked of the program, the collection or a document rather than of its text."""
