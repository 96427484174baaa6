"""What the office may set about the ranking: weights of the six figures and a weekly target; kept in the office's settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from app.errors import Problem, Refused
from app.models.statistics import FIGURE_LABELS, VOLUME_FIGURES

KEY = "ranking"  # in the settings of the office
ONE = 1000  # weights are kept in thousandths
MOST_WEIGHT = 100
MOST_TARGET = 100_000


@dataclass(frozen=True)
class RankingRules:
    """``weights``: figure → thousandths, only those that are not 1; ``weekly_target``: 数据量 of a full week, 0 = none."""

    weights: Mapping[str, int] = field(default_factory=dict)
    weekly_target: int = 0

    def weight(self, figure: str) -> int:
        """Thousandths."""
        return self.weights.get(figure, ONE)

    @property
    def words(self) -> str:
        """'新增人口×2、走访人数×0.5，其余×1' or '各项×1'."""
        own = [f"{FIGURE_LABELS[name]}×{weight_text(self.weight(name))}" for name in VOLUME_FIGURES if self.weight(name) != ONE]
        if not own:
            return "各项×1"
        return "、".join(own) + ("，其余×1" if len(own) < len(VOLUME_FIGURES) else "")


def rules_of(settings: Mapping[str, Any]) -> RankingRules:
    """The rules in the office's settings; anything unreadable counts as not set."""
    stored = settings.get(KEY)
    if not isinstance(stored, Mapping):
        return RankingRules()
    weights = stored.get("weights")
    kept = {name: value for name, value in weights.items() if name in VOLUME_FIGURES and isinstance(value, int) and value >= 0} if (
        isinstance(weights, Mapping)
    ) else {}  # fmt: skip
    target = stored.get("weekly_target")
    return RankingRules(
        {name: value for name, value in kept.items() if value != ONE}, target if isinstance(target, int) and target > 0 else 0
    )


def settings_with(settings: Mapping[str, Any], rules: RankingRules) -> dict[str, Any]:
    """The settings with these rules in them; everything else as it was."""
    return {**settings, KEY: {"weights": dict(sorted(rules.weights.items())), "weekly_target": rules.weekly_target}}


def checked(weights: Mapping[str, str], target: str) -> RankingRules:
    """Rules as typed; blank weights are 1, a blank target is none."""
    problems: list[Problem] = []
    found = {name: _weight(name, weights.get(name, ""), problems) for name in VOLUME_FIGURES}
    goal = 0
    if str(target).strip():
        if str(target).strip().isdecimal() and int(target) <= MOST_TARGET:
            goal = int(target)
        else:
            problems.append(Problem("weekly_target", f"目标“{target}”不对，填 0 到 {MOST_TARGET:,} 的整数，0 或不填表示不设目标。"))
    if not problems and not any(found.values()):
        problems.append(Problem(VOLUME_FIGURES[0], "权重不能全是 0，至少一项大于 0。"))
    if problems:
        raise Refused(problems)
    return RankingRules({name: value for name, value in found.items() if value != ONE}, goal)


def _weight(name: str, typed: str, problems: list[Problem]) -> int:
    text = str(typed).strip()
    if not text:
        return ONE
    try:
        value = Decimal(text) * ONE
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value <= MOST_WEIGHT * ONE or value != value.to_integral_value():
        problems.append(Problem(name, f"{FIGURE_LABELS[name]}的权重“{text}”不对，填 0 到 {MOST_WEIGHT}，最多三位小数，例如 1.5。"))
        return ONE
    return int(value)


def weight_text(thousandths: int) -> str:
    """1500 → '1.5'."""
    return f"{Decimal(thousandths) / ONE:f}".rstrip("0").rstrip(".") if thousandths % ONE else str(thousandths // ONE)
