"""走访真实性提示: what a week's plain facts show.  Pure functions; no GPS, no verdict, no deduction.

The register may lag behind the door: whoever is registered, or a dwelling that stops being vacant, within a week after the visit was
there at the visit.  Rows typed in the same millisecond come from an import and are no typing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from app.models.sign_rules import Rule, SignKind
from app.models.vocabulary import COUNTED_OUTCOMES, Outcome, TargetKind

LAG_DAYS = 7
SHARED_BY = 3  # members who write the same words in a week
MINUTE_MS = 60_000
_MET, _RELATIVE = Outcome.MET.value, Outcome.RELATIVE.value
_COUNTED = {outcome.value for outcome in COUNTED_OUTCOMES}
_RESIDENT, _HOUSEHOLD, _DWELLING = TargetKind.RESIDENT.value, TargetKind.HOUSEHOLD.value, TargetKind.DWELLING.value
_FILLING = str.maketrans("", "", " \t\n\u3000，。、；：,.;:（）()")


class VisitFact(NamedTuple):
    """One stored visit; ``met_ids``: residents ticked as met in a visit to a household."""

    id: str
    member_id: str
    day: str
    target_kind: str
    target_id: str
    dwelling_id: str
    outcome: str
    remark: str
    entered_ms: int
    met_ids: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether it counts as 走访."""
        return self.outcome in _COUNTED


class Span(NamedTuple):
    """From a day to a day; ``last`` is the first day on which it no longer held, '' = still; ``first`` '' = always."""

    first: str
    last: str = ""


class Churn(NamedTuple):
    """A person registered, cancelled and registered again by one member."""

    member_id: str
    person: str
    before_id: str  # residence
    opened_on: str
    closed_on: str
    again_id: str
    again_on: str


class PhoneFact(NamedTuple):
    """A residence registered this week, and in how many households its telephone stands now."""

    member_id: str
    residence_id: str
    phone: str
    households: int


class Evidence(NamedTuple):
    """A record behind a sign."""

    table: str  # visit, residence
    id: str


@dataclass(frozen=True)
class WeekFacts:
    """Everything that the signs of one week are read from."""

    visits: Sequence[VisitFact] = ()
    phrases: Collection[str] = ()
    shared: Collection[str] = ()  # remarks that several members wrote word for word this week: what the office was told to say
    vacancies: Mapping[str, Sequence[Span]] = field(default_factory=dict)  # dwelling → spans registered as vacant
    lived_in: Mapping[str, Sequence[Span]] = field(default_factory=dict)  # dwelling → residences
    household_stays: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    resident_stays: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    days_off: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # member → day → word of the leave
    churns: Sequence[Churn] = ()
    phones: Sequence[PhoneFact] = ()
    before: Mapping[str, Sequence[int]] = field(default_factory=dict)  # member → counted visits of the weeks before


@dataclass(frozen=True)
class Sign:
    """One thing to ask a member about."""

    kind: SignKind
    member_id: str
    count: int
    sentence: str
    evidence: tuple[Evidence, ...]


def signs(facts: WeekFacts, rules: Mapping[SignKind, Rule]) -> list[Sign]:
    """All signs of a week by the active rules, in the order of the kinds."""
    by_member: dict[str, list[VisitFact]] = {}
    for visit in facts.visits:
        by_member.setdefault(visit.member_id, []).append(visit)
    found: list[Sign] = []
    for kind, look in LOOKS.items():
        if rules[kind].active:
            found += [sign for member, visits in by_member.items() if (sign := look(member, visits, facts, rules[kind]))]
    if rules[SignKind.CHURN].active:
        found += churning(facts.churns, rules[SignKind.CHURN])
    if rules[SignKind.PHONE].active:
        found += shared_phones(facts.phones, rules[SignKind.PHONE])
    order = list(SignKind)
    return sorted((sign for sign in found if sign.member_id), key=lambda sign: (order.index(sign.kind), sign.member_id))


def _sign(kind: SignKind, member: str, visits: Sequence[VisitFact], sentence: str) -> Sign:
    return Sign(kind, member, len(visits), sentence, tuple(Evidence("visit", visit.id) for visit in visits))


# ---- typing ------------------------------------------------------------------------------------------------------------------


def burst(member: str, visits: Sequence[VisitFact], _facts: WeekFacts, rule: Rule) -> Sign | None:
    """Many entries typed within few minutes; what shares its millisecond with another row was imported."""
    moments = Counter(visit.entered_ms for visit in visits)
    typed = sorted((v for v in visits if v.entered_ms and moments[v.entered_ms] == 1), key=lambda v: v.entered_ms)
    inside: set[int] = set()
    most = start = 0
    for end, visit in enumerate(typed):
        while visit.entered_ms - typed[start].entered_ms > rule.bound * MINUTE_MS:
            start += 1
        if end - start + 1 >= rule.least:
            inside.update(range(start, end + 1))
            most = max(most, end - start + 1)
    if not inside:
        return None
    shown = [typed[place] for place in sorted(inside)]
    more = f"，这样录入的共 {len(shown)} 条" if len(shown) > most else ""
    return _sign(SignKind.BURST, member, shown, f"{rule.bound} 分钟内录入了 {most} 条走访{more}")


def _own_words(text: str, phrases: Iterable[str]) -> str:
    """What is left of a remark without the office's phrases."""
    for phrase in phrases:
        text = text.replace(phrase, "")
    return text


def remark(member: str, visits: Sequence[VisitFact], facts: WeekFacts, rule: Rule) -> Sign | None:
    """One remark again and again; the office's own phrases do not count, nor what several members wrote alike this week."""
    phrases = sorted({phrase.translate(_FILLING) for phrase in facts.phrases} - {""}, key=len, reverse=True)
    shared = {text.translate(_FILLING) for text in facts.shared}
    same: dict[str, list[VisitFact]] = {}
    for visit in visits:
        text = visit.remark.translate(_FILLING)
        if text not in shared and len(_own_words(text, phrases)) >= rule.extra:
            same.setdefault(text, []).append(visit)
    top = max(same.values(), key=len, default=[])
    if len(top) < rule.least or len(top) * 100 < rule.bound * len(visits):
        return None
    said = top[0].remark if len(top[0].remark) <= 24 else top[0].remark[:23] + "…"
    share = len(top) * 100 // len(visits)
    return _sign(SignKind.REMARK, member, top, f"“{said}”写了 {len(top)} 次，占本周 {len(visits)} 条走访的 {share}%")


# ---- who was there -----------------------------------------------------------------------------------------------------------


def later(day: str, days: int) -> str:
    """The day some days after."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def there(spans: Iterable[Span], day: str) -> bool:
    """Whether one of the spans holds on the day, the day it ends included, or begins within the lag after it."""
    until = later(day, LAG_DAYS)
    return any(span.first <= until and (not span.last or span.last >= day) for span in spans)


def is_vacant(visit: VisitFact, facts: WeekFacts) -> bool:
    """Whether the visited dwelling was registered as vacant before that day and for the lag after it, with nobody living there."""
    if visit.target_kind not in (_HOUSEHOLD, _DWELLING) or there(facts.lived_in.get(visit.dwelling_id, ()), visit.day):
        return False
    until = later(visit.day, LAG_DAYS)
    return any(span.first < visit.day and (not span.last or span.last > until) for span in facts.vacancies.get(visit.dwelling_id, ()))


def is_departed(visit: VisitFact, facts: WeekFacts) -> bool:
    """Whether the person met (for a household: all its people, or somebody ticked as met) was cancelled before that day."""
    stays = [facts.resident_stays.get(person, ()) for person in visit.met_ids]
    if visit.target_kind == _RESIDENT:
        stays.append(facts.resident_stays.get(visit.target_id, ()))
    elif visit.target_kind == _HOUSEHOLD:
        stays.append(facts.household_stays.get(visit.target_id, ()))
    return any(_gone(spans, visit.day) for spans in stays)


def _gone(spans: Sequence[Span], day: str) -> bool:
    return any(span.first <= day for span in spans) and not there(spans, day)


def vacant(member: str, visits: Sequence[VisitFact], facts: WeekFacts, rule: Rule) -> Sign | None:
    """Met somebody where nobody lives."""
    found = [visit for visit in visits if visit.outcome in (_MET, _RELATIVE) and is_vacant(visit, facts)]
    if len(found) < rule.least:
        return None
    return _sign(SignKind.VACANT, member, found, f"{len(found)} 次记为见到人，但房屋登记为空置，当天没有人登记居住")


def departed(member: str, visits: Sequence[VisitFact], facts: WeekFacts, rule: Rule) -> Sign | None:
    """Met somebody in person who had been cancelled before."""
    found = [v for v in visits if v.outcome == _MET and is_departed(v, facts) and not is_vacant(v, facts)]
    if len(found) < rule.least:
        return None
    return _sign(SignKind.DEPARTED, member, found, f"{len(found)} 次记为见到本人，但对方在那天以前已注销")


def on_leave(member: str, visits: Sequence[VisitFact], facts: WeekFacts, rule: Rule) -> Sign | None:
    """Visits at the door on days on which the attendance says leave."""
    off = facts.days_off.get(member, {})
    found = sorted((v for v in visits if v.day in off and v.counted and v.outcome != Outcome.PHONE.value), key=lambda v: v.day)
    if len(found) < rule.least:
        return None
    days = "、".join(f"{int(day[5:7])}月{int(day[8:])}日{off[day]}" for day in dict.fromkeys(visit.day for visit in found))
    return _sign(SignKind.LEAVE, member, found, f"{days}，考勤不在岗，却记了 {len(found)} 次上门走访")


# ---- how many ----------------------------------------------------------------------------------------------------------------


def all_met(member: str, visits: Sequence[VisitFact], _facts: WeekFacts, rule: Rule) -> Sign | None:
    """Nobody was ever out; a target counts once a day, with its best outcome."""
    best: dict[tuple[str, str], VisitFact] = {}
    for visit in visits:
        if (key := (visit.day, visit.target_id)) not in best or visit.outcome == _MET:
            best[key] = visit
    met = [visit for visit in best.values() if visit.outcome == _MET]
    if len(best) < rule.least or len(met) * 100 < rule.bound * len(best):
        return None
    share = "全部" if len(met) == len(best) else f"有 {len(met) * 100 // len(best)}% "
    return _sign(SignKind.ALL_MET, member, met, f"本周 {len(best)} 次走访{share}见到本人" + ("，没有一次未遇或电话" if share == "全部" else ""))


def above(member: str, visits: Sequence[VisitFact], facts: WeekFacts, rule: Rule) -> Sign | None:
    """Far above the own median of the weeks before; weeks without visits (leave, before service) are no measure."""
    weeks = [count for count in facts.before.get(member, ()) if count]
    now = {(visit.day, visit.target_id): visit for visit in visits if visit.counted}
    if len(weeks) < rule.extra:
        return None
    usual = Fraction(median(weeks))
    if len(now) * 100 < rule.bound * usual or len(now) - usual < rule.least:
        return None
    times = Fraction(len(now)) / usual
    text = f"本周走访 {len(now)} 次，是自己前 {len(weeks)} 周中位数（{float(usual):g} 次）的 {float(times):.1f} 倍"
    return _sign(SignKind.ABOVE, member, list(now.values()), text)


# ---- registrations -----------------------------------------------------------------------------------------------------------


def churning(churns: Iterable[Churn], rule: Rule) -> list[Sign]:
    """新增→注销→新增 of the same person by one member within some days."""
    by_member: dict[str, dict[str, Churn]] = {}
    for churn in churns:
        if churn.opened_on <= churn.closed_on <= churn.again_on <= later(churn.opened_on, rule.bound):
            by_member.setdefault(churn.member_id, {}).setdefault(churn.person, churn)
    found = []
    for member, people in by_member.items():
        if len(people) >= rule.least:
            records = [Evidence("residence", key) for churn in people.values() for key in (churn.before_id, churn.again_id)]
            text = f"{len(people)} 人在 {rule.bound} 天内由本人新增、注销、再新增"
            found.append(Sign(SignKind.CHURN, member, len(people), text, tuple(records)))
    return found


def shared_phones(phones: Iterable[PhoneFact], rule: Rule) -> list[Sign]:
    """People registered this week with a telephone that stands in many households."""
    by_phone: dict[tuple[str, str], list[PhoneFact]] = {}
    for fact in phones:
        if fact.phone and fact.households >= rule.bound:
            by_phone.setdefault((fact.member_id, fact.phone), []).append(fact)
    by_member: dict[str, list[list[PhoneFact]]] = {}
    for (member, _phone), found in by_phone.items():
        if len(found) >= rule.least:
            by_member.setdefault(member, []).append(found)
    result = []
    for member, groups in by_member.items():
        most = max(groups, key=len)
        more = f"，这样的电话有 {len(groups)} 个" if len(groups) > 1 else ""
        text = f"本周新登记的 {len(most)} 人留同一个电话，这个电话在册 {most[0].households} 户{more}"
        records = tuple(Evidence("residence", fact.residence_id) for group in groups for fact in group)
        result.append(Sign(SignKind.PHONE, member, len(records), text, records))
    return result


Look = Callable[[str, Sequence[VisitFact], WeekFacts, Rule], Sign | None]
LOOKS: dict[SignKind, Look] = {
    SignKind.BURST: burst,
    SignKind.REMARK: remark,
    SignKind.VACANT: vacant,
    SignKind.DEPARTED: departed,
    SignKind.LEAVE: on_leave,
    SignKind.ALL_MET: all_met,
    SignKind.ABOVE: above,
}
