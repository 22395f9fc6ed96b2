"""Pages made of texts, and what of pages is boilerplate."""

from kb.types import Page


def pages(*texts: str) -> list[Page]:
    return [Page(text, number) for number, text in enumerate(texts, 1)]


def boilerplate(found: list[Page] | tuple[Page, ...]) -> list[list[str]]:
    return [[page.text[span.start : span.end] for span in page.boilerplate] for page in found]
