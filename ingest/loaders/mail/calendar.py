"""Calendar files and invitations: what, when, where and who, as a calendar shows them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.loaders.formats import LoadedFile
from ingest.loaders.page_builder import PageBuilder
from ingest.loaders.text.decode import decode
from kb.errors import Unreadable

LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[^:;="]+=(?:"[^"]*"|[^":;]*))*):(.*)', re.DOTALL)
PARAMETER = re.compile(r';([^:;="]+)=("[^"]*"|[^":;]*)')
STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
KINDS = {"VEVENT": "Event", "VTODO": "Task", "VJOURNAL": "Note"}
WORDS = (("LOCATION", "Where"), ("ORGANIZER", "Organizer"), ("ATTENDEE", "With"), ("RRULE", "Repeats"), ("EXDATE", "Not on"), ("URL", "Link"), ("STATUS", "Status"))  # fmt: skip  # noqa: E501
ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}


@dataclass(frozen=True)
class _Property:
    name: str
    parameters: dict[str, str]
    value: str


def load_calendar(path: Path) -> LoadedFile:
    builder = PageBuilder()
    if not write_calendar(builder, decode(path.read_bytes())):
        raise Unreadable("is empty: there is no event in it", kind="empty")
    return LoadedFile(path.stem, (builder.page(),))


def write_calendar(builder: PageBuilder, text: str) -> int:
    """Adds the events, tasks and notes of a calendar (RFC 5545), a block each; returns how many."""
    method, count = "", 0
    for kind, properties in _components(text):
        if kind == "VCALENDAR":
            method = next((each.value for each in properties if each.name == "METHOD"), "")
        else:
            count += 1
            builder.add("\n".join(_lines(KINDS[kind], properties, cancelled=method.upper() == "CANCEL")))
    return count


def _components(text: str) -> Iterator[tuple[str, Sequence[_Property]]]:
    """Each with its own properties, the calendar's first; not the alarms inside them."""
    open_parts: list[tuple[str, list[_Property]]] = []
    for line in re.sub(r"\n[ \t]", "", text.replace("\r\n", "\n")).split("\n"):
        found = LINE.fullmatch(line)
        if not found:
            continue
        name, value = found[1].upper(), found[3]
        if name == "BEGIN":
            if open_parts and open_parts[-1][0] == "VCALENDAR":
                yield open_parts[-1]
            open_parts.append((value.strip().upper(), []))
        elif name == "END" and open_parts:
            kind, properties = open_parts.pop()
            if kind in KINDS:
                yield kind, properties
        elif open_parts:
            parameters = {key.upper(): text.strip('"') for key, text in PARAMETER.findall(found[2])}
            open_parts[-1][1].append(_Property(name, parameters, value))


def _lines(kind: str, properties: Sequence[_Property], cancelled: bool) -> Iterator[str]:
    first = {each.name: each for each in reversed(properties)}
    title = _text(first["SUMMARY"]) if "SUMMARY" in first else ""
    off = cancelled or ("STATUS" in first and first["STATUS"].value.upper() == "CANCELLED")
    yield f"{kind}{' (cancelled)' if off else ''}: {title}".rstrip(": ")
    when = _write_times(first)
    if when:
        yield f"When: {when}"
    if "DUE" in first:
        yield f"Due: {_moment(first['DUE'])}"
    for name, label in WORDS:
        values = [_show(each) for each in properties if each.name == name]
        if any(values) and not (name == "STATUS" and values[0] in ("confirmed", "cancelled")):
            yield f"{label}: {', '.join(filter(None, values))}"
    if "DESCRIPTION" in first and _text(first["DESCRIPTION"]).strip():
        yield _text(first["DESCRIPTION"]).strip()


def _show(property: _Property) -> str:
    if property.name in ("ORGANIZER", "ATTENDEE"):
        address = re.sub("^mailto:", "", property.value.strip(), flags=re.IGNORECASE)
        name = property.parameters.get("CN", "")
        who = f"{name} <{address}>" if name and name != address and address else name or address
        answer = ANSWERS.get(property.parameters.get("PARTSTAT", "").upper())
        return f"{who} ({answer})" if answer else who
    if property.name == "EXDATE":
        return _moment(property)
    if property.name == "RRULE":
        return property.value.lower().replace(";", ", ").replace("=", " ")
    return property.value.lower() if property.name == "STATUS" else " ".join(_text(property).split())


def _write_times(first: dict[str, _Property]) -> str:
    if "DTSTART" not in first:
        return ""
    start = _moment(first["DTSTART"])
    if "DURATION" in first:
        return f"{start}, for {first['DURATION'].value.removeprefix('PT').removeprefix('P').lower()}"
    if "DTEND" not in first:
        return start
    end = _moment(first["DTEND"], is_end=True)
    if end == start:
        return start
    begin, zone = _split_zone(start)
    stop, other = _split_zone(end)
    if zone == other and stop[:10] == begin[:10] and " " in stop:
        return f"{begin} – {stop[11:]}{zone}"
    return f"{begin} – {stop}{zone}" if zone == other else f"{start} – {end}"


def _split_zone(moment: str) -> tuple[str, str]:
    words, bracket, zone = moment.partition(" (")
    return words, bracket + zone


def _moment(property: _Property, is_end: bool = False) -> str:
    """A date, or a date and time with its zone; the end of whole days is the last of them, not the day after."""
    found = STAMP.fullmatch(property.value.strip())
    if not found:
        return property.value.strip()
    year, month, day, hour, minute, _, utc = found.groups()
    if hour is None:
        try:
            date = datetime.date(int(year), int(month), int(day)) - datetime.timedelta(days=int(is_end))
        except ValueError:
            return property.value.strip()
        return date.isoformat()
    zone = "UTC" if utc else property.parameters.get("TZID", "")
    return f"{year}-{month}-{day} {hour}:{minute}" + (f" ({zone})" if zone else "")


def _text(property: _Property) -> str:
    return ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], property.value)
