"""Debian's Chromium, driven by Playwright; every page is watched for errors and for requests to other hosts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# The shell is the same engine without a browser's windows around it: to open the page as a fresh visitor takes .8 s of
# CPU in it, and 1.9 in the whole browser.
CHROMIUM = next(filter(None, map(shutil.which, ["chromium-headless-shell", "chromium", "chromium-browser"])), None)
# In a container there is no other sandbox, and little shared memory.
OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page with what it did that it should not have done."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.host = urlsplit(url).netloc
        self.errors: list[str] = []
        self.foreign: list[str] = []
        context.on("request", lambda request: self._note_request(request.url))
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("console", lambda said: self.errors.append(said.text) if said.type in ("error", "warning") else None)
        self.page: Page = context.new_page()

    def _note_request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.foreign.append(url)


@contextmanager
def watched(browser: Browser, url: str, **options: object) -> Iterator[Page]:
    """A page of a fresh visitor, opened at `url`; leaving asserts that nothing went wrong unseen."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", **options})
    context.set_default_timeout(30_000)  # a machine of two cores may be busy
    watch = Watched(context, url)
    try:
        watch.page.goto(url)
        watch.page.wait_for_selector("body[data-ready]")
        yield watch.page
    finally:
        context.close()
    assert watch.errors == []
    assert watch.foreign == []
