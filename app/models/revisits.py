"""回访计划: how often whom, what is due, who first, and at which hour (domain.md §4.7; features.md, Visits and revisits).

A rule is data: which care tag, use of a dwelling or kind of entity, and every how many days.  The shortest cycle wins.  Only visits
with a counted outcome move the clock; attempts never do, they propose another hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.models.vocabulary import COUNTED_OUTCOMES, DwellingUse, Outcome, TargetKind, Word


class RuleKind(Word):
    """What a visit rule looks at."""

    TAG = "tag", "关爱标签"
    USE = "use", "房屋用途"
    POPULATION = "population", "人口类别"
    ENTITY = "entity", "法人类型"
    HAZARD = "hazard", "隐患单位"


@dataclass(frozen=True)
class VisitRule:
    """Visit everyone of ``code`` at least every ``days`` days.  ``code`` '*' = everybody of that kind; 0 days = switched off."""

    kind: str
    code: str
    label: str
    days: int
    weight: int = 0  # higher = visited first among equally overdue

    @property
    def cycle_text(self) -> str:
        """'每周', '每月', '每季' … as the plan shows it."""
        words = {7: "每周", 14: "每两周", 30: "每月", 90: "每季", 180: "每半年", 365: "每年"}
        return "不走访" if self.days <= 0 else words.get(self.days, f"每 {self.days} 天")


DEFAULT_RULES: tuple[VisitRule, ...] = (
    VisitRule("tag", "301", "独居老人", 7, 90),
    VisitRule("tag", "303", "高龄老人", 7, 80),
    VisitRule("tag", "304", "百岁老人", 7, 95),
    VisitRule("tag", "102", "特困供养人员", 7, 85),
    VisitRule("tag", "305", "失能半失能老人", 7, 95),
    VisitRule("tag", "302", "空巢老人", 14, 70),
    VisitRule("tag", "101", "低保对象", 30, 60),
    VisitRule("tag", "201", "残疾人", 30, 60),
    VisitRule("tag", "202", "重度残疾人", 30, 65),
    VisitRule("tag", "401", "孤儿", 30, 75),
    VisitRule("tag", "402", "事实无人抚养儿童", 30, 75),
    VisitRule("tag", "403", "留守儿童", 30, 70),
    VisitRule("tag", "404", "困境儿童", 30, 70),
    VisitRule("tag", "306", "计划生育特殊家庭", 30, 60),
    VisitRule("tag", "601", "孕产妇", 30, 50),
    VisitRule("tag", "502", "重点优抚对象", 90, 40),
    VisitRule("population", "02", "流动人口", 90, 20),
    VisitRule("population", "03", "境外人员", 90, 20),
    VisitRule("use", DwellingUse.RENTED.value, "出租房", 90, 30),
    VisitRule("use", DwellingUse.DORMITORY.value, "宿舍", 90, 30),
    VisitRule("use", DwellingUse.VACANT.value, "空置房", 180, 5),
    VisitRule("use", "*", "普通户", 180, 10),
    VisitRule("hazard", "*", "隐患单位", 30, 60),
    VisitRule("entity", "*", "法人单位", 90, 20),
)


class PostponeReason(Word):
    """Why a due visit is put off; the task stays, with a new date."""

    AWAY = "away", "外出未归"
    HOSPITAL = "hospital", "住院"
    ASKED = "asked", "对方约定时间"
    FAMILY = "family", "家中有事"
    BY_PHONE = "by_phone", "已电话联系"
    WEATHER = "weather", "天气原因"
    DUTY = "duty", "临时任务"
    OTHER = "other", "其他"


LONGEST_DELAY = 30  # days from today; longer absences are a matter of the register (外出, 注销)
FIRST_HOUR, LAST_HOUR = 14, 21  # evening shift


@dataclass(frozen=True)
class VisitTarget:
    """Somebody or something to be visited, as the rules see it."""

    id: str
    kind: str = TargetKind.RESIDENT.value
    tags: tuple[str, ...] = ()
    use: str = ""
    population: str = ""
    entity_kind: str = ""
    has_hazard: bool = False
    registered_on: str = ""
    last_counted_on: str = ""  # last visit with a counted outcome
    planned_on: str = ""  # next date set by hand at the last visit or by postponing


@dataclass(frozen=True)
class Due:
    """When a target is due and why."""

    target_id: str
    rule: VisitRule | None
    due_on: str  # '' = never
    overdue_days: int  # > 0 overdue, 0 today, < 0 days left
    since_days: int | None  # days since the last counted visit, None = never visited

    @property
    def text(self) -> str:
        """'超期 48 天', '今天', '剩 16 天', '不安排'."""
        if not self.due_on:
            return "不安排"
        if self.overdue_days > 0:
            return f"超期 {self.overdue_days} 天"
        return "今天" if self.overdue_days == 0 else f"剩 {-self.overdue_days} 天"


@dataclass(frozen=True)
class Attempt:
    """One visit as the hour proposal needs it."""

    day: str
    at: str  # 'HH:MM' or ''
    outcome: str


def _fits(rule: VisitRule, target: VisitTarget) -> bool:
    if rule.kind == "entity":
        return target.kind == "entity" and rule.code in ("*", target.entity_kind)
    if rule.kind == "hazard":
        return target.kind == "entity" and target.has_hazard
    if target.kind == "entity":
        return False
    if rule.kind == "tag":
        return rule.code in target.tags
    return rule.code in ("*", target.use if rule.kind == "use" else target.population)


def rule_for(target: VisitTarget, rules: Sequence[VisitRule] = DEFAULT_RULES) -> VisitRule | None:
    """The rule that governs a target.  Within one kind a rule for the very code replaces the general one ('*'), also when it is
    switched off (0 days); between kinds the shortest cycle wins, then the heavier rule."""
    fitting = [rule for rule in rules if _fits(rule, target)]
    named = {rule.kind for rule in fitting if rule.code != "*"}
    held = [rule for rule in fitting if rule.days > 0 and (rule.code != "*" or rule.kind not in named)]
    return min(held, key=lambda rule: (rule.days, -rule.weight, rule.code), default=None)


def due(target: VisitTarget, today: str, rules: Sequence[VisitRule] = DEFAULT_RULES, records_since: str = "") -> Due:
    """Due date from the last counted visit; who was never visited counts from the registration, but not from before the office
    kept visits here (``records_since``), else every shop of 2019 would be years overdue.  A date set by hand wins over the cycle."""
    return due_by(rule_for(target, rules), target, today, records_since)


def due_by(rule: VisitRule | None, target: VisitTarget, today: str, records_since: str = "") -> Due:
    """The same where the rule is already known: whole grids share a few of them."""
    now = date.fromisoformat(today)
    since = (now - date.fromisoformat(target.last_counted_on)).days if target.last_counted_on else None
    day = target.planned_on if target.planned_on > target.last_counted_on else ""
    if not day and rule is not None:
        begun = max(target.registered_on, records_since) if target.registered_on else today
        start = target.last_counted_on or begun
        day = (date.fromisoformat(start) + timedelta(days=rule.days)).isoformat()
    if not day:
        return Due(target.id, None, "", 0, since)
    return Due(target.id, rule, day, (now - date.fromisoformat(day)).days, since)


def in_order(dues: Iterable[Due]) -> list[Due]:
    """The queue: overdue first by how many cycles were missed, then today, then by date; weight breaks ties; 不安排 last."""

    def key(item: Due) -> tuple[int, float, int, str, str]:
        if not item.due_on:
            return (3, 0.0, 0, "", item.target_id)
        weight = item.rule.weight if item.rule else 50
        days = item.rule.days if item.rule else 30
        if item.overdue_days > 0:
            return (0, -round(item.overdue_days / days, 2), -weight, item.due_on, item.target_id)
        return (1 if item.overdue_days == 0 else 2, float(-item.overdue_days), -weight, item.due_on, item.target_id)

    return sorted(dues, key=key)


def next_date(
    target: VisitTarget, visited_on: str, outcome: str, finding: str = "", rules: Sequence[VisitRule] = DEFAULT_RULES
) -> str:
    """Proposed next visit after one on ``visited_on``: the cycle after a counted outcome, sooner after a finding or an attempt;
    '' when no rule holds or the place is vacant and no rule for vacant places exists."""
    day = date.fromisoformat(visited_on)
    rule = rule_for(target, rules)
    counted = outcome in {o.value for o in COUNTED_OUTCOMES}
    if not counted:
        if outcome == Outcome.VACANT.value:
            rule = rule_for(replace(target, use=DwellingUse.VACANT.value, tags=(), population=""), rules)
            return (day + timedelta(days=rule.days)).isoformat() if rule else ""
        return (day + timedelta(days=7 if outcome == Outcome.REFUSED.value else 1)).isoformat()
    if rule is None:
        return ""
    return (day + timedelta(days=min(rule.days, 7) if finding.strip() else rule.days)).isoformat()


def propose_hour(attempts: Iterable[Attempt], first: int = FIRST_HOUR, last: int = LAST_HOUR) -> tuple[str, str]:
    """Another hour to try, with the reason in words.  Hours where somebody was met come first, then evening hours never tried,
    farthest from those that failed.  Without a timed attempt: ('', '')."""
    seen = [(int(a.at[:2]), a) for a in attempts if len(a.at) >= 4 and a.at[:2].isdigit()]
    missed = [hour for hour, a in seen if a.outcome in (Outcome.ABSENT.value, Outcome.REFUSED.value)]
    if not missed:
        return "", ""
    met = sorted(((a.day, hour) for hour, a in seen if a.outcome == Outcome.MET.value and first <= hour < last), reverse=True)
    for day, hour in met:
        if missed.count(hour) == 0:
            return f"{hour:02d}:00", f"{day} 在 {hour} 点见到过本人"
    hours = range(first, last)
    untried = [hour for hour in hours if hour not in missed] or list(hours)
    best = max(untried, key=lambda hour: (min(abs(hour - bad) for bad in missed), hour))
    tried = "、".join(f"{hour} 点" for hour in sorted(set(missed)))
    return f"{best:02d}:00", f"{tried}未遇 {len(missed)} 次，换个时段"


def should_propose_hour(attempts: Iterable[Attempt], after: int = 2) -> bool:
    """True when the latest ``after`` visits in a row found nobody."""
    latest = sorted(attempts, key=lambda a: (a.day, a.at), reverse=True)[:after]
    return len(latest) == after and all(a.outcome == Outcome.ABSENT.value for a in latest)


def check_postpone(new_day: str, reason: str, note: str, today: str) -> str:
    """Chinese refusal of a postponement, '' when allowed."""
    if reason not in {r.value for r in PostponeReason}:
        return "没有选推迟原因，请选一项。"
    if reason == PostponeReason.OTHER.value and not note.strip():
        return "选了“其他”，请写一句原因。"
    if not new_day or new_day <= today:
        return "新的日期要晚于今天，请重新输入，例如 +3。"
    if (date.fromisoformat(new_day) - date.fromisoformat(today)).days > LONGEST_DELAY:
        return f"最多推迟 {LONGEST_DELAY} 天。人长期不在，请登记外出或办注销。"
    return ""


@dataclass(frozen=True)
class VisitFacts:
    """One stored visit as the joining rule needs it."""

    id: str
    day: str
    member_id: str
    target_kind: str
    target_id: str
    outcome: str
    status: str = "active"


def joins(visits: Iterable[VisitFacts], new: VisitFacts) -> VisitFacts | None:
    """The visit of the same day, member and target that a new one joins (counts once); None when it stands alone."""
    same = (new.day, new.member_id, new.target_kind, new.target_id)
    return next(
        (v for v in visits if v.status != "voided" and v.id != new.id and (v.day, v.member_id, v.target_kind, v.target_id) == same),
        None,
    )


def joined_outcome(first: str, second: str) -> str:
    """Outcome of two visits joined: the better one (an attempt plus a met on one day counts as met once)."""
    order = [outcome.value for outcome in Outcome]
    return min((first, second), key=order.index)


def orphans(targets: Iterable[VisitTarget], open_ids: Iterable[str]) -> list[str]:
    """Targets with a planned visit that are no longer open (moved, cancelled, voided): their tasks end by themselves."""
    living = set(open_ids)
    return [target.id for target in targets if target.planned_on and target.id not in living]


def edited(rules: Sequence[VisitRule], kind: str, code: str, days: int) -> tuple[VisitRule, ...]:
    """Rules with one cycle changed; a value outside 0–730 days raises ValueError with the sentence for the field."""
    if not 0 <= days <= 730:
        raise ValueError("走访周期填 0 到 730 天，0 表示不安排。")
    return tuple(replace(rule, days=days) if (rule.kind, rule.code) == (kind, code) else rule for rule in rules)
