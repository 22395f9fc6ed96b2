"""Worker processes: a file that crashes, hangs or blows up costs itself alone."""
