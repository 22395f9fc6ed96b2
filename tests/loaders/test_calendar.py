"""Events and tasks of a calendar: when they are, as a person would write it."""

import pytest

from ingest.loaders.mail.calendar import write_calendar
from ingest.loaders.page_builder import PageBuilder


def written(kind: str, *properties: str) -> str:
    builder = PageBuilder()
    write_calendar(
        builder, "\r\n".join(["BEGIN:VCALENDAR", f"BEGIN:{kind}", *properties, f"END:{kind}", "END:VCALENDAR"])
    )
    return builder.page().text


@pytest.mark.parametrize(
    ("start", "end", "when"),
    [
        (";VALUE=DATE:20240304", "DTEND;VALUE=DATE:20240305", "2024-03-04"),
        (";VALUE=DATE:20240304", "DTEND;VALUE=DATE:20240306", "2024-03-04 – 2024-03-05"),
        (":20240304T090000Z", "DTEND:20240304T100000Z", "2024-03-04 09:00 – 10:00 (UTC)"),
        (
            ";TZID=Europe/Berlin:20240304T220000",
            "DTEND;TZID=Europe/Berlin:20240305T060000",
            "2024-03-04 22:00 – 2024-03-05 06:00 (Europe/Berlin)",
        ),
        (
            ";TZID=Europe/Berlin:20240304T090000",
            "DTEND;TZID=Asia/Shanghai:20240305T060000",
            "2024-03-04 09:00 (Europe/Berlin) – 2024-03-05 06:00 (Asia/Shanghai)",
        ),
        (":20240304T090000", "DURATION:PT45M", "2024-03-04 09:00, for 45m"),
        (":20240304T090000", "CLASS:PUBLIC", "2024-03-04 09:00"),
        (";VALUE=DATE:20241399", "CLASS:PUBLIC", "20241399"),
    ],
)
def test_an_event_says_when_it_begins_and_ends(start, end, when):
    assert written("VEVENT", "SUMMARY:Shift", f"DTSTART{start}", end) == f"Event: Shift\nWhen: {when}"


def test_a_task_says_when_it_is_due_and_an_event_on_which_days_it_is_not():
    due = written("VTODO", "SUMMARY:Renew the lease", "DUE;VALUE=DATE:20240601", "STATUS:IN-PROCESS")
    assert due == "Task: Renew the lease\nDue: 2024-06-01\nStatus: in-process"
    weekly = ["DTSTART:20240304T220000", "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE:20240311T220000"]
    assert written("VEVENT", "SUMMARY:Shift", *weekly).endswith(
        "Repeats: freq weekly, count 4\nNot on: 2024-03-11 22:00"
    )
