"""Which column of a file feeds which of ours: recognised, or chosen by a person; and the refusal when too little fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import Problem, Refused
from app.models.import_rows import KINDS, TEMPLATES, mapping_from_titles, recognise_header
from app.models.import_templates import plain_header
from app.services.imports_tally import Tally, shown

if TYPE_CHECKING:
    from app.reports.rejects import RejectsWorkbook
    from app.services.spreadsheets import Spreadsheet

COLUMNS = "columns"  # field of the problem that a person solves by saying which column is which


@dataclass(frozen=True)
class Columns:
    """The header of a file and what each of our fields takes from it."""

    kind: str
    header: tuple[str, ...]
    mapping: dict[str, int]
    guessed: tuple[str, ...] = ()

    def titles(self) -> dict[str, str]:
        """Our column → their column, in the order of the template."""
        template = TEMPLATES[self.kind]
        return {
            column.title: self.header[self.mapping[column.field]] for column in template.columns if column.field in self.mapping
        }

    def shown(self, cells: Sequence[object]) -> tuple[str, ...]:
        """Cells of one line as text, one for each column of the file."""
        texts = [shown(cell) for cell in cells[: len(self.header)]]
        return tuple(texts + [""] * (len(self.header) - len(texts)))

    def rejects_workbook(self, path: str | Path, tally: Tally) -> RejectsWorkbook:
        """Workbook that takes every refused row from the tally."""
        from app.reports.rejects import RejectsWorkbook

        workbook = RejectsWorkbook(Path(path), self.header)

        def add(line: int, cells: Sequence[object], problems: Sequence[Problem]) -> None:
            bad = {self.mapping[problem.field] for problem in problems if problem.field in self.mapping}
            workbook.add(line, cells, [problem.text for problem in problems], bad)

        tally.sink = add
        return workbook


def knows(chosen: Mapping[str, str] | None) -> Callable[[str], bool]:
    """Whether a cell is a title of any template (a table of the wrong kind has a header too), one of their usual names, or one that
    a person has chosen."""
    columns = [column for template in TEMPLATES.values() for column in template.columns]
    known = {plain_header(title) for column in columns for title in (column.title, *column.synonyms)}
    known |= {plain_header(title) for title in (chosen or {}).values()}
    known.discard("")

    def is_known(title: str) -> bool:
        return bool(title) and plain_header(title) in known

    return is_known


def recognised(kind: str, table: Spreadsheet) -> Columns:
    """What the header says by itself; required columns may be missing."""
    match = recognise_header(kind, table.header)
    return Columns(kind, table.header, dict(match.mapping), tuple(ours for ours, _ in match.guessed))


def columns_of(kind: str, table: Spreadsheet, chosen: Mapping[str, str] | None) -> Columns:
    """The mapping of a file, or ``Refused`` with what is missing, what was recognised and what to do."""
    found = recognised(kind, table)
    mapping, guessed = found.mapping, found.guessed
    if chosen:
        mapping = _with_choice(kind, table.header, chosen, mapping)
        guessed = tuple(title for title in guessed if title not in chosen)
    template = TEMPLATES[kind]
    missing = [column.title for column in template.columns if column.required and column.field not in mapping]
    if missing:
        raise Refused([Problem(COLUMNS, _missing(kind, table, missing, mapping))])
    return Columns(kind, table.header, mapping, guessed)


def _with_choice(kind: str, header: tuple[str, ...], chosen: Mapping[str, str], found: dict[str, int]) -> dict[str, int]:
    """What a person has chosen goes first; a choice of '' leaves the column out."""
    template = TEMPLATES[kind]
    fields = {column.title: column.field for column in template.columns} | {
        column.field: column.field for column in template.columns
    }
    if strange := [title for title in chosen if title not in fields]:
        titles = "、".join(template.titles)
        raise Refused(f"对应表里的“{'、'.join(strange)}”不是{template.label}导入的列，可用：{titles}")
    picked = mapping_from_titles(kind, header, dict(chosen))
    if absent := [theirs for ours, theirs in chosen.items() if theirs and fields[ours] not in picked]:
        raise Refused(f"对应表里的“{'、'.join(absent)}”在文件表头中没有，文件的表头是：{'、'.join(filter(None, header))}")
    taken = set(picked.values())
    left_out = {fields[ours] for ours in chosen}
    kept = {field: place for field, place in found.items() if field not in left_out and place not in taken}
    return kept | picked


def _missing(kind: str, table: Spreadsheet, missing: list[str], mapping: dict[str, int]) -> str:
    template = TEMPLATES[kind]
    found = [f"{template.title_of(field)}（{table.header[place]}）" for field, place in mapping.items()]
    unused = [title for place, title in enumerate(table.header) if title and place not in mapping.values()]
    text = f"第 {table.header_line} 行表头缺少必需的列：{'、'.join(missing)}。"
    text += f"已认出：{'、'.join(found)}。" if found else "一列也没有认出。"
    if unused:
        text += f"没有用上：{'、'.join(unused[:12])}。"
    others = [TEMPLATES[other].label for other in KINDS if other != kind and not recognise_header(other, table.header).missing]
    if others:
        return f"{text}这张表像是{'或'.join(others)}表，请选对应的导入类型。"
    return f"{text}请补上缺少的列，或指定每一列对应什么。"
