"""Where sentences begin and end: cases, and a set of texts as offices write them."""

import pytest
from hypothesis import given
from hypothesis.strategies import text

from kb.text.sentences import END, ends_sentence, find_ends, split_sentences

# ‖ stands where a sentence ends; the end of a text is marked nowhere. Cut by judgement, before any splitter read them.
ENGLISH = (
    # contracts
    "| PalletCo Sp. z o.o. | 12,000 | 2024-06-20 |‖\n| Ferrovia Cargo S.p.A. | 610,000 | 2025-02-03 |",
    "Halden Systems A.S. delivers the racks.‖ Northwind Inc. pays within 30 days.",
    "Liability is limited to the fees that were paid in the last twelve\n(12) months before the claim.",
    "The parties agree as follows.‖\n3.1 Client shall pay a monthly fee.‖\n3.2 Invoices are due within 30 days.",
    "This Amendment No. 7 replaces Amendment No. 6.‖ It takes effect on 1 March 2025.",
    'Clause 4.2 is replaced with: "The term is two years."‖ All other clauses remain.',
    "See Sec. 12 and Art. 5 of the agreement.‖ Annex B lists the sites.",
    "Fees are EUR 21,250.50 net, incl. VAT where it applies.‖ They rise by 3.5% a year.",
    "Rent is payable in advance (see cl. 4).‖ Late payment bears interest of 5% p.a. from the due date.",
    "The licensee may use the software on three (3) devices, i.e. one per office.‖ More need a new licence.",
    "Orbis Ltd. v. Hanse AG was settled in 2021.‖ No costs were awarded.",
    "1. Definitions‖\n2. Term and termination‖\n3. Fees",
    "(a) the goods are damaged;‖\n(b) the goods are late.",
    # wikis and notices
    "Bring something to write, e.g. three pens.‖ Coffee is there.",
    "Ask Dr. Weber or Prof. Lang first.‖ They know the plan.",
    "Deploys run at 9 a.m. and at 5 p.m. on weekdays.‖ On Fridays there is none.",
    "The meeting starts at 9 a.m.‖ Bring your notes.",
    "Set retries to 3.‖ Then run `make deploy`.‖ It reads kb.toml and config.yaml.",
    "We support v2.1, v2.2 etc.‖ Older versions are closed.",
    "Is it down?‖ Look at status.example.com first!‖ Then page the lead.",
    "Wait… it may come back.‖ If not, restart it.",
    "And then there was nothing...‖ The disk was full.",
    "It works on the U.S. keyboard.‖ Others need a map.",
    "Our offices are in the U.S.‖ The servers are not.",
    "Approx. 40 people came, among them J. R. Smith and A. Jones.‖ Next time there will be more.",
    "# Holidays‖\nEverybody has 30 days.‖ Ten of them may be carried over.",
    "- Laptop: from IT.‖\n- Badge: from the front desk.",
    "1. Open the door.‖\n2. Close it again.‖ Do not slam it.",
    "Step 1. Open the lid.‖ Step 2. Press the button.",
    "iPhones are lent for a year.‖ eSIMs are ordered by IT.",
    "The price is fixed.‖ 30 days later it may change.",
    "A long line that was wrapped by the mail program at sixty columns or\nso goes on in the next.‖ This is one more.",
    "The service keeps (cf. Fig. 3) two copies.‖ One is on tape (see p. 14).",
    'She said "No."‖ He left.',
    "Was it late (or never sent)?‖ (We do not know.)‖ Ask them.",
    "Yahoo was told in Jan. 2020.‖ It answered in Feb. of that year.",
    "He works for St. Mary's on Main St. near the park.‖ It is open daily.",
    # mails
    "Dear Mr. Rossi,‖\nthe rent is EUR 28,098.40 from January.‖ I checked the index (3.0%).‖\nBest regards‖\nJ. Weber",
    "From: Chiara Rossi <c.rossi@ferrovia.example>‖\nSubject: Notice of termination‖\nDate: Tue, 04 Mar 2025",
    "Thanks!‖ See you on Mon. at ten.",
    "Can you call me back?‖ My number is 040 555.01.‖ Ms. Vogel has it too.",
)
GERMAN = (
    "Nehmen Sie etwas mit, z. B. drei Stifte.‖ Kaffee gibt es dort.",
    "Der Vertrag endet am 31. Dezember 2025.‖ Er verlängert sich nicht.",
    "Gemäß § 4 Abs. 2 Nr. 3 gilt das nicht.‖ Siehe auch Art. 5 ff. der Satzung.",
    "Fragen Sie Hrn. Dr. Weber bzw. Frau Lang.‖ Beide sind ab 8. Mai da.",
    "Die Miete beträgt ca. 1.200,50 Euro inkl. MwSt. und Nebenkosten.‖ Sie ist im Voraus fällig.",
    "Das gilt u. a. für Urlaub, Krankheit usw.‖ Alles Weitere regelt die Leitung.",
    "Die GmbH & Co. KG haftet.‖ Der 2. Gesellschafter haftet nicht.",
    "Der Umsatz betrug 5 Mio. Euro.‖ Er stieg um 2 Mrd. Yen.",
    "„Kommt er?“‖ „Ja.“‖ Dann gingen sie, d. h. alle drei.",
    # statutes
    "Kinder ab dem vollendeten 1. Lebensjahr zahlen weniger.‖ Ab dem 3. Kind entfällt der Beitrag.",
    "Die Kosten betragen 40.‖ Die Gemeinde trägt sie.",
    "Geöffnet ist Mo. - Fr. 7.30 - 13.00 Uhr.‖ Am Samstag nicht.",
    "Das Gesetz vom 22.01.2003, zuletzt geändert 2015 (GVBl. I S. 142), gilt.‖ Es regelt alles.",
    "Was über gefährliche Hunde in der Verordnung vom 22.01.2003 (GVBl. I S.\n54) steht, gilt.‖ So ist es.",
    "hat die Gemeindevertretung am 21.03.2017 folgende Satzung beschlossen:‖\n§ 1‖\nSteuergegenstand",
    "(4) Für die Verlängerung des Nutzungsrechts werden erhoben: 310,00 €‖\n(5) Für die Reservierung 500,00 €",
)
FRENCH_ITALIAN_SPANISH = (
    "M. Dupont a signé le contrat.‖ Mme Leroy ne l’a pas encore lu.",
    "Le loyer est de 1 200,50 € (cf. art. 4).‖ Il est dû le 1er janvier.",
    "Est-ce loin ?‖ Non !‖ C’est à 3,5 km, p. ex. en vélo.",
    "Il sig. Rossi ha firmato il contratto.‖ La dott.ssa Bianchi no.",
    "Ferrovia Cargo S.p.A. paga entro 30 giorni.‖ Vedi l’art. 7 del contratto.",
    "El Sr. Pérez firmó el acuerdo.‖ ¿Cuándo vence?‖ Vence el 3 de mayo.",
)
EAST_ASIAN = (
    "住宿费每晚最高报销600元。‖超出部分自理。",
    "他说：“可以。”‖然后走了。",
    "她问：「真的嗎？」‖沒有人回答。",
    "等一下……‖我再看看。",
    "费用是3.5万元。‖VPN密码每90天更换一次！‖谁来负责？",
    "第一条 本合同自签字之日起生效。‖\n第二条 有效期为两年。",
    "一、适用范围：全体员工。‖\n二、标准：每天120元。",
    "各部门：‖\n春节放假时间为1月28日（除夕）至2月4日，共8天。‖特此通知。",
    "会議は10時に始まります。‖「遅れます。」と彼は言った。‖資料はA4で3部です。",
    "회의는 10시에 시작합니다.‖ 자료는 3부입니다.",
    "使用v2.1版本。‖ See README.md first.‖ 然后重启。",
)
# Not told apart from what is like them: a name that ends in a mark, and signs after the last sentence.
MISSED = (
    "Yahoo! was told of it.",
    "See you at ten.‖ :-)",
)


@pytest.mark.parametrize("marked", ENGLISH + GERMAN + FRENCH_ITALIAN_SPANISH + EAST_ASIAN)
def test_a_text_is_cut_where_a_reader_would_cut_it(marked):
    text = marked.replace("‖", "")
    assert [text[span.start : span.end] for span in split_sentences(text)] == [
        sentence.strip() for sentence in marked.split("‖")
    ]


@pytest.mark.parametrize("marked", MISSED)
def test_what_is_known_to_be_missed_is_named_here(marked):
    text = marked.replace("‖", "")
    assert [text[span.start : span.end] for span in split_sentences(text)] != [
        sentence.strip() for sentence in marked.split("‖")
    ]


@pytest.mark.parametrize(
    "text", ["It is due.", "It is due.”", "好的。", "Is it?", "「遅れます。」", "It is (almost) all.)"]
)
def test_a_reply_has_ended_a_sentence(text):
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["It is", "see No.", "ask Dr.", "in the U.S.", "\n2.", "z. B.", "好的"])
def test_a_reply_has_not_ended_a_sentence(text):
    assert not ends_sentence(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It costs 3.5 %. Dr. Wu pays.", ["It costs 3.5 %.", "Dr. Wu pays."]),
        ("好的。可以！真的？", ["好的。", "可以！", "真的？"]),
        ("他说：“可以。”然后走了。", ["他说：“可以。”", "然后走了。"]),
        (
            "Leave of more than 15 working days in\na row needs the consent of the head.",
            ["Leave of more than 15 working days in\na row needs the consent of the head."],
        ),
        (
            "住宿费每晚最高报销650元，其他城市每晚最高报销450元，超出\n部分自理。",
            ["住宿费每晚最高报销650元，其他城市每晚最高报销450元，超出\n部分自理。"],
        ),
        (
            "# A heading that is long enough to be wrapped\nText.",
            ["# A heading that is long enough to be wrapped", "Text."],
        ),
        (
            "A line that is long enough to be wrapped\n- an item",
            ["A line that is long enough to be wrapped", "- an item"],
        ),
        ("Rent\nIt is due.", ["Rent", "It is due."]),
        (
            "One paragraph that is long enough to wrap\n\nAnother",
            ["One paragraph that is long enough to wrap", "Another"],
        ),
        (
            "The fees that were paid in the last twelve\n(12) months before the claim.",
            ["The fees that were paid in the last twelve\n(12) months before the claim."],
        ),
        (
            "The parties sign what is attached as Schedule C.\n6.2 A loss is reported at once.",
            ["The parties sign what is attached as Schedule C.", "6.2 A loss is reported at once."],
        ),
        ("Meble Sp. z o.o. delivers. It pays.", ["Meble Sp. z o.o. delivers.", "It pays."]),
        ("1. Open it.\n2. Close it.", ["1. Open it.", "2. Close it."]),
        ("", []),
    ],
)
def test_sentences(text, expected):
    assert [text[span.start : span.end] for span in split_sentences(text)] == expected


@given(text(alphabet='a中1 .!?…。；\n"»），', max_size=40))
def test_ends_are_those_that_their_expression_finds_by_itself(text: str) -> None:
    assert [end.span() for end in find_ends(text, 0, len(text))] == [end.span() for end in END.finditer(text)]
