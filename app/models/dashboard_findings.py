"""The sentence over a chart, computed from the same numbers.  Where they do not support a finding the title is neutral.

A finding needs enough cases (``FEWEST``), one clear answer (ties say nothing) and finished steps only.  Counts are told with their
unit, shares with a percent sign, and a count is never called a share.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.models.dashboard import PanelRow, share_text, tenths

FEWEST = 20  # cases behind a statement on shares
FEWEST_STEPS = 3
STEADY = 150  # thousandths: greatest and smallest step differ less than that from the mean
PEAK = 1300  # thousandths of the mean of the other steps
BEHIND = 850  # thousandths of the whole office's share
CLOSE = 50  # tenths of a percent between the best and the last
NAMED = 3
QUIET_DAYS = 3
LONG_AGO_SHARE = 100  # tenths of a percent of the households
MANY_ATTEMPTS = 200
HALF = 500


def _finished(rows: Sequence[PanelRow], series: int = 0) -> list[tuple[str, int]]:
    return [(row.label, row.values[series] or 0) for row in rows if not row.unfinished and row.values[series] is not None]


def _names(labels: Sequence[str], kind: str = "") -> str:
    """'09、15网格': what the labels share at the end is said once."""
    if kind and all(label.endswith(kind) and len(label) > len(kind) for label in labels):
        return "、".join(label.removesuffix(kind) for label in labels) + f" {kind}"
    return "、".join(labels)


def _only_greatest(values: Sequence[int]) -> int | None:
    top = max(values, default=0)
    return list(values).index(top) if top and list(values).count(top) == 1 else None


def trend(rows: Sequence[PanelRow], what: str, unit: str, each: str, target: int | None = None) -> str:
    """Above or below the target, rising, falling, one peak, steady – of the finished steps; ``each``: 月, 周, 天."""
    neutral = f"每{each}{what}"
    done = _finished(rows)
    values = [value for _, value in done]
    if len(values) < FEWEST_STEPS or not sum(values):
        return neutral
    if target:
        beside = _beside_target(values, target)
        if beside:
            return f"{what}{beside}"
    run = _run(values)
    if abs(run) >= FEWEST_STEPS:
        return f"{what}连续 {abs(run)} {_steps(each)}{'上升' if run > 0 else '下降'}"
    mean = sum(values) / len(values)
    if (max(values) - min(values)) * 1000 <= STEADY * mean:
        return f"{what}平稳，每{each} {round(mean):,} {unit}上下"
    place = _only_greatest(values)
    rest = [value for number, value in enumerate(values) if number != place]
    if place is not None and values[place] * 1000 * len(rest) >= PEAK * sum(rest):
        when = done[place][0] if done[place][0].endswith("月") else f"{done[place][0]} "
        return f"{when}{what}最多，{values[place]:,} {unit}"
    return neutral


def _beside_target(values: Sequence[int], target: int) -> str:
    """The last steps all above, all below, or all close to the target; '' when they are mixed."""
    last = values[-FEWEST_STEPS:]
    if all(abs(value - target) * 1000 <= STEADY * target for value in values):
        return "稳在月均目标上下"
    if all(value >= target for value in last):
        return f"近 {FEWEST_STEPS} 个月都达到月均目标"
    if all(value < target for value in last):
        return f"近 {FEWEST_STEPS} 个月都低于月均目标"
    return ""


def _steps(each: str) -> str:
    return {"月": "个月", "周": "周", "天": "天"}.get(each, each)


def _run(values: Sequence[int]) -> int:
    """How many steps in a row it has risen (or, below zero, fallen) up to the last one."""
    run = 0
    for before, now in zip(values[-2::-1], values[:0:-1], strict=False):
        direction = (now > before) - (now < before)
        if not direction or (run and (direction > 0) != (run > 0)):
            break
        run += direction
    return run


def flow(came: int, went: int) -> str:
    """新增 against 注销: counts of people."""
    if not came and not went:
        return "新增与注销"
    if came == went:
        return f"新增与注销持平，各 {came:,} 人"
    if came > went:
        return f"新增多于注销，多 {came - went:,} 人"
    return f"注销多于新增，多 {went - came:,} 人"


def behind(rows: Sequence[PanelRow], whole: int | None, what: str, kind: str, measure: str = "个") -> tuple[str, frozenset[str]]:
    """Rows whose share lies clearly below that of the whole: the title that names them, and their labels.  The first value of a row is
    its share in tenths of a percent; rows without one are left out."""
    neutral = f"各{kind}{what}"
    known = [(row.label, row.values[0]) for row in rows if row.values[0] is not None]
    shares = [int(value or 0) for _, value in known]
    if len(known) < 2 or not whole:
        return neutral, frozenset()
    late = [label for label, value in known if (value or 0) * 1000 < BEHIND * whole]
    if late and len(late) * 2 <= len(known):
        named = f"{_names(late, kind)}{what}明显落后" if len(late) <= NAMED else f"{len(late)} {measure}{kind}{what}明显落后"
        return named, frozenset(late)
    if max(shares) - min(shares) <= CLOSE:
        return f"各{kind}{what}相差不到 {CLOSE // 10} 个百分点", frozenset()
    return neutral, frozenset()


def greatest_count(labels: Sequence[str], values: Sequence[int], what: str, unit: str) -> str:
    """Rows that overlap (care tags) or stand beside each other: the greatest count, never a share."""
    place = _only_greatest(values)
    if place is None or len(values) < 2:
        return what
    return f"{labels[place]}最多，{values[place]:,} {unit}"


def greatest_share(labels: Sequence[str], values: Sequence[int], what: str) -> str:
    """Parts of one whole: the share of the greatest."""
    place, total = _only_greatest(values), sum(values)
    if place is None or total < FEWEST:
        return f"{what}构成"
    return f"{labels[place]}占{what}的 {share_text(tenths(values[place], total))}"


def reasons(came: Sequence[tuple[str, int]], went: Sequence[tuple[str, int]]) -> str:
    """Why people came and why they went; a side with ties or too few cases is not told."""
    parts = []
    for words, pairs in (("来的人里{}占 {}", came), ("走的人里{}占 {}", went)):
        place = _only_greatest([value for _, value in pairs])
        total = sum(value for _, value in pairs)
        if place is not None and total >= FEWEST:
            parts.append(words.format(pairs[place][0], share_text(tenths(pairs[place][1], total))))
    return "，".join(parts) or "来去原因"


def ages(young: int, old: int, everybody: int) -> str:
    """Children and the old; ``everybody``: those whose age is known."""
    if everybody < FEWEST or young == old:
        return "年龄与性别"
    pair = (f"60 岁以上占 {share_text(tenths(old, everybody))}", f"18 岁以下占 {share_text(tenths(young, everybody))}")
    more, fewer = pair if old > young else pair[::-1]
    return f"{more}，{fewer}"


def long_ago(late: int, households: int, days: int) -> str:
    """Households that nobody has visited for long."""
    share = tenths(late, households)
    if households < FEWEST or share is None:
        return "距上次走访"
    if not late:
        return f"所有户都在 {days} 天内走访过"
    if share >= LONG_AGO_SHARE:
        return f"{late:,} 户超过 {days} 天没有走访，占 {share_text(share)}"
    return f"{share_text(1000 - share)} 的户在 {days} 天内走访过"


def outcomes(met: int, counted: int, attempts: int) -> str:
    """How visits ended: many attempts without anybody, else the share met in person."""
    total = counted + attempts
    if total < FEWEST:
        return "走访结果"
    missed = tenths(attempts, total) or 0
    if missed >= MANY_ATTEMPTS:
        return f"没有见到人的占 {share_text(missed)}"
    return f"见到本人的占 {share_text(tenths(met, total))}"


def team(labels: Sequence[str], values: Sequence[int]) -> tuple[str, frozenset[str]]:
    """Members below half of the mean; ties and small teams say nothing."""
    total = sum(values)
    if len(values) < 2 or not total:
        return "各网格员数据量", frozenset()
    low = [label for label, value in zip(labels, values, strict=True) if value * len(values) * 1000 < HALF * total]
    if low and len(low) * 2 <= len(values):
        who = _names(low) if len(low) <= NAMED else f"{len(low)} 名网格员"
        return f"{who}数据量不到平均数的一半", frozenset(low)
    place = _only_greatest(values)
    if place is None:
        return "各网格员数据量", frozenset()
    return f"{labels[place]}数据量最多，{values[place]:,} 条", frozenset()


def quiet(rows: Sequence[tuple[str, int | None]], members: int) -> tuple[str, frozenset[str]]:
    """Days since the last entry; None = nothing at all in the time that was looked at."""
    if not members:
        return "距上次登记", frozenset()
    silent = [(label, days) for label, days in rows if days is None or days > QUIET_DAYS]
    names = frozenset(label for label, _ in silent)
    if not silent:
        return f"近 {QUIET_DAYS} 天人人有登记", names
    if len(silent) == 1:
        label, days = silent[0]
        return (f"{label}已 {days} 天没有登记" if days is not None else f"{label}很久没有登记"), names
    if len(silent) <= NAMED:
        return f"{_names([label for label, _ in silent])}超过 {QUIET_DAYS} 天没有登记", names
    return f"{len(silent)} 人超过 {QUIET_DAYS} 天没有登记", names
