"""Answers that a chat model writes, checked while they stream."""
