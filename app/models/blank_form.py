"""Papers to be filled in by hand as plain data: blank collection forms with their numbered code lists, and the notice for a household."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.documents import Imprint


@dataclass(frozen=True)
class FormColumn:
    """Head ('\\n' breaks it) and width in millimetres (scaled to the page)."""

    head: str
    width: float


@dataclass(frozen=True)
class CodeList:
    """One list at the edge: (what is written, what it means)."""

    name: str
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class BlankForm:
    """One landscape page: lines to fill in above the table, empty rows, code lists at the right edge, how to fill in below."""

    imprint: Imprint
    title: str
    heads: tuple[str, ...]
    columns: tuple[FormColumn, ...]
    rows: int
    lists: tuple[CodeList, ...]
    notes: tuple[str, ...]


FORMS: dict[str, str] = {"residents": "居民采集表", "visits": "走访登记表", "entities": "法人采集表"}
BLANK = "＿＿＿＿＿＿＿＿"
