"""Who and where a row names: grids by code, members by staff number or by a name that is unique in the office."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from app.storage.imports import GridFact, MemberFact

NO_GRID = GridFact("", "", "", "*", True, 0)


def plain(text: str) -> str:
    """Comparable form of a code or name: half-width, capitals, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


class Grids:
    """Grids by code; a code that two grids share names neither."""

    def __init__(self, grids: Iterable[GridFact]) -> None:
        self.by_id: dict[str, GridFact] = {}
        self._by_code: dict[str, list[GridFact]] = {}
        self._answers: dict[str, GridFact | str] = {"": NO_GRID}
        for grid in grids:
            self.by_id[grid.id] = grid
            if grid.code:
                self._by_code.setdefault(plain(grid.code), []).append(grid)

    def find(self, code: str) -> GridFact | str:
        """The grid with this code, or a sentence why there is none; a blank code is the blank grid."""
        answer = self._answers.get(code)
        if answer is None:
            answer = self._answers[code] = self._look_up(code)
        return answer

    def _look_up(self, code: str) -> GridFact | str:
        found = self._by_code.get(plain(code), [])
        if not found and code.isdigit():  # a spreadsheet makes 1 of 01
            found = [grid for grid in self.by_id.values() if grid.code.isdigit() and int(grid.code) == int(code)]
        if len(found) == 1:
            return found[0]
        if found:
            return f"网格编码“{code}”有 {len(found)} 个网格在用，请先在网格体系中改成不同的编码"
        return f"没有编码为“{code}”的网格，请核对编码，或先导入网格"


class Members:
    """Members by staff number, else by name where only one bears it."""

    def __init__(self, members: Iterable[MemberFact]) -> None:
        self._by_number: dict[str, MemberFact] = {}
        self._by_name: dict[str, list[MemberFact]] = {}
        self._answers: dict[str, MemberFact | str] = {}
        for member in members:
            if member.staff_no:
                self._by_number.setdefault(plain(member.staff_no), member)
            self._by_name.setdefault(plain(member.name), []).append(member)

    def find(self, text: str) -> MemberFact | str:
        """The member that a cell names, or a sentence why none; namesakes are named so that the right number can be taken."""
        answer = self._answers.get(text)
        if answer is None:
            answer = self._answers[text] = self._look_up(text)
        return answer

    def _look_up(self, text: str) -> MemberFact | str:
        wanted = plain(text)
        if wanted in self._by_number:
            return self._by_number[wanted]
        found = self._by_name.get(wanted, [])
        if len(found) == 1:
            return found[0]
        if found:
            names = "、".join(f"{member.staff_no or '无工号'} {member.name}" for member in found)
            return f"有 {len(found)} 位网格员叫“{found[0].name}”（{names}），请改填工号"
        return f"没有工号或姓名为“{text}”的网格员，请核对，或先导入网格员"
