"""Mail: the part that says more, invitations, messages and files in messages."""

import email.message
import io

import docx
import pytest

from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load

NOTICE = "This message was sent in HTML format. Please open it in a browser: https://mail.example.org/v/4711"
INVITATION = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Budget round\\, second
DTSTART;TZID=Europe/Berlin:20260305T140000
DTEND;TZID=Europe/Berlin:20260305T153000
LOCATION:Room 4\\, ground
  floor
ORGANIZER;CN=Greta Holm:mailto:greta@example.org
ATTENDEE;CN=Nils Berg;PARTSTAT=ACCEPTED:mailto:nils@example.org
ATTENDEE:mailto:ida@example.org
RRULE:FREQ=WEEKLY;BYDAY=TH
DESCRIPTION:Bring figures.
BEGIN:VALARM
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
END:VCALENDAR
"""
SHOWN = """Event: Budget round, second
When: 2026-03-05 14:00 – 15:30 (Europe/Berlin)
Where: Room 4, ground floor
Organizer: Greta Holm <greta@example.org>
With: Nils Berg <nils@example.org> (accepted), ida@example.org
Repeats: freq weekly, byday th
Bring figures."""


def message(plain: str = "") -> email.message.EmailMessage:
    made = email.message.EmailMessage()
    made["From"], made["Subject"] = "a@example.org", "Hello"
    if plain:
        made.set_content(plain)
    return made


def read(made: email.message.EmailMessage, tmp_path) -> LoadedFile:
    (tmp_path / "a.eml").write_bytes(made.as_bytes())
    return load(tmp_path / "a.eml")


def body(loaded: LoadedFile) -> str:
    return loaded.pages[0].text.partition("Subject: Hello\n\n")[2]


def test_the_html_part_is_read_where_the_plain_one_is_a_notice(tmp_path):
    made = message(NOTICE)
    made.add_alternative("<p>Hosting in March: 312.40 EUR</p><p>Pay by 17 March 2026.</p>", subtype="html")
    loaded = read(made, tmp_path)
    assert body(loaded) == "Hosting in March: 312.40 EUR\n\nPay by 17 March 2026."
    assert loaded.problems == ("its plain text says other than its HTML part: left out",)


def test_the_plain_part_is_read_where_the_html_one_says_the_same(tmp_path):
    made = message("Hosting in March:\n312.40 EUR, see https://example.org/a/b/c/d/e\n")
    made.add_alternative(
        '<p>Hosting in March: <b>312.40 EUR</b>, <a href="https://example.org/a">see</a>', subtype="html"
    )
    loaded = read(made, tmp_path)
    assert body(loaded) == "Hosting in March:\n312.40 EUR, see https://example.org/a/b/c/d/e"
    assert loaded.problems == ()


def test_an_invitation_says_when_where_and_who_and_once(tmp_path):
    made = message("You are invited.")
    made.add_alternative(INVITATION.encode(), maintype="text", subtype="calendar", params={"charset": "utf-8"})
    made.add_attachment(INVITATION.encode(), maintype="application", subtype="ics", filename="invite.ics")
    assert body(read(made, tmp_path)) == f"You are invited.\n\n{SHOWN}"


def test_a_calendar_file_is_read_as_its_events(tmp_path):
    dates = "DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227\nSTATUS:CANCELLED\n"
    day = f"BEGIN:VEVENT\nSUMMARY:Closed\n{dates}END:VEVENT\n"
    (tmp_path / "a.ics").write_text(INVITATION.replace("END:VCALENDAR\n", day + "END:VCALENDAR\n"), encoding="utf-8")
    text = load(tmp_path / "a.ics").pages[0].text
    assert text == f"{SHOWN}\n\nEvent (cancelled): Closed\nWhen: 2026-12-24 – 2026-12-26"


def test_a_file_in_a_message_in_a_message_is_read(tmp_path):
    document = docx.Document()
    document.add_paragraph("The attic is let for 310 euros.")
    document.add_paragraph().add_run("Not the cellar.").font.strike = True
    document.save(data := io.BytesIO())
    inner = message("See the lease.")
    inner.replace_header("Subject", "The lease")
    inner.add_attachment(data.getvalue(), maintype="application", subtype="octet-stream", filename="lease.docx")
    outer = message("Passed on.")
    outer.add_attachment(inner)
    loaded = read(outer, tmp_path)
    assert "The attic is let for 310 euros." in loaded.pages[0].text
    assert [heading.title for heading in loaded.pages[0].headings] == ["The lease", "lease.docx"]
    assert loaded.problems == ("attachment lease.docx: text that is struck through: left out (1 place)",)


def test_a_message_too_deep_in_messages_is_named(tmp_path):
    made = message("The innermost.")
    for number in range(6):
        outer = message(f"Layer {number}.")
        outer.add_attachment(made)
        made = outer
    loaded = read(made, tmp_path)
    assert "The innermost." not in loaded.pages[0].text
    assert loaded.problems == ("attachment Hello is a message in a message in a message",)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_message_saved_anew_in_utf_16_is_read(tmp_path, encoding):
    text = "\ufeffFrom: Ann <ann@example.org>\nSubject: Rent\n\nThe rent is due on the third."
    (tmp_path / "a.eml").write_bytes(text.encode(encoding))
    assert load(tmp_path / "a.eml").pages[0].text.endswith("Subject: Rent\n\nThe rent is due on the third.")


def test_a_mail_whose_page_strikes_words_or_raises_figures_is_read_as_the_page_shows_it(tmp_path):
    struck, raised = email.message.EmailMessage(), email.message.EmailMessage()
    struck.set_content("The day rate of our consultants is 900 euros 1,050 euros from May on.")
    struck.add_alternative(
        "<p>The day rate of our consultants is <s>900 euros</s> 1,050 euros from May on.", subtype="html"
    )
    raised.set_content("The sample that we took in May held 5 x 106 cells per litre of water.")
    raised.add_alternative(
        "<p>The sample that we took in May held 5 x 10<sup>6</sup> cells per litre of water.", subtype="html"
    )
    (tmp_path / "a.eml").write_bytes(b"Subject: Rates\n" + struck.as_bytes())
    (tmp_path / "b.eml").write_bytes(b"Subject: Cells\n" + raised.as_bytes())
    assert load(tmp_path / "a.eml").pages[0].text.endswith("our consultants is 1,050 euros from May on.")
    assert load(tmp_path / "a.eml").problems == ("text that is struck through: left out (1 place)",)
    assert load(tmp_path / "b.eml").pages[0].text.endswith("held 5 x 10⁶ cells per litre of water.")
