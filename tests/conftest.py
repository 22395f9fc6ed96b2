"""Being here puts this folder on the path, so that any test can import the servers that stand in for engines."""
