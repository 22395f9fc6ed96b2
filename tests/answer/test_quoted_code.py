"""Code in an answer without a chat model."""

from filled import filled

from kb.types import Answer

RETRY = """# Retry

How calls are repeated.

```python
def repeat_call(times):
    for _ in range(times):
        return connect()
```
"""


def test_code_of_several_lines_stands_as_it_was_written(tmp_path):
    """It stood in one line, where Python is no Python any more."""
    with filled(tmp_path, {"retry.md": RETRY}) as base:
        *_, answer = base.ask("What does the function repeat_call do?")
    assert isinstance(answer, Answer)
    assert answer.text.splitlines()[1:8] == [
        "- Retry:",
        "  ```",
        "  def repeat_call(times):",
        "      for _ in range(times):",
        "          return connect()",
        "  ```",
        "  [1]",
    ]
