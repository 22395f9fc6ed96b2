"""What a PDF is called: as the file states it, as its name says it, or in the largest letters of the first page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2

from ingest.loaders.pdf.layout import characters, sizes
from kb.text.scripts import HANGUL, IDEOGRAPHS, KANA

STARTS = (
    "microsoft word", "microsoft powerpoint", "microsoft excel", "powerpoint presentation", "powerpoint 演示文稿",
    "untitled", "unbenannt", "sans titre", "sin título", "无标题", "未命名", "無標題", "(anonymous)", "slide 1",
    "layout 1", "file:", "http:", "https:", "scanned ", "\u00fe\u00ff",
)  # fmt: skip
ENDS = re.compile(
    r"\.(?:docx?|docm|rtf|odt|wpd|pages|pptx?|xlsx?|xlsm|txt|md|html?|tex|dvi|ps|pdf|indd|qxd|p65|fm|ai|cdr|exe|dwg|vsdx?)",
    re.IGNORECASE,
)
SAYS_NOTHING = re.compile(
    r"title|document|doc|report|book|paper|article|file|scan|image|img|print|copy|final|builder|new|page|download|"
    r"version|rev|v|pdf|presentation|slides?|文档|文件|新建|扫描|扫描件|报告|最终|终稿|副本",
    re.IGNORECASE,
)
BOILERPLATE = re.compile(
    r"united states(?: of america)?(?: securities and exchange commission)?|securities and exchange commission|"
    r"form [\d\w-]+|(?:table of )?contents|confidential|目 ?录|inhalt(?:sverzeichnis)?|sommaire|índice",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+")
EAST_ASIAN = re.compile(f"[{KANA}{IDEOGRAPHS}{HANGUL}]")
LARGER = 1.2  # times the size of most of the page's text
POSTER = 16  # points; a page with nothing but its title has no other text to be larger than
LINES = 3  # of a title
LONGEST = 150  # characters


def find_title(document: pypdfium2.PdfDocument, path: Path) -> str:
    """The title; the name of the file, without its ending, where nothing better is found."""
    stated = " ".join(document.get_metadata_value("Title").split())
    if not _is_junk(stated):
        return stated
    return path.stem if _is_telling(path.stem) else _find_largest_lines(document) or path.stem


def _is_junk(title: str) -> bool:
    """Whether a machine made it, or it says nothing of this one document."""
    letters = sum(map(str.isalpha, title))
    ending = ENDS.search(title)
    return (
        2 * letters < len(title.replace(" ", ""))
        or title.lower().startswith(STARTS)
        or bool(ending and ending.end() == len(title))
        or bool(BOILERPLATE.fullmatch(title))
        or all(map(SAYS_NOTHING.fullmatch, WORD.findall(title)))
        or any(not letter.isprintable() or letter == "\ufffd" for letter in title)
    )


def _is_telling(name: str) -> bool:
    """Whether a file's name reads like a title: two words or a word and a number, one of which says of what."""
    words = [word for word in WORD.findall(name) if not SAYS_NOTHING.fullmatch(word) and len(word) > 2]
    parts = [part for part in re.split(r"[\W_]+", name) if part]
    return len(EAST_ASIAN.findall(name)) > 3 or (
        bool(words) and len(parts) > 1 and 2 * len("".join(words)) > len(name) / 2
    )


def _find_largest_lines(document: pypdfium2.PdfDocument) -> str:
    """The first of the largest lines of the first page and those that go on with it; "" if none stands out."""
    try:
        with closing(document[0]) as page, closing(page.get_textpage()) as textpage:
            found = [(text, round(height, 1), top) for text, height, top in sizes(textpage, characters(textpage))]
    except pypdfium2.PdfiumError:
        return ""
    amounts = Counter[float]()
    for text, height, _ in found:
        amounts[height] += len(text)
    usual = max(amounts, key=lambda height: amounts[height], default=0.0)
    for height in sorted(amounts, reverse=True):
        if height < LARGER * usual and (len(amounts) > 1 or height < POSTER):
            break
        title = " ".join(_join_lines([(text, top) for text, size, top in found if size == height], height))
        if len(title) <= LONGEST and (len(WORD.findall(title)) > 1 or len(EAST_ASIAN.findall(title)) > 3):
            return title
    return ""


def _join_lines(found: list[tuple[str, float]], height: float) -> Iterator[str]:
    last = None
    for text, top in found[:LINES]:
        if BOILERPLATE.fullmatch(text) and last is None:
            continue
        if last is not None and not -height < top - last < 2 * height:
            return
        yield text
        last = top
