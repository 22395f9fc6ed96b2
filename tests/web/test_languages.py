"""The page in three languages: the browser's is spoken, and every text is there in each."""

from __future__ import annotations

import json
import re

import pytest
from served_house import answered

from api.web.languages import FOLDER, LANGUAGES, choose_language, read_texts

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
