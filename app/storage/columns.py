"""Shapes of the registry of business tables (``schema.py``): a column, a table, and the columns that every table has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One stored column.  ``group`` names the columns that change together; a column alone is its own group."""

    name: str
    label: str
    type: str = "TEXT"
    group: str = ""

    @property
    def declaration(self) -> str:
        """Column as written in CREATE TABLE: text is never NULL (blank = not recorded), numbers may be NULL."""
        return f"{self.name} TEXT NOT NULL DEFAULT ''" if self.type == "TEXT" else f"{self.name} {self.type}"


@dataclass(frozen=True)
class Table:
    """One business table.  ``watch`` is the word that pages name in WATCHES."""

    name: str
    label: str
    watch: str
    columns: tuple[Column, ...]
    indexes: tuple[tuple[str, ...], ...] = ()

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Key, routing and state columns first, then the table's own."""
        return COMMON + self.columns

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names in stored order."""
        return tuple(column.name for column in self.all_columns)

    @property
    def blank(self) -> dict[str, str | None]:
        """A row before its first line: text is blank, numbers are not recorded."""
        return {column.name: "" if column.type == "TEXT" else None for column in self.all_columns}

    def group_of(self, column: str) -> tuple[str, ...]:
        """All columns that change together with ``column`` (itself included)."""
        wanted = next(c for c in self.all_columns if c.name == column)
        if not wanted.group:
            return (column,)
        return tuple(c.name for c in self.all_columns if c.group == wanted.group)


COMMON = (
    Column("id", "编号"),
    Column("community", "社区"),
    Column("status", "状态", group="status"),
    Column("status_why", "状态说明", group="status"),
)


def text(name: str, label: str, group: str = "") -> Column:
    """A text column."""
    return Column(name, label, "TEXT", group)


def number(name: str, label: str, group: str = "") -> Column:
    """A whole-number column."""
    return Column(name, label, "INTEGER", group)
