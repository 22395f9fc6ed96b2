"""A link's host is not looked up before it is clicked: its name could carry what the answer says."""

from browser import CHROMIUM, OPTIONS
from served_house import answered

# No name leaves the machine; what was looked up of .example is told by this one.
RULES = "MAP *.example looked-up.localhost, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


def test_pointing_at_a_link_of_an_answer_looks_no_name_up(tmp_path, browser, url, ollama):
    ollama.replies[:] = ["You have 28 days [1], see [the\nform](http://twenty-eight-days.example/form)."]
    log = tmp_path / "log"
    options = [*OPTIONS, f"--log-net-log={log}", f"--host-resolver-rules={RULES}"]
    # In a fresh visitor's context nothing is looked up in advance, whatever the page says.
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=CHROMIUM, args=options
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector("body[data-ready]")
    answered(page, "How many days of paid leave do I have?")
    page.hover(".answer a")
    page.wait_for_timeout(1500)
    context.close()
    assert "http://127.0.0.1" in log.read_text()
    assert "http://looked-up.localhost" not in log.read_text()
