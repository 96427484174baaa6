"""Code tables that ship with the program, read once from ``resources/tables``."""

from __future__ import annotations

from functools import lru_cache

from app.models.code_tables import CodeTable, parse_rows, parse_table
from app.settings import resource_path


@lru_cache(maxsize=64)
def code_table(name: str) -> CodeTable:
    """Shipped table, for example ``code_table('ethnic_group')``; an unknown name is a bug."""
    return parse_table(name, _text(name))


@lru_cache(maxsize=8)
def code_rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a shipped table that is no plain code list (holidays, fields of GB/T 31000, sources)."""
    return tuple(parse_rows(_text(name)))


def _text(name: str) -> str:
    return resource_path("tables", f"{name}.csv").read_text(encoding="utf-8")
