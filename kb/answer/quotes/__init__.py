"""Answers in the documents' own words."""
