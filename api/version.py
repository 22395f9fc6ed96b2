"""Which version this is: the installed package says."""

from __future__ import annotations

from functools import cache


@cache
def read_version() -> str:
    from importlib.metadata import version as installed

    return installed("kb")
