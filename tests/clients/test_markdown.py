"""What a Markdown renderer makes of an answer: the numbers of its list are those of its marks."""

from __future__ import annotations

import re

from house import QUESTION
from markdown_it import MarkdownIt


def test_the_list_is_numbered_as_the_marks_are(served, url, ollama):
    ollama.replies.append(
        "The boiler is serviced every May by Rossi Ltd [1]. Quiet hours begin at 22:00 sharp [2].\n\n"
        "- Rossi Ltd services the boiler [1]"
    )
    question = f"{QUESTION} And when do quiet hours begin?"
    body = {"model": "kb", "stream": False, "messages": [{"role": "user", "content": question}]}
    text = served.post("/api/chat", json=body).json()["message"]["content"]
    html = MarkdownIt().render(text)
    answer, _, listed = html.partition("<p><strong>Sources</strong></p>")
    marks = [int(mark) for mark in re.findall(r"\[(\d)\]", answer)]
    assert marks[0] == 1
    assert sorted(set(marks)) == list(range(1, len(set(marks)) + 1))
    assert listed.startswith("\n<ol>\n<li><a href=")
    titles = re.findall(r'<li><a href="http://127\.0\.0\.1:\d+/view/[^"]+#cited">([^<]+)</a></li>', listed)
    assert sorted(titles) == ["handbook.pdf, p. 3", "rules [old].md"]
    assert len(titles) == len(set(marks))
