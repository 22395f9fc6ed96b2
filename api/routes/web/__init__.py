"""The web page, and what only it asks for: HTML of answers and pages, what is here, what is missing."""
