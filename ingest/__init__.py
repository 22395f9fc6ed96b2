"""Files: what there is, what they say, and how they get into the knowledge base."""
