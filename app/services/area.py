"""Which part of the office somebody works in, and the sentence for doors that belong to a colleague."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.errors import Problem
from app.models.vocabulary import Role
from app.storage import area, browse, grids

if TYPE_CHECKING:
    from app.services.session import Session


def grids_of(session: Session, db: Any = None) -> tuple[str, ...]:
    """Grids of the account: its scope, else those of the member's assignments; empty = the whole office."""
    reader = db if db is not None else session.reader
    if session.account.scope:
        return tuple(browse.grids_below(reader, session.account.scope))
    if session.account.role is Role.MEMBER and session.account.member_id:
        return area.grids_of_member(reader, session.account.member_id, session.today.isoformat())
    return ()


def narrowed(session: Session, db: Any, grid_ids: tuple[str, ...]) -> tuple[str, ...]:
    """The grids asked for (with all below them) inside the account's own; empty = the whole office, '-' = nothing."""
    own = grids_of(session, db)
    if not grid_ids:
        return own
    wanted = tuple(browse.grids_below(db, grid_ids))
    kept = tuple(grid for grid in wanted if grid in own) if own else wanted
    return kept or ("-",)


def outside(session: Session, db: Any, grid_id: str, what: str = "这户") -> list[Problem]:
    """A problem when the grid is not the account's: may be looked at, is changed by the colleague who keeps it."""
    own = grids_of(session, db)
    if not own or not grid_id or grid_id in own:
        return []
    found = grids.grids(db).get(grid_id)
    keeper = area.keepers(db, session.today.isoformat()).get(grid_id)
    ask = f"，修改请联系{keeper[1]}" if keeper else "，修改请联系网格长"
    return [Problem("", f"{what}属于{found.label if found else '别的网格'}，您可以查看{ask}。")]
