"""Tables as offices send them: .xlsx, .xls, .et and .csv, with titles above the header, merged cells and empty lines.

A table is opened once, its header is found by asking the caller which cells it knows, and its rows come in batches with the line
number that the person sees in Excel.  Cells keep their type (text, number, date, time): what damaged numbers mean is decided by the
rules in ``app.models``, never here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import Unavailable
from app.models.unseen import visible
from app.services import text_tables, workbook_limits

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Cells = list[object]
Line = tuple[int, Cells]  # line number as Excel shows it, cells from the first used column
Knows = Callable[[str], bool]  # is this header cell one of ours

HEADER_WITHIN = 40  # lines in which a header is looked for
_FEWEST = 2  # recognised header cells; fewer may be chance
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_ENDINGS = (".csv", ".txt", ".tsv")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Spreadsheet:
    """An opened table.  ``header`` has one text per column (``""`` = no title); ``lines()`` can be walked more than once."""

    path: Path
    sheet: str
    header: tuple[str, ...]
    header_line: int
    size: int  # lines below the header, empty ones included: for progress
    _walk: Callable[[], Iterator[Line]] = field(repr=False)
    _held: list[CalamineSheet] = field(repr=False, default_factory=list)  # the cells of a workbook, some 80 MB for 100,000 people

    def lines(self) -> Iterator[Line]:
        """All lines below the header that hold anything; a header repeated on every printed page is left out."""
        return self._walk()

    def release(self) -> None:
        """Give the memory of the cells back; the table cannot be walked any more."""
        self._held.clear()

    def batches(self, size: int) -> Iterator[list[Line]]:
        """The same in portions, so that memory does not grow with the file."""
        walk = self._walk()
        while batch := list(islice(walk, size)):
            yield batch


def open_table(path: str | Path, knows: Knows) -> Spreadsheet:
    """Open a file and find its header.  Raises ``Unavailable`` with what to do; a table without any known column title too."""
    source = Path(path)
    start = _first_bytes(source)
    if start.startswith((_ZIP, _OLE)):
        return _open_workbook(source, start.startswith(_OLE), knows)
    if source.suffix.lower() not in _TEXT_ENDINGS:
        raise Unavailable(_not_a_table(source, start), "not_a_table")
    lines = text_tables.reader(source)
    return _with_header(source, source.name, text_tables.count(source), lambda: _numbered(lines()), knows)


def _first_bytes(source: Path) -> bytes:
    try:
        with source.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError:
        raise Unavailable(f"没有找到文件“{source.name}”，请检查文件是否已移走或改名", "missing") from None
    except IsADirectoryError:
        raise Unavailable(f"“{source.name}”是文件夹，请选择其中的表格文件", "not_a_table") from None
    except OSError:
        raise Unavailable(f"打不开“{source.name}”，可能正被 Excel 占用，请先在 Excel 中关闭它再导入", "locked") from None
    if not start:
        raise Unavailable(f"“{source.name}”是空文件，请检查是否复制完整", "empty")
    return start


def _not_a_table(source: Path, start: bytes) -> str:
    begin = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if begin.startswith((b"<html", b"<table", b"<!doctype", b"<?xml")):
        return f"“{source.name}”其实是网页，不是 Excel 表格，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入"
    return f"“{source.name}”不是 Excel 表格，请选择 .xlsx、.xls、.et 或 .csv 文件"


def _open_workbook(source: Path, old_format: bool, knows: Knows) -> Spreadsheet:
    import python_calamine

    if old_format and _is_encrypted(source):
        raise _encrypted(source)
    if not old_format:
        workbook_limits.refuse_beyond(source)
    try:
        with python_calamine.CalamineWorkbook.from_path(source) as book:
            return _choose_sheet(book, source, knows)
    except python_calamine.PasswordError:
        raise _encrypted(source) from None
    except (python_calamine.CalamineError, OSError, ValueError):
        text = f"“{source.name}”已损坏或不是 Excel 表格，请用 Excel 或 WPS 打开它，另存为新的 .xlsx 再导入"
        raise Unavailable(text, "damaged") from None
    except BaseException as error:  # the reader is foreign code: where it gives up over a damaged file, it does so past Exception
        if type(error).__name__ != "PanicException":
            raise
        text = f"“{source.name}”已损坏，读不出来，请用 Excel 或 WPS 打开它，另存为新的 .xlsx 再导入"
        raise Unavailable(text, "damaged") from None


def _is_encrypted(source: Path) -> bool:
    """Excel keeps a workbook with an opening password as an OLE file that holds a stream of this name."""
    with source.open("rb") as file:
        tail = b""
        while block := file.read(1 << 20):
            if _ENCRYPTED in tail + block:
                return True
            tail = block[-len(_ENCRYPTED) :]
    return False


def _encrypted(source: Path) -> Unavailable:
    return Unavailable(f"“{source.name}”设有打开密码，请在 Excel 中打开后取消密码（另存为时不设密码）再导入", "encrypted")


def _choose_sheet(book: object, source: Path, knows: Knows) -> Spreadsheet:
    """The first visible sheet whose header is ours; sheets are loaded one after another because each costs memory."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    names = [
        meta.name
        for meta in book.sheets_metadata  # type: ignore[attr-defined]
        if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
    ]
    trouble: Unavailable | None = None
    for name in names:
        sheet = book.get_sheet_by_name(name)  # type: ignore[attr-defined]
        try:
            held = [sheet]
            height = sheet.end[0] + 1 if sheet.end else 0
            return replace(_with_header(source, name, height, _walker(held), knows), _held=held)
        except Unavailable as refused:
            if trouble is None or (trouble.reason == "empty" and refused.reason != "empty"):
                trouble = refused
    raise trouble or Unavailable(f"“{source.name}”里没有工作表，请检查文件", "empty")


def _walker(held: list[CalamineSheet]) -> Callable[[], Iterator[Line]]:
    sheet = held[0]
    merged = sheet.merged_cell_ranges or []
    left = sheet.start[1] if sheet.start else 0
    down = {
        (top, first - left): bottom for (top, first), (bottom, _) in merged if bottom > top
    }  # the value of a merged cell belongs to every line that it covers
    if not down:
        return lambda: _numbered(held[0].iter_rows())
    return lambda: _numbered(_filled(held[0].iter_rows(), down))


def _numbered(rows: Iterable[Cells]) -> Iterator[Line]:
    return ((number, cells) for number, cells in enumerate(rows, 1))


def _filled(rows: Iterable[Cells], down: dict[tuple[int, int], int]) -> Iterator[Cells]:
    """Rows in which vertically merged cells repeat their value."""
    starts: dict[int, list[tuple[int, int]]] = {}
    for (top, column), bottom in down.items():
        starts.setdefault(top, []).append((column, bottom))
    running: dict[int, tuple[int, object]] = {}  # column → last line, value
    for index, cells in enumerate(rows):
        for column, (bottom, value) in list(running.items()):
            if index > bottom:
                del running[column]
            elif column < len(cells) and cells[column] == "":
                cells[column] = value
        for column, bottom in starts.get(index, ()):
            if 0 <= column < len(cells):
                running[column] = (bottom, cells[column])
        yield cells


def _with_header(source: Path, name: str, height: int, walk: Callable[[], Iterator[Line]], knows: Knows) -> Spreadsheet:
    top = list(islice(walk(), HEADER_WITHIN))
    if not any(_filled_cells(cells) for _, cells in top):
        sheet = "" if name == source.name else f"的工作表“{name}”"  # a text file has none
        raise Unavailable(f"“{source.name}”{sheet}里没有内容，请检查选对了文件", "empty")
    header, last = find_header([cells for _, cells in top], knows)
    if not header:
        raise Unavailable(
            f"在“{source.name}”的前 {HEADER_WITHIN} 行里没有找到表头，请在数据上方加一行列名（可从导入模板复制）再导入", "no_header"
        )
    return Spreadsheet(source, name, header, last + 1, max(0, height - last - 1), lambda: _below(walk, last + 1, header))


def _below(walk: Callable[[], Iterator[Line]], header_line: int, header: tuple[str, ...]) -> Iterator[Line]:
    titles = list(header)
    first = next((place for place, title in enumerate(titles) if title), 0)
    for line, cells in walk():
        if line <= header_line or not any(cells):
            continue
        start = cells[first] if first < len(cells) else ""
        if isinstance(start, str) and start[:1] == titles[first][:1] and [title_text(cell) for cell in cells] == titles:
            continue
        cells = [visible(cell) if type(cell) is str else cell for cell in cells]
        if any(cell != "" and (not isinstance(cell, str) or cell.strip()) for cell in cells):
            yield line, cells


def title_text(cell: object) -> str:
    """A header cell on one line: offices break titles with Alt+Enter and pad them with blanks (also full-width ones)."""
    return "".join(str(cell).split()) if cell not in ("", None) else ""


def _filled_cells(cells: Sequence[object]) -> int:
    return sum(1 for cell in cells if title_text(cell))


def find_header(rows: Sequence[Sequence[object]], knows: Knows) -> tuple[tuple[str, ...], int]:
    """Header titles and the index of the last header line; ``((), -1)`` where none is found.

    A header may span two lines (地址 above 小区, 楼栋 …): then the lower title counts where it is known, else the upper one.
    """
    best: tuple[str, ...] = ()
    best_last, best_score = -1, _FEWEST - 1
    titles = [tuple(title_text(cell) for cell in row) for row in rows]
    for index, upper in enumerate(titles):
        score = sum(map(knows, upper))
        if score > best_score:
            best, best_last, best_score = upper, index, score
        if index + 1 < len(titles) and (both := _two_lines(upper, titles[index + 1], knows)):
            score = sum(map(knows, both))
            if score > best_score:
                best, best_last, best_score = both, index + 1, score
    return best, best_last


def _two_lines(upper: tuple[str, ...], lower: tuple[str, ...], knows: Knows) -> tuple[str, ...]:
    """Both lines as one header, if the lower one consists mostly of titles that we know."""
    known = sum(map(knows, lower))
    filled = sum(1 for title in lower if title)
    if not known or known < 0.6 * filled or not sum(map(knows, upper)):
        return ()
    width = max(len(upper), len(lower))
    wide_upper = upper + ("",) * (width - len(upper))
    wide_lower = lower + ("",) * (width - len(lower))
    return tuple(down if knows(down) else up or down for up, down in zip(wide_upper, wide_lower, strict=True))
