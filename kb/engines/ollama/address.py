"""Where Ollama is, as OLLAMA_HOST says it."""

from __future__ import annotations

from kb.errors import UsageError

PORT = 11434


def host_url(host: str) -> str:
    """An address as OLLAMA_HOST takes it, as a URL. Without a scheme the port is 11434, with one it is the scheme's.

    `""`, `0.0.0.0`, `:8080`, `127.0.0.1:8080`, `[::1]`, `localhost`, `http://127.0.0.1:11434/`.
    """
    text = host.strip().strip("\"'")
    if "://" in text:
        return text
    place, slash, path = text.partition("/")
    if place.count(":") > 1 and not place.startswith("["):
        place = f"[{place}]"
    name, colon, port = place.rpartition(":")
    if not colon or place.endswith("]"):
        name, port = place, str(PORT)
    if not port.isdigit():
        raise UsageError(f"OLLAMA_HOST={host} is not an address.", "Write it as 127.0.0.1:11434.")
    return f"http://{name or '127.0.0.1'}:{port}{slash}{path}"
