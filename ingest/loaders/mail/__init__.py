"""E-mail and mailboxes."""
