"""A mail and a mailbox: each message with its headers is a section."""

from email.message import EmailMessage

from loading import loaded, sections, text


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in headers.items():
        message[name] = value
    return message


def test_mail_gives_headers_body_and_attachments_as_sections(tmp_path):
    message = mail(From="Ann <ann@example.com>", To="bob@example.com", Subject="预算 2024")
    message.set_content("The budget is attached.\n\nOn Mon, 1 Jan 2024, Bob <bob@example.com> wrote:\n> How much?\n")
    message.add_attachment(b"# Totals\n4,212 euro\n", "text", "markdown", filename="totals.md")
    message.add_attachment("部门,金额\n财务,12\n".encode("gbk"), "text", "csv", filename="金额.csv")
    message.add_attachment(b"GIF89a", "image", "gif", filename="logo.gif")
    result = loaded(tmp_path, "a.eml", message.as_bytes())
    assert result.title == "预算 2024"
    assert text(result).startswith(
        "From: Ann <ann@example.com>\nTo: bob@example.com\nSubject: 预算 2024\n\nThe budget is attached.\n\nOn Mon"
    )
    assert "| 财务 | 12 |" in text(result)
    assert sections(result) == [
        (2, "On Mon, 1 Jan 2024, Bob <bob@example.com> wrote:", "On Mon, 1 Jan 2024, Bob <bob@example.com> wrote:"),
        (1, "totals.md", "totals.md"),
        (2, "Totals", "# Totals"),
        (1, "金额.csv", "金额.csv"),
    ]
    assert result.problems == ("attachment logo.gif is a picture that is not read: save it as .png",)


def test_a_message_inside_a_message_is_a_section(tmp_path):
    inner = mail(From="carl@example.com", Subject="Old rules")
    inner.set_content("Ten days.")
    outer = mail(From="ann@example.com", Subject="Fwd")
    outer.set_content("<p>See <b>below</b>, which is the whole point of this message.</p>", subtype="html")
    outer.add_attachment(inner)
    result = loaded(tmp_path, "a.eml", outer.as_bytes())
    assert "See below, which" in text(result)
    assert text(result).endswith("Old rules\n\nFrom: carl@example.com\nSubject: Old rules\n\nTen days.")
    assert sections(result)[-1] == (1, "Old rules", "Old rules")


def test_headers_in_undeclared_chinese_are_read(tmp_path):
    raw = b"From: a@example.com\r\nSubject: " + "公司通知".encode("gbk") + b"\r\n\r\nHi there.\r\n"
    assert loaded(tmp_path, "a.eml", raw).title == "公司通知"


def test_a_mailbox_gives_each_message_as_a_section(tmp_path):
    mailbox = (
        b"From ann@example.com Mon Mar  4 10:00:00 2024\nFrom: ann@example.com\nSubject: Leave\n"
        b"Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\n\n"
        b"RsO8bmZ6ZWhuIFRhZ2U=\n\n"
        b"From bob@example.com Mon Mar  4 11:00:00 2024\nSubject: Rooms\n\nBook early.\n>From here on it is quiet.\n"
    )
    result = loaded(tmp_path, "a.mbox", mailbox)
    assert sections(result) == [(1, "Leave", "Leave"), (1, "Rooms", "Rooms")]
    assert "Fünfzehn Tage" in text(result)
    assert "Book early.\nFrom here on it is quiet." in text(result)
