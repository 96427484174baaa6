"""开始清单 of the workbench: for accounts that are new, until everything is done."""

from __future__ import annotations

from collections.abc import Collection

from app.models.home_start import NEW_DAYS, STEPS, StartStep, ticked
from app.services.session import Session
from app.settings import now_ms
from app.storage import home_start as stored

DAY_MS = 86_400_000
FIRST_HOUSEHOLDS = 5
HOUSEHOLD_KINDS = ("household.save", "household.no_change", "household.not_met")


def steps(session: Session, pages: Collection[str], seen: Collection[str] = ()) -> tuple[StartStep, ...]:
    """The list with its ticks: of the steps on ``pages`` (those of the role), where ``seen`` were opened before.

    Empty when everything is done and when the account is no longer new.
    """
    db = session.reader
    wanted = tuple(step for step in STEPS if step.page in pages)
    kinds = [kind for step in wanted for kind in step.kinds]
    if not kinds or _no_longer_new(session):
        return ()
    everybody = stored.kinds_done(db, kinds)
    found = ticked(wanted, stored.kinds_done(db, kinds, session.actor_id), everybody, frozenset(seen))
    return () if all(step.done for step in found) else found


def _no_longer_new(session: Session) -> bool:
    first = stored.first_ms(session.reader, session.account.id)
    return bool(first) and now_ms() - first > NEW_DAYS * DAY_MS


def wants_hints(session: Session) -> bool:
    """Whether the person is still at the first households, where 入户采集 says what the keys do."""
    return stored.times_done(session.reader, HOUSEHOLD_KINDS, session.actor_id) < FIRST_HOUSEHOLDS
