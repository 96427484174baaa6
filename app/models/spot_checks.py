"""抽查 by rule: which records are drawn, why some are drawn more often, and what share was found right.

Drawing: every candidate gets the key u^(1/weight) with u from ``random.Random(seed)`` taken over the candidates in the order of their
ids; the highest keys are drawn (Efraimidis and Spirakis: weighted, without replacement).  随机 gives everybody the weight 1.  The seed
is stored, so the same seed and the same candidates give the same sample, whoever repeats it.
Weights are 1 plus the points of the factors below; a factor only makes a visit at the door likelier and says nothing about anybody.
合格率 = 合格 ÷ (合格 + 不合格); 无法核实 is in neither, and nothing checked is "—".
"""

from __future__ import annotations

import hashlib
import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.models.vocabulary import OpenReason, Outcome, Word


class DrawMethod(Word):
    """How is drawn."""

    RANDOM = "random", "随机"
    WEIGHTED = "weighted", "按风险"


class DrawSubject(Word):
    """What is drawn from."""

    VISITS = "visits", "走访"
    REGISTRATIONS = "registrations", "新增登记"
    BOTH = "both", "走访和新增登记"


class RecordKind(Word):
    """Which table a drawn record stands in."""

    VISIT = "visit", "走访"
    RESIDENCE = "residence", "居民登记"
    ENTITY = "entity_registration", "法人登记"


class CheckResult(Word):
    """What was found at the door."""

    GOOD = "good", "合格"
    BAD = "bad", "不合格"
    UNCLEAR = "unclear", "无法核实"


KEYS: dict[str, CheckResult] = {"1": CheckResult.GOOD, "2": CheckResult.BAD, "3": CheckResult.UNCLEAR}
LONG_DAYS = 180  # so long nobody had met the target in person
FRESH_DAYS = 30  # so new is the registration
NOVICE_DAYS = 30  # so new is the member
BUSY_DAY = 30  # more entries of one member on one day
BASE_POINTS = 1
# factor → (points above the base, words); in the order in which they are told
FACTORS: dict[str, tuple[int, str]] = {
    "phone": (2, "电话走访"),
    "relative": (1, "家属代述"),
    "unseen": (2, f"此前 {LONG_DAYS} 天没有见到本人"),
    "fresh": (1, f"登记不满 {FRESH_DAYS} 天"),
    "novice": (2, "任职首月"),
    "busy": (2, f"当天登记超过 {BUSY_DAY} 条"),
}
MOST_ITEMS = 300  # of one draw: more cannot be checked at doors


@dataclass(frozen=True)
class Candidate:
    """A record that may be drawn, with the facts that the factors look at."""

    id: str
    kind: str  # RecordKind
    day: str
    member_id: str
    outcome: str = ""
    seen_before: str = ""  # the last day before on which the target was met in person
    registered_on: str = ""  # since when the target is on the register
    joined_on: str = ""  # since when the member serves
    entries_that_day: int = 0


def factors(candidate: Candidate) -> tuple[str, ...]:
    """Names of the factors that hold."""
    visit = candidate.kind == RecordKind.VISIT.value
    known = _days(candidate.registered_on, candidate.day)
    unseen = _days(candidate.seen_before, candidate.day)
    long_known = known is not None and known >= LONG_DAYS
    served = _days(candidate.joined_on, candidate.day)
    held = {
        "phone": visit and candidate.outcome == Outcome.PHONE.value,
        "relative": visit and candidate.outcome == Outcome.RELATIVE.value,
        "unseen": visit and long_known and (unseen is None or unseen >= LONG_DAYS),
        "fresh": not visit or (known is not None and known < FRESH_DAYS),
        "novice": served is not None and served < NOVICE_DAYS,
        "busy": candidate.entries_that_day > BUSY_DAY,
    }
    return tuple(name for name in FACTORS if held[name])


def _days(earlier: str, later: str) -> int | None:
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days if earlier and later else None


def weight(candidate: Candidate) -> int:
    """Base plus points."""
    return BASE_POINTS + sum(FACTORS[name][0] for name in factors(candidate))


def why(candidate: Candidate) -> str:
    """The factors in words: '电话走访、任职首月'."""
    return "、".join(FACTORS[name][1] for name in factors(candidate))


def weights(candidates: Iterable[Candidate], method: DrawMethod) -> dict[str, int]:
    """Candidate → weight under a method."""
    return {each.id: weight(each) if method is DrawMethod.WEIGHTED else BASE_POINTS for each in candidates}


@dataclass(frozen=True)
class Quota:
    """How many: at most ``per_member`` of each member and ``total`` of all; 0 = no such limit."""

    per_member: int = 0
    total: int = 0


def draw(candidates: Sequence[Candidate], method: DrawMethod, quota: Quota, seed: str) -> list[Candidate]:
    """The sample, first drawn first."""
    chance = random.Random(seed)
    weighed = weights(candidates, method)
    # log(u) / weight has the order of u^(1/weight) and does not run out of digits; 1 − random() is never 0
    keyed = [(math.log(1.0 - chance.random()) / weighed[each.id], each) for each in sorted(candidates, key=lambda each: each.id)]
    keyed.sort(key=lambda pair: (-pair[0], pair[1].id))
    taken: Counter[str] = Counter()
    sample: list[Candidate] = []
    for _, each in keyed:
        if quota.total and len(sample) >= quota.total:
            break
        if quota.per_member and taken[each.member_id] >= quota.per_member:
            continue
        taken[each.member_id] += 1
        sample.append(each)
    return sample


def expected_size(per_member: Mapping[str, int], quota: Quota) -> int:
    """How many a draw will give; ``per_member``: candidates of each."""
    found = sum(min(count, quota.per_member) if quota.per_member else count for count in per_member.values())
    return min(found, quota.total) if quota.total else found


def digest(weighed: Mapping[str, int]) -> str:
    """A short mark of who might have been drawn and how likely: equal marks and seeds give equal samples."""
    lines = "\n".join(f"{key} {weighed[key]}" for key in sorted(weighed))
    return hashlib.sha256(lines.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Tally:
    """Results of one member, of a draw, or of all."""

    drawn: int = 0
    good: int = 0
    bad: int = 0
    unclear: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.drawn + other.drawn, self.good + other.good, self.bad + other.bad, self.unclear + other.unclear)

    @property
    def checked(self) -> int:
        """Items with any result."""
        return self.good + self.bad + self.unclear

    @property
    def permille(self) -> int | None:
        """合格率 in tenths of a percent, half up; None where nothing was found right or wrong."""
        known = self.good + self.bad
        return (2000 * self.good + known) // (2 * known) if known else None

    @property
    def share_text(self) -> str:
        """'77.8%', '—' where nothing was found right or wrong."""
        found = self.permille
        return "—" if found is None else f"{found // 10}.{found % 10}%"


def claim_text(kind: str, outcome: str = "", persons: int = 0, reason: str = "") -> str:
    """What was registered, in words: '走访 见到本人 2 人', '新增 迁入', '法人登记'."""
    if kind == RecordKind.VISIT.value:
        said = next((each.label for each in Outcome if each.value == outcome), outcome)
        return f"走访 {said} {persons} 人" if persons else f"走访 {said}"
    if kind == RecordKind.ENTITY.value:
        return "法人登记"
    why = next((each.label for each in OpenReason if each.value == reason), reason)
    return "回流登记" if reason == OpenReason.RETURN.value else f"新增 {why}"


def tally(results: Iterable[str]) -> Tally:
    """Count stored results ('' = not checked yet)."""
    counts = Counter(results)
    good, bad, unclear = (counts[result.value] for result in (CheckResult.GOOD, CheckResult.BAD, CheckResult.UNCLEAR))
    return Tally(counts.total(), good, bad, unclear)
