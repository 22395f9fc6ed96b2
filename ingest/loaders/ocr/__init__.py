"""Pictures of text."""
