"""What is read of a file that a test writes."""

import zipfile
from pathlib import Path

from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load


def loaded(tmp_path: Path, name: str, content: str | bytes) -> LoadedFile:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return load(file)


def text(result: LoadedFile) -> str:
    [page] = result.pages
    return page.text


def chunkable(result: LoadedFile) -> str:
    """The page's text without its boilerplate."""
    [page] = result.pages
    left = list(page.text)
    for span in page.boilerplate:
        left[span.start : span.end] = [""] * (span.end - span.start)
    return "".join(left)


def sections(result: LoadedFile) -> list[tuple[int, str, str]]:
    """Each heading's level and title, and the text that stands where it says it begins."""
    return [
        (heading.level, heading.title, page.text[heading.start :].split("\n")[0])
        for page in result.pages
        for heading in page.headings
    ]


def boilerplate(result: LoadedFile) -> list[str]:
    return [page.text[span.start : span.end] for page in result.pages for span in page.boilerplate]


def saved(document, tmp_path: Path, name: str) -> LoadedFile:
    document.save(tmp_path / name)
    return load(tmp_path / name)


def zipped(tmp_path: Path, name: str, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return tmp_path / name
