"""What there is to read: files below the paths that were named."""
