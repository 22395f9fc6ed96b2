"""Questions to tables, reckoned from their cells."""
