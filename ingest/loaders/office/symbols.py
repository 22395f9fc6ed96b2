"""Characters that a document takes from a font of symbols, as the letters and signs that they show."""

from __future__ import annotations

# By their places in the fonts Symbol and Wingdings, as far as they tell something: Greek letters, comparisons, ticks.
SYMBOL = {
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    0x2D: "−", 0xA3: "≤", 0xA5: "∞", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB6: "∂", 0xB7: "•",
    0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xCE: "∈", 0xD5: "∏", 0xD6: "√", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
WINGDINGS = {0x6F: "☐", 0xA8: "☐", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0xE0: "→", 0xF0: "→"}
WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0xA3: "☐"}
FONTS = {"symbol": SYMBOL, "wingdings": WINGDINGS, "wingdings 2": WINGDINGS_2}


def read_symbol(font: str, code: str) -> str:
    """The sign at that place (in hex, at will in the private-use area) of the font; "" where it is not known."""
    try:
        place = int(code, 16)
    except ValueError:
        return ""
    table = FONTS.get(font.lower())
    if table is None:
        return "" if 0xE000 <= place <= 0xF8FF or place > 0x10FFFF else chr(place)
    return table.get(
        place & 0xFF, chr(place & 0xFF) if font.lower() == "symbol" and 0x20 <= place & 0xFF < 0x7F else ""
    )
