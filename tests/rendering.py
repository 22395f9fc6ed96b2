"""What a chat client makes of an answer: Markdown with HTML and tables, and addresses made links as GitHub does."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

# https://github.github.com/gfm/#autolinks-extension-, looked for in what Markdown leaves of a text, as remark does:
# there, a backslash before a sign is gone already.
ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<]+|www\.[^\s<]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["strikethrough", "table"])
FORMS = {
    "a picture": "![pixel](http://evil.example/p.png)",
    "a picture by its name": "![pixel][p] and [p]: http://evil.example/p.png",
    "an address in brackets": "<http://evil.example/a>",
    "bare addresses": "http://evil.example/b, www.evil.example and mallory@evil.example",
    "a link": "[press here](http://evil.example/c)",
    "the definition of a mark": "[1]: http://evil.example/d",
    "a picture's tag": "<img src=http://evil.example/p.png onerror=alert(1)>",
    "a link's tag": '<a href="http://evil.example">here</a>',
    "scripts": "<script>fetch('//evil.example')</script><svg onload=alert(1)>",
    "entities": "&lt;img src=x&gt; &#60;script&#62; &#x26;amp;",
    "a link that runs": "[run](javascript:alert(1))",
    "data": "![d](data:image/svg+xml;base64,PHN2Zz4=) [e](data:text/html,<b>x</b>)",
    "a footnote": "[^1] and [^1]: http://evil.example/f",
    "other signs": "# ``` | a | b | `` `tick` **bold** _slanted_ ~~gone~~ $x$ \\\\ \\[y\\] http://a`b",
}


class Drawn(HTMLParser):
    """The text that is read, and every tag that is not the layout of text."""

    LAYOUT = frozenset(
        "p ul ol li strong em s code pre br hr h1 h2 h3 h4 h5 h6 table thead tbody tr th td blockquote".split()
    )

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.foreign: list[str] = []
        self._inside: list[str] = []
        self.feed(PARSER.render(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and re.match(r"http://127\.0\.0\.1:\d+/view/|file:///", dict(attrs).get("href") or ""):
            self._inside.append(tag)
            return
        if tag not in self.LAYOUT:
            self.foreign.append(f"<{tag}>")
        self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            del self._inside[len(self._inside) - 1 - self._inside[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self.text += data
        if "code" not in self._inside and "a" not in self._inside:
            found = [each[0] for each in ADDRESS.finditer(data)]
            self.foreign += [each for each in found if not re.match(r"http://127\.0\.0\.1:\d+/view/", each)]


def words(text: str) -> str:
    return " ".join(text.split())
