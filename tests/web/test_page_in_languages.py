"""The whole page as a German and a Chinese reader walks through it: their words, their quotation marks and commas."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from served_house import answered, serve_house

# All that is read or heard of the page: words, names, tips, and what stands in empty fields.
SAID = """() => [...document.querySelectorAll("body *")].flatMap((one) => [
  one.ariaLabel, one.title, one.placeholder, one.alt,
  ...(one.matches("script, style, noscript") ? [] : [...one.childNodes])
    .map((node) => (node.nodeType === 3 ? node.data : "")),
].filter((text) => text?.trim()))"""
NAMES = r"safe|hall|md|kb|ollama|tiny-think|all-minilm|tiny|think|GB|MB|kB|ingest|FOLDER|default|make ocr"
PRODUCTS = r"PDF|Word|Excel|PowerPoint|Markdown|HTML|JSON|Enter|Shift|JavaScript"
KNOWN = rf"(?<![A-Za-z])({NAMES}|{PRODUCTS})(?![A-Za-z])"


@pytest.fixture
def address(ollama, tmp_path) -> Iterator[str]:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "safe.md").write_text("# 保险柜\n\n保险柜的密码是 4711。\n", encoding="utf-8")
    (tmp_path / "docs" / "hall.md").write_text("# 大厅\n\n大厅五月开放。\n", encoding="utf-8")
    with serve_house(tmp_path / "served", ollama, tmp_path / "docs") as served:
        yield served


def mention(page, words: str) -> str:
    page.fill(".mentions-form input", words)
    page.press(".mentions-form input", "Enter")
    page.wait_for_selector(".mentions h2")
    return page.inner_text(".mentions h2")


def delete(page, path: str) -> str:
    """What the receipt says."""
    page.click("#dialog .danger")
    page.wait_for_selector(f".receipt li:has-text('{path}'):has-text('1')")
    return page.inner_text(".receipt li")


def test_a_german_reader_finds_german_quotation_marks_and_a_receipt_in_one_sentence(visit, address):
    with visit("/#/documents", at=address, locale="de-DE") as page:
        page.wait_for_selector("#documents tbody tr")
        assert mention(page, "4711") == "„4711“"
        page.check("[aria-label='safe.md auswählen']")
        page.click(".selection .danger")
        assert delete(page, "safe.md") == (
            "safe.md: 1 Seite, 1 Abschnitt, 1 Vektor und 2 Indexeinträge gelöscht; die Datei bleibt in Ihrem Ordner "
            "und kommt wieder, wenn er neu eingelesen wird"
        )


def test_a_chinese_reader_finds_no_english_on_the_page_and_chinese_commas_in_the_receipt(visit, address, ollama):
    with visit(at=address, locale="zh-CN") as page:
        ollama.replies.append("保险柜的密码是 4711 [1]。")
        answered(page, "保险柜的密码是多少？")
        page.click(".answer .mark")
        page.wait_for_selector("#viewer mark")
        said = page.evaluate(SAID)
        page.click("[data-place=state]")
        page.wait_for_selector("#state .check.fact")
        said += page.evaluate(SAID)
        page.click("[data-place=documents]")
        page.wait_for_selector("#documents tbody tr")
        mention(page, "4711")
        said += page.evaluate(SAID)
        page.check("#documents tr:has-text('safe.md') input")
        page.click(".selection .danger")
        said += page.evaluate(SAID)
        receipt = delete(page, "safe.md")
        assert receipt == (
            "safe.md：已删除 1 页、1 个段落、1 个向量、2 条索引；文件仍在您的文件夹中，再次读取该文件夹时会重新加入"
        )
        said += page.evaluate(SAID)
        left = {text for text in said if re.search("[A-Za-z]{2,}", re.sub(KNOWN, "", text))}
        assert left == set()
