"""Where sentences begin and end."""

import pytest

from kb.text.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It costs 3.5 %. Dr. Wu pays.", ["It costs 3.5 %.", "Dr. Wu pays."]),
        ("好的。可以！真的？", ["好的。", "可以！", "真的？"]),
        ("他说：“可以。”然后走了。", ["他说：“可以。”", "然后走了。"]),
        (
            "Leave of more than 15 working days in\na row needs the consent of the head.",
            ["Leave of more than 15 working days in\na row needs the consent of the head."],
        ),
        (
            "住宿费每晚最高报销650元，其他城市每晚最高报销450元，超出\n部分自理。",
            ["住宿费每晚最高报销650元，其他城市每晚最高报销450元，超出\n部分自理。"],
        ),
        (
            "# A heading that is long enough to be wrapped\nText.",
            ["# A heading that is long enough to be wrapped", "Text."],
        ),
        (
            "A line that is long enough to be wrapped\n- an item",
            ["A line that is long enough to be wrapped", "- an item"],
        ),
        ("Rent\nIt is due.", ["Rent", "It is due."]),
        (
            "One paragraph that is long enough to wrap\n\nAnother",
            ["One paragraph that is long enough to wrap", "Another"],
        ),
        (
            "The fees that were paid in the last twelve\n(12) months before the claim.",
            ["The fees that were paid in the last twelve\n(12) months before the claim."],
        ),
        (
            "The parties sign what is attached as Schedule C.\n6.2 A loss is reported at once.",
            ["The parties sign what is attached as Schedule C.", "6.2 A loss is reported at once."],
        ),
        ("Meble Sp. z o.o. delivers. It pays.", ["Meble Sp. z o.o. delivers.", "It pays."]),
        ("1. Open it.\n2. Close it.", ["1. Open it.", "2. Close it."]),
        ("", []),
    ],
)
def test_sentences(text, expected):
    assert [text[span.start : span.end] for span in split_sentences(text)] == expected
