"""A workbook is looked through before it is opened: one stray cell at the far end, or a member that swells when unpacked, would fill the
memory and end the whole program, because the reader keeps every cell of the used range."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from app.errors import Unavailable

MOST_CELLS = 30_000_000  # a million lines of thirty columns; some 700 MB
MOST_BYTES = 1 << 30  # unpacked, all members together
_BLOCK, _OVERLAP = 1 << 20, 64
_STRINGS = "xl/sharedStrings.xml"
_WORKBOOK = "xl/workbook.xml"
_ROW = re.compile(rb'<(?:\w+:)?row [^>]{0,40}?r="([0-9]{1,12})')
_WIDE = re.compile(rb' r="([A-Z]{2,})[0-9]')
_TALL = re.compile(rb' r="[A-Z]*([0-9]{6,12})"')
_TALL_AND_WIDE = re.compile(rb' r="[A-Z]*([0-9]{4,12})"')


def refuse_beyond(source: Path) -> None:
    """Unavailable (``not_a_table``, ``too_big``, ``damaged``) where a zipped workbook cannot or should not be opened."""
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            if not any(member.filename == _WORKBOOK for member in members):
                raise Unavailable(f"“{source.name}”不是 .xlsx 表格，请用 Excel 或 WPS 打开它，另存为 .xlsx 再导入", "not_a_table")
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise Unavailable(f"“{source.name}”解开后超过 1 GB，读不下，请把表格分成几个文件再导入", "too_big")
            for member in members:
                if member.filename.startswith("xl/") and member.filename.endswith(".xml"):
                    _look_through(source, archive, member.filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:  # also an unknown way of packing
        text = f"“{source.name}”已损坏或不是 Excel 表格，请用 Excel 或 WPS 打开它，另存为新的 .xlsx 再导入"
        raise Unavailable(text, "damaged") from error


def _look_through(source: Path, archive: zipfile.ZipFile, name: str) -> None:
    """Read to the end, so that the size that is told is the true one, and measure the used range."""
    lines, columns = 1, 26
    for block in _blocks(archive, name):
        if name != _STRINGS:
            lines = max(lines, _largest(_ROW, block), _largest(_TALL, block))
            columns = max(columns, max(map(_column, set(_WIDE.findall(block))), default=0))
    if columns > 26:  # lines that only a cell names count as soon as the table is wide
        lines = max(lines, *(_largest(_TALL_AND_WIDE, block) for block in _blocks(archive, name)))
    if lines * columns > MOST_CELLS:
        text = f"“{source.name}”的使用范围有 {lines:,} 行、{columns:,} 列，读不下。多半是远处有多余的单元格：请只把有内容的部分复制到新表格再导入"
        raise Unavailable(text, "too_big")


def _blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    tail = b""
    with archive.open(name) as member:
        while block := member.read(_BLOCK):
            yield tail + block
            tail = block[-_OVERLAP:]


def _largest(pattern: re.Pattern[bytes], block: bytes) -> int:
    return max(map(int, pattern.findall(block)), default=0)


def _column(letters: bytes) -> int:
    """AA → 27; more letters than Excel has are as far as can be."""
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - 64
    return number
