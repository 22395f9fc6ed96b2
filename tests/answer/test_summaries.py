"""Without a chat model: a summary tells something of each section of the document that is named."""

import pytest
from filled import filled, read_quotes

MINUTES = "# Niederschrift der Kleingärtnerversammlung 2026\n\nDatum: 9. Mai 2026\n\n" + "".join(
    f"## TOP {n} {title}\n\n{text}\n\n"
    for n, (title, text) in enumerate(
        {
            "Bericht": "Der Verein hat 212 Mitglieder. Im Vorjahr waren es 205. Gepflanzt wurden 40 Bäume. "
            "Es gab 9 Begehungen. Getauscht wurden 12 Parzellen. Zwei Lauben wurden erneuert.",
            "Wasser": "Das Wassergeld steigt auf 2,10 Euro je Kubikmeter.",
            "Wahl": "Neue Vorsitzende ist Berta Quandt mit 61 Stimmen.",
            "Strom": "Der Anschluss der Nordreihe kostet 18.400 Euro.",
        }.items(),
        start=1,
    )
)

KEPT = ("map", "log", "key", "plan")


@pytest.mark.parametrize(
    "question", ["Fass die Kleingärtnerversammlung 2026 kurz zusammen", "Zusammenfassung der Niederschrift 2026 bitte"]
)
def test_each_section_is_told_of(tmp_path, question):
    with filled(
        tmp_path, {"Protokoll 2026-05-09.md": MINUTES, "Hausordnung.md": "# Hausordnung\n\nRuhe ab 22 Uhr.\n"}
    ) as base:
        told = "\n".join(read_quotes(base, question))
    assert all(figure in told for figure in ("212 Mitglieder", "2,10 Euro", "Berta Quandt", "18.400 Euro"))


def test_a_footer_takes_no_place(tmp_path):
    rules = "".join(
        f"## {n}. The {each}\n\nThe {each} is kept for {n} years.\n\nLH-2024-11 {n}\n\n"
        for n, each in enumerate(KEPT, 2)
    )
    with filled(tmp_path, {"Archive rules.md": f"# Archive rules of the mill\n\nDrawn up in 2024.\n\n{rules}"}) as base:
        lines = read_quotes(base, "Summarise the archive rules")
    assert [line for line in lines if "is kept for" in line] and not [line for line in lines if "LH-2024" in line]


@pytest.mark.parametrize(
    ("question", "kilometre"),
    [
        ("Summarise the travel policy", "EUR 0.38"),
        ("Summarise the travel policy version 1", "EUR 0.30"),
        ("Summarise travel-policy-v1.md", "EUR 0.30"),
    ],
)
def test_of_a_documents_versions_the_latest_is_told_unless_another_is_named(tmp_path, question, kilometre):
    policies = {
        f"travel-policy-v{version}.md": f"# Travel policy, version {version}\n\nValid from {day}.\n\n## Own car\n\n"
        f"For a private car EUR {paid} per kilometre is paid.\n"
        for version, day, paid in ((1, "1 March 2023", "0.30"), (2, "1 January 2025", "0.38"))
    }
    with filled(tmp_path, policies) as base:
        told = "\n".join(read_quotes(base, question))
    assert kilometre in told
    assert told.count("per kilometre") == 1
