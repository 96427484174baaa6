"""What may be done with a residence in which state, and the sentences that refuse the rest (product.md, 口径; issue 2, Lifecycle).

All functions are pure: facts in, problems out.  Dates are ISO text, ``''`` = not recorded.  A residence runs from ``opened_on`` to
the day before ``closed_on``; nobody is deleted, every end has a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import Problem
from app.models.vocabulary import (
    CANCEL_REASONS,
    INTERNAL_CLOSE_REASONS,
    INTERNAL_OPEN_REASONS,
    VOIDING_REASONS,
    CloseReason,
    OpenReason,
    Word,
)


class PersonState(Word):
    """Where a person stands on the register, judged from the own row and the residences."""

    UNREGISTERED = "unregistered", "未登记"
    OPEN = "open", "在册"
    PENDING = "pending", "待核"
    CLOSED = "closed", "已注销"
    VOIDED = "voided", "已作废"
    MERGED = "merged", "已合并"


class Act(Word):
    """What a worker can do to a residence."""

    REGISTER = "register", "登记"
    CANCEL = "cancel", "注销"
    UNDO_CANCEL = "undo_cancel", "撤销注销"
    RETURN = "return", "回流登记"
    MOVE = "move", "区内移动"
    VOID = "void", "作废"
    CORRECT = "correct", "更正"
    VERIFY = "verify", "核实"


ALLOWED: dict[PersonState, tuple[Act, ...]] = {
    PersonState.UNREGISTERED: (Act.REGISTER,),
    PersonState.OPEN: (Act.CANCEL, Act.MOVE, Act.VOID, Act.CORRECT),
    PersonState.PENDING: (Act.VERIFY, Act.CANCEL, Act.MOVE, Act.VOID, Act.CORRECT),
    PersonState.CLOSED: (Act.UNDO_CANCEL, Act.RETURN, Act.CORRECT),
    PersonState.VOIDED: (Act.REGISTER,),
    PersonState.MERGED: (),
}

_WHY_NOT: dict[tuple[PersonState, Act], str] = {
    (PersonState.OPEN, Act.REGISTER): "{name}已在册，不能重复登记。住址变了用“区内移动”，内容错了用“更正”。",
    (PersonState.PENDING, Act.REGISTER): "{name}已登记，正待核实。补齐内容后点“核实”。",
    (PersonState.OPEN, Act.RETURN): "{name}在册，没有注销过，不用办回流。住址变了用“区内移动”。",
    (PersonState.PENDING, Act.RETURN): "{name}正待核实，没有注销过，不用办回流。",
    (PersonState.OPEN, Act.UNDO_CANCEL): "{name}在册，没有注销可撤销。",
    (PersonState.PENDING, Act.UNDO_CANCEL): "{name}正待核实，没有注销可撤销。",
    (PersonState.OPEN, Act.VERIFY): "{name}已经核实过，不用再核。",
    (PersonState.CLOSED, Act.REGISTER): "{name}以前注销过。再次来住请办“回流登记”，原档案继续使用。",
    (PersonState.CLOSED, Act.CANCEL): "{name}已于 {closed_on} 注销（{reason}）。日期或原因错了，先撤销注销再重办。",
    (PersonState.CLOSED, Act.MOVE): "{name}已于 {closed_on} 注销（{reason}），不能移动。人又回来住，请办“回流登记”。",
    (PersonState.CLOSED, Act.VOID): "{name}已于 {closed_on} 注销（{reason}）。这条登记本来就错了，先撤销注销，再作废。",
    (PersonState.CLOSED, Act.VERIFY): "{name}已于 {closed_on} 注销（{reason}），不用核实。",
    (PersonState.UNREGISTERED, Act.CANCEL): "{name}没有居住登记，没有可注销的。先查证件号码或姓名是否输错。",
}


@dataclass(frozen=True)
class ResidenceFacts:
    """What the rules need to know of one residence."""

    id: str = ""
    status: str = "active"  # active, pending, closed, voided
    opened_on: str = ""
    closed_on: str = ""
    open_reason: str = ""
    close_reason: str = ""
    closed_by: str = ""
    household_id: str = ""
    dwelling_id: str = ""
    relation: str = ""  # code of family_relation


@dataclass(frozen=True)
class PersonFacts:
    """One person with all residences, oldest first."""

    name: str
    status: str = "active"
    birth_date: str = ""
    residences: tuple[ResidenceFacts, ...] = ()

    @property
    def counted(self) -> tuple[ResidenceFacts, ...]:
        """Residences that were not voided, oldest first."""
        return tuple(sorted((r for r in self.residences if r.status != "voided"), key=lambda r: (r.opened_on, r.closed_on or "9")))

    @property
    def current(self) -> ResidenceFacts | None:
        """The open residence, if any."""
        return next((r for r in reversed(self.counted) if not r.closed_on), None)

    @property
    def last(self) -> ResidenceFacts | None:
        """The open residence, else the one closed last."""
        return self.current or (self.counted[-1] if self.counted else None)


@dataclass(frozen=True)
class LifecycleRules:
    """What the office decides itself; kept in the office's settings."""

    second_person_for: tuple[str, ...] = ()  # close reasons that a second person must confirm, e.g. ('death', 'misentry')
    proof_for: tuple[str, ...] = ("death",)  # close reasons that need a proof (document, number, who told)
    late_days: int = 60  # an event older than this is accepted with a warning


@dataclass(frozen=True)
class Opening:
    """登记 or 回流: one residence begins."""

    day: str
    reason: str
    came_on: str = ""


@dataclass(frozen=True)
class Cancellation:
    """注销 or, with 误录/重复, 作废: one residence ends."""

    day: str
    reason: str
    proof: str = ""
    by: str = ""  # who enters it
    confirmed_by: str = ""  # second person


def state_of(person: PersonFacts) -> PersonState:
    """State of a person today."""
    if person.status == "merged":
        return PersonState.MERGED
    if person.status == "voided":
        return PersonState.VOIDED
    if person.current is not None:
        return PersonState.PENDING if person.current.status == "pending" else PersonState.OPEN
    if person.counted:
        return PersonState.CLOSED
    return PersonState.VOIDED if person.residences else PersonState.UNREGISTERED


def state_on(person: PersonFacts, day: str) -> ResidenceFacts | None:
    """The residence that was open at the end of ``day``, or None."""
    return next((r for r in reversed(person.counted) if r.opened_on <= day and (not r.closed_on or r.closed_on > day)), None)


def refusal(person: PersonFacts, act: Act) -> str:
    """Chinese sentence why ``act`` is not possible now; '' when it is."""
    state = state_of(person)
    if act in ALLOWED[state]:
        return ""
    last = person.last
    reason = CloseReason(last.close_reason).label if last and last.close_reason in {r.value for r in CloseReason} else "原因未记"
    text = _WHY_NOT.get((state, act))
    if text is None and state is PersonState.MERGED:
        text = "{name}的这份档案已并入另一份，请打开合并后的档案办理。合并有误，在变更记录里撤销合并。"
    if text is None and state is PersonState.VOIDED:
        text = "{name}的登记已作废，不能{act}。人确实住在这里，请重新登记。"
    if text is None:
        text = "{name}当前为“{state}”，不能{act}。先登记，再办理。"
    return text.format(name=person.name, closed_on=last.closed_on if last else "", reason=reason, act=act.label, state=state.label)


def acts_for(person: PersonFacts) -> tuple[Act, ...]:
    """Acts to offer, in the order of the buttons."""
    return ALLOWED[state_of(person)]


def _past_day(field: str, day: str, label: str, today: str) -> list[Problem]:
    if not day:
        return [Problem(field, f"{label}没有填，请输入日期，今天按 j。")]
    if day > today:
        return [Problem(field, f"{label} {day} 晚于今天，事情还没有发生，请核对日期。")]
    return []


def _late(field: str, day: str, label: str, today: str, rules: LifecycleRules) -> list[Problem]:
    from datetime import date

    if not day or day > today:
        return []
    age = (date.fromisoformat(today) - date.fromisoformat(day)).days
    if age <= rules.late_days:
        return []
    return [Problem(field, f"{label}是 {age} 天以前，已结算的周不会改动，会显示为更正。日期没错按 Enter。", "warning")]


def check_opening(person: PersonFacts, opening: Opening, today: str, rules: LifecycleRules | None = None) -> list[Problem]:
    """Problems of 登记 and 回流.  A return is a registration of a person whose last residence was closed."""
    rules = rules or LifecycleRules()
    state = state_of(person)
    stop = refusal(person, Act.RETURN if state is PersonState.CLOSED else Act.REGISTER)
    if stop:
        return [Problem("", stop)]
    problems = _past_day("opened_on", opening.day, "登记日期", today)
    allowed = {r.value for r in OpenReason} - {r.value for r in INTERNAL_OPEN_REASONS}
    if opening.reason not in allowed:
        problems.append(Problem("open_reason", "登记原因没有选，请选迁入、新来住、出生、补登或回流。"))
    if opening.came_on and opening.came_on > today:
        problems.append(Problem("came_on", f"来住日期 {opening.came_on} 晚于今天，请核对。"))
    if person.birth_date and opening.day and opening.day < person.birth_date:
        problems.append(Problem("opened_on", f"登记日期 {opening.day} 早于出生日期 {person.birth_date}，请核对哪一个错了。"))
    if person.birth_date and opening.came_on and opening.came_on < person.birth_date:
        problems.append(Problem("came_on", f"来住日期 {opening.came_on} 早于出生日期 {person.birth_date}，请核对哪一个错了。"))
    last = person.last
    if last and last.closed_on and opening.day and opening.day < last.closed_on:
        problems.append(Problem("opened_on", f"上一次登记到 {last.closed_on} 才注销，这次登记不能早于那天。请核对日期。"))
    if last and last.close_reason == CloseReason.DEATH.value:
        problems.append(Problem("", f"{person.name}以死亡注销（{last.closed_on}）。若当时办错，请撤销注销，不要办回流。"))
    return problems or _late("opened_on", opening.day, "登记日期", today, rules)


def open_reason_for(person: PersonFacts, stated: str) -> str:
    """The reason to store: a person whose earlier residence ended by a real cancel comes back, whatever was stated."""
    real = {r.value for r in CANCEL_REASONS}
    return OpenReason.RETURN.value if any(r.close_reason in real for r in person.counted) else stated


def check_cancel(person: PersonFacts, cancel: Cancellation, today: str, rules: LifecycleRules | None = None) -> list[Problem]:
    """Problems of 注销 (and of 作废 when the reason is 误录 or 重复)."""
    rules = rules or LifecycleRules()
    stop = refusal(person, Act.CANCEL)
    if stop:
        return [Problem("", stop)]
    current = person.current
    problems = _past_day("closed_on", cancel.day, "注销日期", today)
    if cancel.reason not in {r.value for r in CloseReason} - {r.value for r in INTERNAL_CLOSE_REASONS}:
        problems.append(Problem("close_reason", "注销原因没有选，请选迁出、搬离、死亡、查无此人、误录或重复。"))
        return problems
    label = CloseReason(cancel.reason).label
    if current and cancel.day and cancel.day < current.opened_on:
        problems.append(Problem("closed_on", f"注销日期 {cancel.day} 早于登记日期 {current.opened_on}，请核对哪一个错了。"))
    if person.birth_date and cancel.day and cancel.day < person.birth_date:
        problems.append(Problem("closed_on", f"注销日期 {cancel.day} 早于出生日期 {person.birth_date}，请核对。"))
    if cancel.reason in rules.proof_for and not cancel.proof.strip():
        problems.append(Problem("close_proof", f"以{label}注销需要凭证，请写证明名称、编号，或告知人姓名。"))
    if cancel.reason in rules.second_person_for:
        if not cancel.confirmed_by:
            problems.append(Problem("confirmed_by", f"以{label}注销需要第二人复核，请选复核人，或先存为待复核。"))
        elif cancel.confirmed_by == cancel.by:
            problems.append(Problem("confirmed_by", "复核人和经办人是同一人，请另选一位同事复核。"))
    return problems or _late("closed_on", cancel.day, "注销日期", today, rules)


def status_after_cancel(reason: str) -> str:
    """'voided' for 误录 and 重复 (they reduce 新增 and never count as 注销), else 'closed'."""
    return "voided" if reason in {r.value for r in VOIDING_REASONS} else "closed"


def needs_new_head(relation: str, others: Iterable[str]) -> bool:
    """True when the head of the household leaves while others stay: a new 户主 must be named."""
    return relation in ("01", "02") and any(True for _ in others)


def check_undo_cancel(person: PersonFacts, place_taken: str = "") -> list[Problem]:
    """Problems of 撤销注销; ``place_taken`` says in words why the old room cannot be used (its dwelling was voided …)."""
    stop = refusal(person, Act.UNDO_CANCEL)
    if stop:
        return [Problem("", stop)]
    last = person.last
    if last and last.close_reason in {r.value for r in INTERNAL_CLOSE_REASONS}:
        return [
            Problem("", f"{person.name}的上一条登记因{CloseReason(last.close_reason).label}而结束，请在变更记录里撤销那次办理。")
        ]
    if place_taken:
        return [Problem("", f"原住处不能恢复：{place_taken}。请办“回流登记”，另选住处。")]
    return []


def check_move(person: PersonFacts, day: str, to_dwelling: str, today: str, to_household: str = "") -> list[Problem]:
    """Problems of 区内移动 of one person."""
    stop = refusal(person, Act.MOVE)
    if stop:
        return [Problem("", stop)]
    current = person.current
    problems = _past_day("opened_on", day, "移动日期", today)
    if not to_dwelling:
        problems.append(Problem("dwelling_id", "没有选新住处，请选楼栋和房号。"))
    if (
        current
        and to_dwelling
        and current.dwelling_id == to_dwelling
        and (not to_household or to_household == current.household_id)
    ):
        problems.append(Problem("dwelling_id", f"{person.name}已经住在这里，不用移动。请核对房号。"))
    if current and day and day < current.opened_on:
        problems.append(Problem("opened_on", f"移动日期 {day} 早于现住处的登记日期 {current.opened_on}，请核对。"))
    return problems


def check_household_move(persons: Iterable[PersonFacts], day: str, to_dwelling: str, today: str) -> list[Problem]:
    """Problems of moving a whole household: those of the members, each named, the common ones once."""
    found: dict[tuple[str, str], Problem] = {}
    people = tuple(persons)
    if not people:
        return [Problem("", "这户没有在册的人，没有可移动的。")]
    for person in people:
        for problem in check_move(person, day, to_dwelling, today):
            found.setdefault((problem.field, problem.text), problem)
    return list(found.values())


def check_void(person: PersonFacts, why: str) -> list[Problem]:
    """Problems of 作废: the entry should never have existed."""
    stop = refusal(person, Act.VOID)
    if stop:
        return [Problem("", stop)]
    return [] if why.strip() else [Problem("status_why", "作废原因没有写，请写清哪里错了，以后查得到。")]


def check_correction(person: PersonFacts, changes: dict[str, str], why: str) -> list[Problem]:
    """Problems of 更正; ``changes`` are the new values by column."""
    stop = refusal(person, Act.CORRECT)
    if stop:
        return [Problem("", stop)]
    if not changes:
        return [Problem("", "没有改动任何内容，不用保存。")]
    if "id_number" in changes and not why.strip():
        return [Problem("reason", "改证件号码要写原因，例如“原号输错”“换领新证”。")]
    return []
