"""The HTTP application and its edge."""
