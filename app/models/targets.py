"""Targets by rule: a total is split over units by weights, in whole numbers that add up to it.  Exact fractions, no float.

Rules (``RULES`` prints them):
- q = total · Σ weight · own share of the measure; weights count in proportion (60 and 40 are the same as 3 and 2).
- a measure of which nobody has anything cannot be split by: its weight goes to the others; if none is left, all get the same.
- whole numbers by the largest remainder; equal remainders go to the smaller code.
- where a unit cannot do more than exists (户数 × 次数), the surplus goes to the units with room, by the same shares.
- an adjustment has a reason; it is taken from another unit, or the total changes knowingly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from app.errors import Problem, Refused
from app.models.statistics import FIGURE_LABELS

VOLUME = "volume"
INDICATORS: dict[str, str] = {
    VOLUME: "数据量",
    "visited_persons": "走访人数",
    "visited_households": "走访户次",
    **{key: FIGURE_LABELS[key] for key in ("new_residents", "cancelled_residents", "new_entities", "cancelled_entities", "visited_entities")},
}
OFFICE, GRID, MEMBER = "office", "grid", "member"
LEVELS = {OFFICE: "全单位", GRID: "网格", MEMBER: "网格员"}
BASES: dict[str, str] = {
    "population": "人口", "area": "面积", "households": "户数", "entities": "法人", "last_year": "上年完成", "equal": "平均",
}  # fmt: skip
DEFAULT_WEIGHTS = {"population": "60", "area": "40"}
# what a figure can be counted at most from: 走访户次 from households …
CAPPED_BY = {
    "visited_persons": "population", "visited_households": "households", "cancelled_residents": "population",
    "visited_entities": "entities", "cancelled_entities": "entities",
}  # fmt: skip
MOST = 10_000_000
NAMED = 6  # units that a sentence names
RULES = (
    "分解口径：计算值＝总数×（各项权重×本单位占比之和），某项全为 0 时其权重归其余各项，各项全为 0 时平均分；"
    "取整按最大余数法，余数相同的先给编码小的，各单位之和等于总数。有上限的，超出部分按同样比例分给没有到上限的单位。"
    "中途到任、离任的网格员和中途启用、停用的网格按在任（存续）天数折算。指标＝计算值＋调整。"
)


@dataclass(frozen=True)
class Unit:
    """Who gets a share.  ``bases``: measure → value, time in office already taken into account; ``cap``: None = no limit."""

    id: str
    code: str
    name: str = ""
    bases: Mapping[str, Fraction] = field(default_factory=dict)
    cap: int | None = None


@dataclass(frozen=True)
class Share:
    """What one unit got."""

    unit: Unit
    exact: Fraction  # before rounding, after the caps
    amount: int
    capped: bool = False


@dataclass(frozen=True)
class Split:
    """All shares in order of code; ``notes``: what has to be said about it."""

    shares: tuple[Share, ...]
    notes: tuple[str, ...] = ()


def weights_of(typed: Mapping[str, str]) -> dict[str, Fraction]:
    """Weights as typed; blank = 0; refuses what is no number and what leaves nothing to split by."""
    problems, found = [], {}
    for name, label in BASES.items():
        text = str(typed.get(name, "")).strip()
        try:
            value = Decimal(text or "0")
        except InvalidOperation:
            value = Decimal(-1)
        if not value.is_finite() or not 0 <= value <= 1000:
            problems.append(Problem(name, f"{label}的权重“{text}”不对，填 0 到 1000 的数，例如 60。"))
        elif value:
            found[name] = Fraction(value)
    if problems:
        raise Refused(problems)
    if not found:
        raise Refused([Problem("population", "没有填权重，请至少填一项，例如人口 60、面积 40；平均分填平均 1。")])
    return found


def stored_weights(weights: Mapping[str, Fraction]) -> str:
    """'人口 60、面积 40': kept as it is read."""
    found = [(BASES[name], weights[name]) for name in BASES if weights.get(name)]
    return "、".join(f"{label} {Decimal(value.numerator) / Decimal(value.denominator):f}" for label, value in found)


def read_weights(text: str) -> dict[str, Fraction]:
    """What ``stored_weights`` wrote."""
    names = {label: name for name, label in BASES.items()}
    pairs = (part.rpartition(" ") for part in text.split("、") if part)
    return {names[label]: Fraction(value) for label, _, value in pairs if label in names}


def indicator_cases(column: str) -> str:
    """SQL that reads a stored indicator as its label; both are constants of the program."""
    return f"CASE {column} " + " ".join(f"WHEN '{key}' THEN '{label}'" for key, label in INDICATORS.items()) + " END"


def weight_words(weights: Mapping[str, Fraction]) -> str:
    """'人口 60%、面积 40%', whatever the weights add up to."""
    whole = sum(weights.values())
    parts = []
    for name in BASES:
        if weights.get(name):
            share = Decimal(weights[name].numerator * 100) / Decimal(weights[name].denominator) / (Decimal(whole.numerator) / whole.denominator)
            parts.append(f"{BASES[name]} {share.quantize(Decimal('0.1')).normalize():f}%")
    return "、".join(parts)


def largest_remainder(exact: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers that add up to ``total`` (as ``exact`` does); equal remainders are served in the order of the list."""
    floors = [value.numerator // value.denominator for value in exact]
    missing = total - sum(floors)
    order = sorted(range(len(exact)), key=lambda place: (floors[place] - exact[place], place))
    for place in order[:missing]:
        floors[place] += 1
    return floors


def in_order(units: Sequence[Unit]) -> list[Unit]:
    """By code, then name."""
    return sorted(units, key=lambda unit: (unit.code, unit.name, unit.id))


def shares_of(weights: Mapping[str, Fraction], units: Sequence[Unit]) -> tuple[list[Fraction], list[str]]:
    """Each unit's part of 1, and the measures that nobody has."""
    sums = {name: sum((unit.bases.get(name, Fraction(0)) for unit in units), Fraction(0)) for name in weights}
    missing = [BASES[name] for name in BASES if name in weights and not sums[name]]
    usable = {name: weight for name, weight in weights.items() if sums[name]}
    whole = sum(usable.values(), Fraction(0))
    if not whole:
        return [Fraction(1, len(units)) for _ in units], missing
    return [
        sum((weight * unit.bases.get(name, Fraction(0)) / sums[name] for name, weight in usable.items()), Fraction(0)) / whole
        for unit in units
    ], missing


def split(total: int, weights: Mapping[str, Fraction], units: Sequence[Unit]) -> Split:
    """Split a total over units; refuses when all that exists is less than the total."""
    listed = in_order(units)
    if not listed:
        raise Refused("没有可以分的单位，请先在网格体系、网格员里登记。")
    parts, missing = shares_of(weights, listed)
    notes = [_missing_note(missing, weights)] if missing else []
    exact, capped = _under_caps(total, parts, [unit.cap for unit in listed])
    if capped:
        surplus = sum((total * parts[place] - exact[place] for place in capped), Fraction(0))
        names = _named([listed[place] for place in sorted(capped)])
        notes.append(f"{names} 已到上限，多出的约 {_rounded(surplus):,} 按比例分给了其余单位。")
    empty = [unit for unit, part in zip(listed, parts, strict=True) if not part]
    if empty:
        notes.append(f"{_named(empty)} 按这些权重分不到指标。")
    amounts = largest_remainder(exact, total)
    rows = zip(listed, exact, amounts, range(len(listed)), strict=True)
    return Split(tuple(Share(unit, value, amount, place in capped) for unit, value, amount, place in rows), tuple(notes))


def _named(units: Sequence[Unit]) -> str:
    """The first few by name, the others by their number."""
    names = "、".join(unit.name or unit.code for unit in units[:NAMED])
    return names if len(units) <= NAMED else f"{names}等 {len(units)} 个"


def _missing_note(missing: Sequence[str], weights: Mapping[str, Fraction]) -> str:
    words = "、".join(missing)
    if len(missing) == len(weights):
        return f"{words}都还没有数，这次平均分。"
    return f"各单位都没有{words}数，这部分权重归其余各项。"


def _under_caps(total: int, parts: Sequence[Fraction], caps: Sequence[int | None]) -> tuple[list[Fraction], set[int]]:
    """Exact shares with nobody above the cap, and who is at it."""
    if all(cap is not None for cap in caps) and sum(cap or 0 for cap in caps) < total:
        most = sum(cap or 0 for cap in caps)
        raise Refused([Problem("total", f"按现有底数和次数最多能定 {most:,}，比总数少 {total - most:,}。请减少总数或增加次数。")])
    fixed: dict[int, Fraction] = {}
    while True:
        rest = total - sum(fixed.values(), Fraction(0))
        free = [place for place in range(len(parts)) if place not in fixed]
        whole = sum((parts[place] for place in free), Fraction(0))
        if not whole and rest:  # only units without a share are left: they take it evenly, or the caps forbid it
            exact = {place: rest / len(free) for place in free} if free else {}
        else:
            exact = {place: rest * parts[place] / whole if whole else Fraction(0) for place in free}
        over = {}
        for place, value in exact.items():
            cap = caps[place]
            if cap is not None and value > cap:
                over[place] = Fraction(cap)
        if not over:
            return [fixed.get(place, exact.get(place, Fraction(0))) for place in range(len(parts))], set(fixed)
        fixed |= over


def _rounded(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def share_tenths(value: Fraction | int, whole: Fraction | int) -> int | None:
    """占比 in tenths of a percent; None = there is no whole."""
    return _rounded(Fraction(value) * 1000 / Fraction(whole)) if whole else None


# ---- adjustments -----------------------------------------------------------------------------------------------------------------


def check_adjustments(
    computed: Mapping[str, int], changes: Mapping[str, int], names: Mapping[str, str], caps: Mapping[str, int | None], total_may_change: bool
) -> None:
    """Refuse a sum other than nought unless the total is to change, amounts below nought and above what exists."""
    problems = []
    whole = sum(changes.values())
    if whole and not total_may_change:
        problems.append(Problem("other", f"调整合计是 {whole:+,}，不是 0。请选从哪个单位抵，或选“总数随之改变”。"))
    for key, change in changes.items():
        amount = computed[key] + change
        cap = caps.get(key)
        if amount < 0:
            problems.append(Problem("change", f"{names[key]}的计算值是 {computed[key]:,}，最多减 {computed[key]:,}。"))
        elif change > 0 and cap is not None and amount > cap:
            problems.append(Problem("change", f"{names[key]}最多能定 {cap:,}（现有底数×次数），再加 {change:,} 就超过了。"))
    if problems:
        raise Refused(problems)
