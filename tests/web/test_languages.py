"""The page in three languages: the browser's is spoken, and every text is there in each."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from served_house import answered

import ingest
from api.web.languages import FOLDER, LANGUAGES, choose_language, read_texts, read_translations

STATIC = FOLDER.parent / "static"


@pytest.mark.parametrize(
    ("locale", "asks", "new"),
    [
        ("zh-CN", "您想知道什么？", "新问题"),
        ("de-AT", "Was möchten Sie wissen?", "Neue Frage"),
        ("fr-FR", "What do", "New"),
    ],
)
def test_the_page_speaks_the_browsers_language(visit, ollama, locale, asks, new, draw):
    with visit(locale=locale) as page:
        assert page.inner_text("#welcome h2").startswith(asks)
        assert page.inner_text("#new").startswith(new)
        ollama.replies.append("一线城市住宿费每晚最高报销650元 [1]。")
        answered(page, "一线城市的住宿费最高报销多少？")
        page.click(".answer .mark")
        page.wait_for_selector("#viewer mark")
        draw(page, f"source-{locale}")


def test_all_languages_have_the_same_texts_with_the_same_blanks():
    first = read_texts("en")
    for language in LANGUAGES:
        texts = read_texts(language)
        assert list(texts) == list(first)
        for name, text in texts.items():
            assert text.strip(), name
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", first[name])), (language, name)


def test_every_text_that_the_page_says_is_there_and_every_text_is_said():
    files = [*STATIC.glob("*.js"), *(FOLDER.parent / "templates").glob("*.html")]
    said = "\n".join(file.read_text(encoding="utf-8") for file in files)
    for name in re.findall(r'say\("([\w.]+)"', said) + re.findall(r'texts\["([\w.]+)"\]', said):
        assert name in read_texts("en"), name
    for name in re.findall(r'sayCount\("([\w.]+)"', said):
        assert {f"{name}.one", f"{name}.other"} <= set(read_texts("en")), name
    quoted = set(re.findall(r'"([a-z_.]+)"', said))
    families = ("status.", "check.", "role.", "missing.", "standing.", "receipt_file.")
    known = [name.removesuffix(".one").removesuffix(".other") for name in read_texts("en")]
    assert [name for name in known if name not in quoted and not name.startswith(families)] == []


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("zh-TW", "zh"),
        ("fr,es;q=0.5", "en"),
        ("en;q=0.1, de;q=0.9", "de"),
        ("de;q=0, zh;q=x", "en"),
        ("", "en"),
    ],
)
def test_of_the_accepted_languages_the_first_that_there_is_is_spoken(accepted, language):
    assert choose_language(accepted) == language


def test_the_texts_are_json_that_is_served(url, page):
    for language in LANGUAGES:
        reply = page.request.get(f"{url}/web/texts/{language}.json")
        assert json.loads(reply.text()) == read_texts(language)


def test_what_loaders_say_of_a_file_is_translated_in_its_parts(visit):
    translate = """async (text) => {
        const { loadTranslations, translate } = await import("/web/static/x/translations.js");
        await loadTranslations();
        return translate(text);
    }"""
    said = {
        "is damaged: its end is missing, or it was not copied whole": (
            "ist beschädigt: das Ende fehlt, oder die Datei wurde nicht ganz kopiert"
        ),
        "is not really a .docx: it is a PostScript file": "ist in Wahrheit kein .docx: es ist eine PostScript-Datei",
        "attachment plan (1).pdf is encrypted: save a copy without its password": (
            "Anhang plan (1).pdf ist verschlüsselt: eine Kopie ohne Passwort speichern"
        ),
        "page 3 is damaged; hidden text: left out (2 places)": (
            "Seite 3 ist beschädigt; verborgener Text: weggelassen (2 Stellen)"
        ),
        "is an Outlook mailbox; save its messages as .eml": (
            "ist ein Outlook-Postfach; die Nachrichten als .eml speichern"
        ),
        "says what nobody knows; <b>": "says what nobody knows; <b>",
    }
    with visit(locale="de-DE") as page:
        assert {text: page.evaluate(translate, text) for text in said} == said
    with visit(locale="zh-CN") as page:
        assert page.evaluate(translate, "took longer than 60 seconds to read") == "读取时间超过 60 秒"
    with visit() as page:
        assert page.evaluate(translate, "is empty") == "is empty"


def test_translations_have_the_holes_of_what_they_translate_and_the_same_shapes_in_each_language():
    german, chinese = read_translations("de"), read_translations("zh")
    assert list(german) == list(chinese)
    for translations in (german, chinese):
        for english, other in translations.items():
            assert re.findall(r"{\w*}", other) == re.findall(r"{\w*}", english), english


def reasons() -> Iterator[str]:
    """What loaders say of a file that cannot be read, as it is written in them, `{}` for what is filled in."""
    for file in Path(ingest.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Unreadable":
                [said, *_] = call.args
                if isinstance(said, ast.Constant):
                    yield said.value
                elif isinstance(said, ast.JoinedStr):
                    yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in said.values)


def test_nearly_all_reasons_of_loaders_are_translated():
    whole = [re.escape(shape) for shape in read_translations("de") if "{" not in shape]
    inner = f"(?:{'|'.join(whole)}|{{}})"
    shapes = [re.escape(shape).replace(r"\{\}", ".+").replace(r"\{what\}", inner) for shape in read_translations("de")]
    known = re.compile("|".join(f"(?:{shape})" for shape in shapes))
    given = set(reasons())
    missing = sorted(reason for reason in given if not known.fullmatch(reason))
    assert len(given) > 40
    assert len(missing) <= 2, missing  # a new one may come before its translation
