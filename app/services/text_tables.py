"""CSV files as other systems write them: UTF-8 with or without a mark, UTF-16, GB18030; comma, tab or semicolon."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from app.errors import Unavailable

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ",\t;|"
_SAMPLE = 20  # lines that decide on the delimiter
csv.field_size_limit(1 << 20)


def reader(source: Path) -> Callable[[], Iterator[list[object]]]:
    """A function that walks the file from the start; every cell is text."""
    encoding = encoding_of(source)
    delimiter = delimiter_of(source, encoding)
    return lambda: _rows(source, encoding, delimiter)


def encoding_of(source: Path) -> str:
    """UTF-8 where the whole file is valid UTF-8, else GB18030, which every Chinese system understands."""
    with source.open("rb") as file:
        start = file.read(4)
    marked = [name for mark, name in _MARKS if start.startswith(mark)]
    for name in marked or ("utf-8", "gb18030"):
        if _decodes(source, name, zeros=name == "utf-16"):
            return name
    raise Unavailable(f"认不出“{source.name}”的文字编码，请用 Excel 打开后另存为 .xlsx 再导入", "encoding")


def _decodes(source: Path, encoding: str, zeros: bool) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with source.open("rb") as file:
            while block := file.read(1 << 20):
                if not zeros and b"\x00" in block:
                    return False
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def delimiter_of(source: Path, encoding: str) -> str:
    """The character that appears most often, and in every one of the first lines that has any."""
    with source.open(encoding=encoding, newline="") as file:
        lines = [line for line, _ in zip(file, range(_SAMPLE), strict=False) if line.strip()]
    counts = {mark: sum(line.count(mark) for line in lines) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: counts[mark])


def count(source: Path) -> int:
    """Line ends in the file: good enough for progress."""
    total = 0
    with source.open("rb") as file:
        while block := file.read(1 << 20):
            total += block.count(b"\n")
    return total + 1


def _rows(source: Path, encoding: str, delimiter: str) -> Iterator[list[object]]:
    with source.open(encoding=encoding, newline="") as file:
        try:
            for row in csv.reader(file, delimiter=delimiter):
                yield list(row)
        except csv.Error:
            text = f"“{source.name}”的引号不成对或单元格过长，请用 Excel 打开后另存为 .xlsx 再导入"
            raise Unavailable(text, "damaged") from None
