"""`kb doctor --privacy`: what could be reached, what could report, what is written where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import typer

from api import serialize
from api.cli import output
from api.cli.commands import FAILED
from api.cli.terminal import line, print_json, stdout
from kb.doctor.checks import check_telemetry
from kb.doctor.privacy import Privacy, report_privacy
from kb.settings import Settings
from kb.store.lock import read_holder


def show(settings: Settings, *, as_json: bool) -> None:
    """Prints it. Nothing is connected to, and the home is not opened."""
    owner = read_holder(settings.home)
    found = report_privacy(settings, owner.url if owner else "")
    check = check_telemetry()
    print_json({"privacy": asdict(found), "checks": serialize.checks([check])}) if as_json else _draw(found)
    if not as_json:
        output.show_checks([check])
    if check.status == "broken":
        raise typer.Exit(FAILED)


def _draw(found: Privacy) -> None:
    _section(
        "Could be reached",
        [
            *((reach.what, f"{reach.address or '-'}  {reach.where}  ({reach.note})") for reach in found.reach),
            ("allowed", ", ".join(found.allow_hosts) or "no other host (allow_hosts)"),
            (
                "proxies",
                f"not used, though set: {', '.join(found.proxies)}" if found.proxies else "none, and none used",
            ),
            ("listening", found.listening or "no server runs"),
        ],
    )
    _section(
        "Libraries in C, C++ and Rust",
        ((library.name, f"{library.version or 'not installed'}: {library.telemetry}") for library in found.libraries),
    )
    _section("Written", ((place.path, place.what) for place in found.places))


def _section(title: str, rows: Iterable[tuple[str, str]]) -> None:
    stdout().print(title, style="bold")
    for name, text in rows:
        stdout().print(f"  {line(name):<22}  {line(text)}")
