"""Scans made for tests: text drawn as a picture, on paper of A4 at 150 dpi unless told otherwise."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

LATIN = Path(canvas.__file__).parents[1] / "fonts" / "Vera.ttf"
CHINESE = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
)


def chinese_font() -> str:
    """A font with Chinese letters that this system has; "" where it has none."""
    return next((font for font in CHINESE if Path(font).exists()), "")


def picture(
    *lines: str, font: str | Path = LATIN, size: tuple[int, int] = (1240, 1754), letters: int = 26, x: int = 90
):
    image = Image.new("L", size, "white")
    write(image, *lines, font=font, letters=letters, x=x)
    return image


def write(image, *lines: str, font: str | Path = LATIN, letters: int = 26, x: int = 90, y: int = 90) -> None:
    face = ImageFont.truetype(str(font), letters)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((x, y + number * letters * 1.6), line, font=face, fill=0)


def scan(image):
    """Draws a picture that fills a page of PDF."""

    def draw(paper):
        paper.drawImage(ImageReader(image), 0, 0, *A4)

    return draw
