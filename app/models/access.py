"""What each role may see and do (ux.md §2): pages with their reach, actions as a plain list."""

from __future__ import annotations

from enum import Enum

from app.models.vocabulary import Role


class Reach(Enum):
    """How far a role reaches on a page.  NONE: the page is not in the navigation at all."""

    NONE = "none"
    READ = "read"  # whole office, masked, nothing can be changed
    OWN = "own"  # the own grids
    ALL = "all"


_MEMBER, _CHIEF, _LEADER, _ADMIN, _AUDITOR = Role.MEMBER, Role.CHIEF, Role.LEADER, Role.ADMIN, Role.AUDITOR
_ORDER = (_MEMBER, _CHIEF, _LEADER, _ADMIN, _AUDITOR)


def _reaches(words: str) -> dict[Role, Reach]:
    return {role: Reach(word) for role, word in zip(_ORDER, words.split(), strict=True)}


PAGES: dict[str, dict[Role, Reach]] = {
    "workbench": _reaches("own all read all none"),
    "residents": _reaches("own all read all none"),
    "entities": _reaches("own all read all none"),
    "visits": _reaches("own all none all none"),
    "cases": _reaches("own all read all none"),
    "grids": _reaches("none all read all none"),
    "staff": _reaches("none all read all none"),
    "rankings": _reaches("read all read all none"),
    "assessment": _reaches("own all read all none"),
    "goals": _reaches("none all all all none"),
    "dashboard": _reaches("none all all all none"),
    "reports": _reaches("own all all all none"),
    "exchange": _reaches("none all none all none"),
    "system": _reaches("none none none all none"),
    "log": _reaches("none none none all all"),
}
ACTIONS: dict[str, frozenset[Role]] = {
    "resident.write": frozenset((_MEMBER, _CHIEF, _ADMIN)),
    "entity.write": frozenset((_MEMBER, _CHIEF, _ADMIN)),
    "visit.write": frozenset((_MEMBER, _CHIEF, _ADMIN)),
    "number.reveal": frozenset((_MEMBER, _CHIEF, _ADMIN)),  # one person at a time; leaders never see full numbers
    "number.override": frozenset((_CHIEF, _ADMIN)),  # keep a wrong check character: 证件如此
    "grid.write": frozenset((_CHIEF, _ADMIN)),
    "staff.write": frozenset((_CHIEF, _ADMIN)),
    "attendance.write": frozenset((_CHIEF, _ADMIN)),
    "attendance.read": frozenset((_CHIEF, _LEADER, _ADMIN)),
    "attendance.ask": frozenset((_MEMBER, _CHIEF, _ADMIN)),  # 补签; members for themselves only
    "attendance.approve": frozenset((_CHIEF, _ADMIN)),  # never one's own
    "target.read": frozenset((_CHIEF, _LEADER, _ADMIN)),
    "target.write": frozenset((_CHIEF, _ADMIN)),
    "sign.read": frozenset((_MEMBER, _CHIEF, _LEADER, _ADMIN)),  # 走访真实性提示; members their own only
    "sign.check": frozenset((_CHIEF, _ADMIN)),  # put on the list, record what asking again came to
    "sign.rules": frozenset((_CHIEF, _ADMIN)),
    "sign.state": frozenset((_MEMBER, _CHIEF, _ADMIN)),  # 情况说明; members for themselves only
    "spot_check.run": frozenset((_CHIEF, _ADMIN)),  # nobody checks the own records
    "doubt.work": frozenset((_MEMBER, _CHIEF, _ADMIN)),  # 待核数据; members in their own grids
    "import.run": frozenset((_CHIEF, _ADMIN)),
    "form.fill": frozenset((_CHIEF, _ADMIN)),  # 一表通
    "export.masked": frozenset((_CHIEF, _LEADER, _ADMIN)),
    "export.full": frozenset((_CHIEF, _ADMIN)),  # with a purpose, recorded
    "outgoing.read": frozenset((_CHIEF, _ADMIN)),  # what left the register, and that it was deleted
    "outgoing.approve": frozenset((_CHIEF, _ADMIN)),  # never one's own request
    "privacy.write": frozenset((_ADMIN,)),  # sealed tags, fields switched off, limits
    "retention.decide": frozenset((_ADMIN,)),
    "meeting.write": frozenset((_CHIEF, _ADMIN)),
    "meeting.read": frozenset((_CHIEF, _LEADER, _ADMIN)),  # agenda and drafts
    "meeting.final": frozenset((_MEMBER, _CHIEF, _LEADER, _ADMIN)),  # final minutes and the tasks that came of them
    "week.close": frozenset((_CHIEF, _ADMIN)),
    "ranking.rules": frozenset((_CHIEF, _ADMIN)),
    "ranking.print": frozenset((_CHIEF, _LEADER, _ADMIN)),
    "ranking.records": frozenset((_CHIEF, _ADMIN)),  # the records behind anybody's figure; members see their own
    "dashboard.read": frozenset((_CHIEF, _LEADER, _ADMIN)),
    "report.roster": frozenset((_MEMBER, _CHIEF, _ADMIN)),
    "report.year": frozenset((_CHIEF, _LEADER, _ADMIN)),
    "report.edit": frozenset((_CHIEF, _LEADER, _ADMIN)),  # write, finish, print and export documents
    "report.template": frozenset((_CHIEF, _ADMIN)),
    "undo.own": frozenset((_MEMBER, _CHIEF, _ADMIN)),
    "undo.others": frozenset((_CHIEF, _ADMIN)),
    "history.read": frozenset((_CHIEF, _ADMIN)),
    "log.read": frozenset((_ADMIN, _AUDITOR)),  # the auditor sees who did what, and nothing of the register
    "backup.run": frozenset((_ADMIN,)),
    "account.write": frozenset((_ADMIN,)),
    "code.write": frozenset((_ADMIN,)),
    "check.run": frozenset((_ADMIN,)),
}


def role_of(word: str) -> Role:
    """Role stored with an account; an unknown word gives the least."""
    return next((role for role in Role if role.value == word), Role.MEMBER)


def reach(role: Role, page: str) -> Reach:
    """How far the role reaches on the page."""
    return PAGES[page][role]


def allowed(role: Role, action: str) -> bool:
    """Whether the role may do this; an action that nobody listed is a bug."""
    return role in ACTIONS[action]


def pages_of(role: Role) -> tuple[str, ...]:
    """Pages in the navigation of the role, in their order."""
    return tuple(page for page, reaches in PAGES.items() if reaches[role] is not Reach.NONE)


def refusal(action: str) -> str:
    """Sentence for somebody who may not: who can."""
    names = "、".join(role.label for role in _ORDER if role in ACTIONS[action])
    return f"这项操作需要{names}账号，请联系他们办理"
