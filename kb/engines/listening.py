"""Whether anything answers at an address, before a client for it is loaded."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit


def is_listening(url: str, timeout: float) -> bool:
    """Whether a connection can be made within `timeout` seconds; nothing is sent. `url`: as `local_url` gives it."""
    place = urlsplit(url)
    try:
        with socket.create_connection((place.hostname or "", place.port or 0), timeout):
            return True
    except OSError:
        return False
