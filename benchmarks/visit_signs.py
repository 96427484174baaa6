"""走访真实性提示 on invented member-weeks: how many of the made-up ones the shipped rules bring up, and how many honest ones with them.

1,000 honest weeks and 50 with made-up visits (five behaviours, ten weeks each), from one seed.  The generator describes how people work
and how they cheat; it knows no rule and no threshold.  Weeks are read from plain facts by the same functions as in the program.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from app.models.sign_rules import Rule, SignKind, all_rules
from app.models.visit_signs import SHARED_BY, Churn, PhoneFact, Span, VisitFact, WeekFacts, signs
from app.services.phrases import DEFAULTS
from app.settings import OFFICE_ZONE
from benchmarks.measure import Result, show

SEED = 20261120
HONEST, EACH = 1000, 10
FRIDAY = date(2026, 11, 13)
DAYS = [FRIDAY + timedelta(days=step) for step in (0, 3, 4, 5, 6)]  # Friday, then Monday to Thursday
OWN_REMARKS = (
    "老人一个人在家，腿脚不便", "孩子上初中，家里三口", "反映楼上漏水", "租客换了人，已提醒登记", "电瓶充电线拉到楼道，已收回", "家里养狗，提醒办证",
    "说近期要搬回老家", "问社保怎么续", "阳台堆纸板，答应清走", "血压高，按时吃药", "晚班才回来，约周末再来", "装修噪音，邻居有意见",
    "反映路灯不亮", "家中备有灭火器", "新添二孩，问疫苗", "在找工作，给了招聘信息", "门口堆鞋柜，已劝", "燃气软管到期，已提醒换",
)  # fmt: skip
CAMPAIGNS = ("宣传居民医保缴费，已告知截止日期", "发放防诈骗明白纸并讲解", "登记暖气试水情况，家中有人")


@dataclass
class Member:
    """How somebody works, week in, week out."""

    random: Random
    pace: float  # doors on an evening
    at_home: float  # share of doors where the person is met
    seconds: float  # usual time to type one visit
    batches: float  # chance that an evening's notes are typed in one go
    phrases: float  # share of remarks taken from the common phrases
    usual: list[int] = field(default_factory=list)


@dataclass
class Week:
    """One member-week under construction."""

    member: Member
    visits: list[VisitFact] = field(default_factory=list)
    vacancies: dict[str, list[Span]] = field(default_factory=dict)
    lived_in: dict[str, list[Span]] = field(default_factory=dict)
    stays: dict[str, list[Span]] = field(default_factory=dict)
    off: dict[str, str] = field(default_factory=dict)
    churns: list[Churn] = field(default_factory=list)
    phones: list[PhoneFact] = field(default_factory=list)

    def facts(self) -> WeekFacts:
        """As the storage would hand them over."""
        return WeekFacts(self.visits, DEFAULTS, (), self.vacancies, self.lived_in, {}, self.stays, {"m": self.off}, self.churns,
                         self.phones, {"m": self.member.usual})  # fmt: skip

    def add(self, day: date, kind: str, target: str, outcome: str, remark: str, typed_ms: int) -> None:
        """One visit."""
        number = len(self.visits)
        door = target if kind == "dwelling" else f"d-{target}"
        self.visits.append(VisitFact(f"v{number}", "m", day.isoformat(), kind, target, door, outcome, remark, typed_ms))


def moment(day: date, minutes: float) -> int:
    """Milliseconds of a minute of a day."""
    return int((datetime(day.year, day.month, day.day, tzinfo=OFFICE_ZONE) + timedelta(minutes=minutes)).timestamp() * 1000)


def new_member(random: Random) -> Member:
    """Fast and slow, thorough and sparing, young typists and old hands."""
    pace = random.uniform(4, 13)
    member = Member(random, pace, min(0.97, random.betavariate(9, 3)), random.lognormvariate(3.4, 0.45), random.betavariate(2, 2),
                    random.betavariate(3, 2))  # fmt: skip
    for _ in range(8):
        evenings = random.choices((5, 4, 3, 0), (70, 18, 8, 4))[0]
        member.usual.append(sum(max(1, round(random.gauss(pace, pace * 0.22))) for _ in range(evenings)))
    return member


def outcome_of(member: Member) -> str:
    """Met, a relative, a call, or nobody."""
    if member.random.random() < member.at_home:
        return member.random.choices(("met", "relative", "phone"), (80, 12, 8))[0]
    return member.random.choices(("absent", "refused", "vacant"), (88, 6, 6))[0]


def remark_of(member: Member, campaign: str) -> str:
    """A phrase, two phrases, this week's campaign, own words, or nothing."""
    random = member.random
    if campaign and random.random() < 0.55:
        return campaign
    if random.random() < member.phrases:
        chosen = random.sample(DEFAULTS, random.choices((1, 2), (4, 1))[0])
        return "；".join(chosen)
    return random.choices((random.choice(OWN_REMARKS), "无异常", ""), (78, 14, 8))[0]


def typing(member: Member, day: date, count: int, seconds: float) -> list[int]:
    """When the visits of an evening were typed: at the door, or from notes in one go, with now and then a cup of tea."""
    random = member.random
    if random.random() > member.batches:
        at, gap = 14 * 60 + random.uniform(0, 40), lambda: random.uniform(5, 28) * 60
    else:
        at, gap = random.uniform(19, 22) * 60, lambda: random.lognormvariate(0, 0.55) * seconds
    moments = []
    for _ in range(count):
        at += gap() / 60 + (random.uniform(2, 10) if random.random() < 0.04 else 0)
        moments.append(moment(day, at) + random.randrange(1000))
    return moments


def honest(random: Random, campaign: str = "", evenings: int | None = None) -> Week:
    """A usual week (or so many evenings of it), with what the register does not know yet and what was typed wrongly."""
    week = Week(new_member(random))
    who = week.member
    push = random.uniform(1.2, 1.9) if campaign or random.random() < 0.05 else 1.0
    days = list(DAYS)
    if evenings is None and random.random() < 0.10:  # a day of leave; rarely some doors all the same, or a wrong day chosen in the form
        gone = random.choice(days)
        days.remove(gone)
        week.off[gone.isoformat()] = random.choice(("病假", "请假", "调休"))
    late = random.random() < 0.04  # the computer was broken: all of it typed on Thursday
    rounds = [(day, max(1, round(random.gauss(who.pace * push, who.pace * 0.22)))) for day in days[:evenings]]
    if late:
        times = iter(typing(who, DAYS[-1], sum(count for _, count in rounds), who.seconds))
    for day, count in rounds:
        evening = iter(typing(who, day, count, who.seconds)) if not late else times
        for _ in range(count):
            door(week, day, campaign, next(evening))
    for day in week.off:
        if random.random() < 0.25:
            for _ in range(random.choices((1, 2, 3, 5), (60, 25, 10, 5))[0]):
                door(week, date.fromisoformat(day), "", moment(DAYS[-1], 1200 + random.random() * 60))
    arrivals(week)
    return week


def door(week: Week, day: date, campaign: str, typed_ms: int) -> None:
    """One door: mostly people who live there, sometimes an empty flat, sometimes somebody whose leaving came earlier or later."""
    random, number = week.member.random, len(week.visits)
    outcome = outcome_of(week.member)
    if outcome == "vacant" or random.random() < 0.004:
        target = f"flat{number}"
        week.vacancies[target] = [Span("2026-06-01")]
        seen = outcome if outcome == "vacant" or random.random() < 0.4 else "relative"  # the owner looking after the flat
        if seen != "vacant" and random.random() < 0.5:
            week.lived_in[target] = [Span((day + timedelta(days=random.randrange(12))).isoformat())]  # a tenant, registered later
        week.add(day, "dwelling", target, seen, remark_of(week.member, campaign), typed_ms)
        return
    target, came = f"p{number}", "2025-03-01"
    week.stays[target] = [Span(came)]
    chance = random.random()
    if chance < 0.03:  # left some days after the visit
        week.stays[target] = [Span(came, (day + timedelta(days=random.randrange(0, 20))).isoformat())]
    elif chance < 0.036:  # had been cancelled before: came for the furniture, or the wrong person was cancelled
        week.stays[target] = [Span(came, (day - timedelta(days=random.randrange(1, 40))).isoformat())]
    week.add(day, "resident", target, outcome, remark_of(week.member, campaign), typed_ms)


def arrivals(week: Week) -> None:
    """People registered this week: a landlord's number for two or three homes, seldom a dormitory; tenants who came back."""
    random = week.member.random
    if random.random() < 0.10:
        homes = random.choices((2, 3, 4, 9), (55, 30, 12, 3))[0]
        week.phones += [PhoneFact("m", f"r{n}", "landlord", homes) for n in range(random.choices((1, 2, 3), (70, 22, 8))[0])]
    if random.random() < 0.006:
        came = random.randrange(20, 300)
        left = random.randrange(1, came)
        week.churns.append(_again(0, came, left))


def _again(number: int, came: int, left: int) -> Churn:
    day = DAYS[-2]
    return Churn("m", f"c{number}", f"a{number}", (day - timedelta(days=came)).isoformat(), (day - timedelta(days=left)).isoformat(),
                 f"b{number}", day.isoformat())  # fmt: skip


def armchair(random: Random) -> Week:
    """Thursday night: nothing was walked for two or three evenings, so names are keyed in from the list one after the other, the last
    remark copied each time."""
    week = honest(random, evenings=random.choice((2, 3)))
    missing = round(week.member.pace * random.uniform(2, 4.5))
    at = moment(DAYS[-1], random.uniform(20, 23) * 60)
    phrase = random.choice((random.choice(OWN_REMARKS), random.choice(DEFAULTS), "情况正常，家中安全无隐患"))
    for number in range(missing):
        at += int(random.lognormvariate(1.7, 0.5) * 1000)
        remark = phrase if random.random() < 0.85 else random.choice(OWN_REMARKS)
        week.stays[f"x{number}"] = [Span("2025-01-01")]
        week.add(random.choice(DAYS[1:]), "resident", f"x{number}", random.choices(("met", "relative"), (85, 15))[0], remark, at)
    return week


def old_list(random: Random) -> Week:
    """Doors ticked from a printed list of last year: some of the people have left, some of the flats are empty."""
    week = honest(random, evenings=random.choice((3, 4)))
    for number in range(random.randrange(8, 22)):
        day, typed = random.choice(DAYS[1:]), moment(DAYS[-1], random.uniform(17, 22) * 60)
        outcome = random.choices(("met", "relative", "phone"), (80, 12, 8))[0]
        stale = random.random()
        if stale < 0.10:
            week.vacancies[f"y{number}"] = [Span("2026-02-01")]
            week.add(day, "dwelling", f"y{number}", outcome, remark_of(week.member, ""), typed)
            continue
        left = (day - timedelta(days=random.randrange(15, 300))).isoformat() if stale < 0.28 else ""
        week.stays[f"y{number}"] = [Span("2024-05-01", left)]
        week.add(day, "resident", f"y{number}", outcome, remark_of(week.member, ""), typed)
    return week


def away(random: Random) -> Week:
    """On leave for one to three days and afterwards visits are dated into them, so that the week does not look empty."""
    week = honest(random, evenings=random.choice((2, 3)))
    for day in random.sample(DAYS[1:], random.choice((1, 2, 3))):
        week.off[day.isoformat()] = random.choice(("病假", "请假", "年休假"))
        for _ in range(max(1, round(week.member.pace * random.uniform(0.3, 1.0)))):
            week.stays[f"p{len(week.visits)}"] = [Span("2025-03-01")]
            typed = moment(DAYS[-1], random.uniform(16, 22) * 60)
            week.add(day, "resident", f"p{len(week.visits)}", outcome_of(week.member), remark_of(week.member, ""), typed)
    return week


def churner(random: Random) -> Week:
    """Cancels people and registers them again, or invents tenants, all with a telephone that is at hand."""
    week = honest(random)
    if random.random() < 0.6:
        week.churns += [_again(10 + n, came := random.randrange(3, 75), random.randrange(0, came)) for n in range(random.randrange(1, 7))]
    else:
        number = random.randrange(3, 12)
        week.phones += [PhoneFact("m", f"z{n}", "own", number + random.randrange(0, 4)) for n in range(number)]
    return week


def padder(random: Random) -> Week:
    """Wants to be first on Friday: some honest evenings or none at all, the rest and more were never walked; typed here and there, and
    everybody was at home."""
    walked = random.choice((0, 2, 4, 5))
    week = honest(random, evenings=walked)
    for number in range(round(week.member.pace * (5 * random.uniform(1.2, 3.2) - walked))):
        day = random.choice(DAYS)
        week.stays[f"w{number}"] = [Span("2025-01-01")]
        typed = moment(day, random.uniform(14, 23) * 60) + number
        week.add(day, "resident", f"w{number}", "met", remark_of(week.member, ""), typed)
    return week


BEHAVIOURS = {"keyed in from the list": armchair, "an old list": old_list, "dated into leave": away, "cancel and register again": churner,
              "padding the week": padder}  # fmt: skip


def found(week: Week, shared: Collection[str], rules: Mapping[SignKind, Rule]) -> list[SignKind]:
    """Kinds that the rules show."""
    return [sign.kind for sign in signs(replace(week.facts(), shared=shared), rules)]


def alike(weeks: Iterable[Week]) -> set[str]:
    """What several members of an office wrote word for word."""
    written = Counter(text for week in weeks for text in {visit.remark for visit in week.visits})
    return {text for text, members in written.items() if members >= SHARED_BY}


def trial(seed: int = SEED, rules: Mapping[SignKind, Rule] | None = None) -> tuple[list[list[SignKind]], dict[str, list[list[SignKind]]]]:
    """Signs of every honest week and of the made-up ones by behaviour.  Colleagues of an office share the campaign of a week, if there is
    one; some write it in words of their own.  One made-up week at most hides in an office's week."""
    random, inside = Random(seed), all_rules(()) if rules is None else rules
    hidden = [(name, make) for name, make in BEHAVIOURS.items() for _ in range(EACH)]
    random.shuffle(hidden)
    plain: list[list[SignKind]] = []
    made_up: dict[str, list[list[SignKind]]] = {name: [] for name in BEHAVIOURS}
    for place, (name, make) in enumerate(hidden):
        campaign = random.choice(CAMPAIGNS) if random.random() < 0.15 else ""
        size = HONEST * (place + 1) // len(hidden) - HONEST * place // len(hidden)
        colleagues = [honest(random, campaign if random.random() < 0.6 else "") for _ in range(size)]
        liar = make(random)
        shared = alike([*colleagues, liar])
        plain += [found(week, shared, inside) for week in colleagues]
        made_up[name].append(found(liar, shared, inside))
    return plain, made_up


def measure() -> list[Result]:
    """Recall of each behaviour, then precision and recall of the whole list; shares in percent."""
    plain, made_up = trial()
    size = f"{HONEST:,} honest, {EACH * len(BEHAVIOURS)} made-up weeks"
    wrong = sum(map(bool, plain))
    caught = {name: sum(map(bool, weeks)) for name, weeks in made_up.items()}
    results = []
    for name, weeks in made_up.items():
        kinds = Counter(kind.value for kinds in weeks for kind in set(kinds))
        note = ", ".join(f"{kind} {number}" for kind, number in kinds.most_common())
        results.append(Result(f"signs, recall: {name}", size, "all", 100, 100 * caught[name] / EACH, "%", None, note=note))
    hit, planted = sum(caught.values()), EACH * len(BEHAVIOURS)
    kinds = Counter(kind.value for kinds in plain for kind in set(kinds))
    note = f"{wrong} honest weeks on the list: " + (", ".join(f"{kind} {number}" for kind, number in kinds.most_common()) or "none")
    results.append(Result("signs, recall of the list", size, "all", 100, 100 * hit / planted, "%", None, note=f"{hit} of {planted}"))
    results.append(Result("signs, precision of the list", size, "all", 100, 100 * hit / max(1, hit + wrong), "%", None, note=note))
    return results


if __name__ == "__main__":
    show(measure())
