"""What commands and routes ask for, here or in the server that owns the home."""
