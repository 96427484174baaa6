"""Pages of a PDF as pictures, for previews and for the printer: what is seen is what comes out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage


def count_pages(path: Path) -> int:
    """Pages of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def page_image(path: Path, number: int, width: int = 0, dpi: int = 0) -> QImage:
    """One page as a picture, ``width`` pixels wide or at ``dpi``."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        page = document[number]
        scale = dpi / 72 if dpi else width / page.get_width()
        bitmap = page.render(scale=scale, force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGRx)
        image = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32).copy()
        bitmap.close()
        page.close()
        return image
    finally:
        document.close()
