"""Which document, and which statement, is in force."""
