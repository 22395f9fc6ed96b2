"""What counts as this machine; every other address, and every model that runs in a cloud, is refused."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from kb.errors import NotLocal, UsageError

# Written out, so that no parser's idea of a host name can differ from ours.
_URL = re.compile(r"(https?)://(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::(\d{1,5}))?(/[^\s?#\\]*)?", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def local_url(url: str, allow_hosts: Sequence[str] = ()) -> str:
    """The address in plain form, `scheme://host:port/path`, to be used instead of what was given.

    Raises NotLocal where the host is neither a loopback address, nor `localhost`, nor named in `allow_hosts`;
    UsageError where it is no http(s) address. Names are not looked up: what a name means can change.
    """
    scheme, host, port, path = _parts(url)
    place = _loopback(host)
    if place is None:
        allowed = {name.lower().strip() for name in allow_hosts}
        if host not in allowed and f"{host}:{port}" not in allowed:
            raise NotLocal(
                f"{host} is not this machine, and your documents would be sent there.",
                f"If that is what you want, name it: KB_ALLOW_HOSTS={host}",
            )
        place = host
    return f"{scheme}://{place}:{port}{path}"


def is_loopback(url: str) -> bool:
    """Whether an address that `local_url` passed is this machine itself, not a host that was allowed."""
    return _loopback(_parts(url)[1]) is not None


def refuse_cloud(model: str, facts: Mapping[str, Any]) -> None:
    """Raises NotLocal for a model that Ollama passes on to a cloud; `facts` is its row in /api/tags or /api/show."""
    if is_cloud(model, facts):
        where = facts.get("remote_host") or "a cloud"
        raise NotLocal(
            f"The model {model} runs at {where}, not on this machine, and is never used.",
            "Choose one that runs here: ollama list",
        )


def is_cloud(model: str, facts: Mapping[str, Any]) -> bool:
    """Whether Ollama would send the model's input elsewhere."""
    named = model.lower().endswith(("-cloud", ":cloud"))
    return named or bool(facts.get("remote_host") or facts.get("remote_model"))


def _parts(url: str) -> tuple[str, str, int, str]:
    found = _URL.fullmatch(url.strip())
    if not found:
        raise _refusal(url)
    scheme, host, port, path = found[1].lower(), found[2].lower(), found[3], found[4] or ""
    number = int(port) if port else _PORTS[scheme]
    if not 0 < number < 65536:
        raise UsageError(f"{url} has no valid port.", "Ports go from 1 to 65535.")
    return scheme, host, number, path.rstrip("/")


def _refusal(url: str) -> NotLocal | UsageError:
    """A name and password in front of the host are how another machine is made to look like this one."""
    if "@" in url or "\\" in url:
        return NotLocal(f"{url} hides which machine it means.", "Write only http://HOST:PORT.")
    if urlsplit(url if "://" in url else f"//{url}").scheme in _PORTS:
        return NotLocal(f"{url} names no machine that can be checked.", "Write only http://HOST:PORT.")
    return UsageError(f"{url!r} is not an address of an engine.", "Write it as http://127.0.0.1:11434.")


def _loopback(host: str) -> str | None:
    """The host as an address or name of this machine; None where it is another."""
    if host == "localhost":
        return host
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None  # also 2130706433, 0x7f.1, 127.1: some resolvers take them for addresses, others for names
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_unspecified:  # what servers are told to listen on; to connect to, it means this machine
        return "127.0.0.1" if address.version == 4 else "[::1]"
    if not address.is_loopback:
        return None
    return str(address) if address.version == 4 else f"[{address}]"
