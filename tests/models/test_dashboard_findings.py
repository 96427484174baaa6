"""Titles of charts say what the numbers say: one clear answer, enough cases, finished steps; else they are neutral."""

from __future__ import annotations

import pytest

from app.models import dashboard_findings as findings
from app.models.dashboard import PanelRow


def rows(*values: int | None, unfinished: int = 0) -> list[PanelRow]:
    """One row a month; the last ``unfinished`` ones are not whole."""
    last = len(values) - unfinished
    return [PanelRow(f"{place + 1}月", (value,), (str(value),), unfinished=place >= last) for place, value in enumerate(values)]


def shares(**values: int | None) -> list[PanelRow]:
    return [PanelRow(label.removeprefix("g") + "网格", (value,), ("",)) for label, value in values.items()]


@pytest.mark.parametrize(
    ("values", "unfinished", "title"),
    [
        ((100, 110, 120, 130), 0, "走访连续 3 个月上升"),
        ((130, 120, 110, 100), 0, "走访连续 3 个月下降"),
        ((100, 110, 120, 130, 5), 1, "走访连续 3 个月上升"),  # the first days of a month are no fall
        ((4800, 5000, 4900, 4950), 0, "走访平稳，每月 4,912 人次上下"),
        ((100, 90, 200, 95), 0, "3月走访最多，200 人次"),
        ((100, 200, 90, 200), 0, "每月走访"),  # two greatest
        ((100, 120, 90, 115), 0, "每月走访"),  # nothing stands out
        ((100, 200), 0, "每月走访"),
        ((0, 0, 0, 0), 0, "每月走访"),
        ((), 0, "每月走访"),
    ],
)
def test_trends(values, unfinished, title) -> None:
    assert findings.trend(rows(*values, unfinished=unfinished), "走访", "人次", "月") == title


@pytest.mark.parametrize(
    ("values", "unfinished", "title"),
    [
        ((4700, 4900, 4800, 600), 1, "走访稳在月均目标上下"),
        ((3000, 4900, 5000, 6000), 0, "走访近 3 个月都达到月均目标"),
        ((6000, 4700, 4000, 3900), 0, "走访近 3 个月都低于月均目标"),
        ((5500, 4700, 5000, 3900), 0, "每月走访"),
    ],
)
def test_trends_beside_a_target(values, unfinished, title) -> None:
    assert findings.trend(rows(*values, unfinished=unfinished), "走访", "人次", "月", 4800) == title


def test_counts_of_people_who_came_and_went() -> None:
    assert findings.flow(9905, 8810) == "新增多于注销，多 1,095 人"
    assert findings.flow(3, 5) == "注销多于新增，多 2 人"
    assert findings.flow(4, 4) == "新增与注销持平，各 4 人"
    assert findings.flow(0, 0) == "新增与注销"


def test_who_lies_behind_is_named() -> None:
    title, late = findings.behind(shares(g01=949, g02=900, g09=700, g15=690), 880, "走访覆盖", "网格")
    assert (title, late) == ("09、15 网格走访覆盖明显落后", {"09网格", "15网格"})  # 85 % of 88.0 % is 74.8 %
    assert findings.behind(shares(g01=900, g02=880, g03=860), 880, "走访覆盖", "网格") == ("各网格走访覆盖相差不到 5 个百分点", frozenset())
    assert findings.behind(shares(g01=950, g02=880, g03=800), 880, "走访覆盖", "网格") == ("各网格走访覆盖", frozenset())
    many = {f"g{number:02d}": 300 for number in range(5)} | {f"h{number:02d}": 900 for number in range(6)}
    assert findings.behind(shares(**many), 630, "走访覆盖", "网格")[0] == "5 个网格走访覆盖明显落后"
    members = [PanelRow(name, (value,), ("",)) for name, value in (("甲", 900), ("乙", 910), ("丙", 300))]
    assert findings.behind(members, 800, "出勤率", "网格员", "名")[0] == "丙出勤率明显落后"


def test_nothing_to_compare_is_neutral() -> None:
    assert findings.behind(shares(g01=900), 900, "走访覆盖", "网格") == ("各网格走访覆盖", frozenset())
    assert findings.behind(shares(g01=None, g02=None), None, "走访覆盖", "网格") == ("各网格走访覆盖", frozenset())
    assert findings.behind(shares(g01=0, g02=0), 0, "走访覆盖", "网格") == ("各网格走访覆盖", frozenset())


def test_parts_of_a_whole_have_shares_and_overlapping_ones_counts() -> None:
    assert findings.greatest_share(["户籍人口", "流动人口"], [40, 60], "实有人口") == "流动人口占实有人口的 60.0%"
    assert findings.greatest_share(["户籍人口", "流动人口"], [50, 50], "实有人口") == "实有人口构成"
    assert findings.greatest_share(["户籍人口", "流动人口"], [5, 8], "实有人口") == "实有人口构成"  # too few
    assert findings.greatest_count(["低保", "残疾"], [1234, 3], "关爱标签", "人") == "低保最多，1,234 人"
    assert findings.greatest_count(["低保", "残疾"], [3, 3], "关爱标签", "人") == "关爱标签"
    assert findings.greatest_count(["低保"], [3], "关爱标签", "人") == "关爱标签"


def test_reasons_tell_only_the_side_that_is_clear() -> None:
    came, went = [("迁入", 30), ("出生", 10)], [("搬离", 20), ("死亡", 20)]
    assert findings.reasons(came, went) == "来的人里迁入占 75.0%"
    assert findings.reasons(came, [("搬离", 15), ("死亡", 5)]) == "来的人里迁入占 75.0%，走的人里搬离占 75.0%"
    assert findings.reasons([], []) == "来去原因"


def test_ages() -> None:
    assert findings.ages(young=150, old=234, everybody=1000) == "60 岁以上占 23.4%，18 岁以下占 15.0%"
    assert findings.ages(young=300, old=200, everybody=1000) == "18 岁以下占 30.0%，60 岁以上占 20.0%"
    assert findings.ages(young=2, old=2, everybody=1000) == findings.ages(1, 2, 10) == "年龄与性别"


def test_last_visits() -> None:
    assert findings.long_ago(120, 1000, 90) == "120 户超过 90 天没有走访，占 12.0%"
    assert findings.long_ago(44, 1000, 90) == "95.6% 的户在 90 天内走访过"
    assert findings.long_ago(0, 1000, 90) == "所有户都在 90 天内走访过"
    assert findings.long_ago(3, 5, 90) == "距上次走访"
    assert findings.outcomes(met=70, counted=90, attempts=10) == "见到本人的占 70.0%"
    assert findings.outcomes(met=50, counted=70, attempts=30) == "没有见到人的占 30.0%"
    assert findings.outcomes(1, 1, 0) == "走访结果"


def test_the_team() -> None:
    assert findings.team(["甲", "乙", "丙"], [100, 90, 20]) == ("丙数据量不到平均数的一半", {"丙"})
    assert findings.team(["甲", "乙"], [100, 90]) == ("甲数据量最多，100 条", frozenset())
    assert findings.team(["甲", "乙"], [100, 100]) == ("各网格员数据量", frozenset())
    assert findings.team(["甲"], [100]) == findings.team(["甲", "乙"], [0, 0]) == ("各网格员数据量", frozenset())


def test_quiet_members() -> None:
    assert findings.quiet([("甲", 0), ("乙", 3)], 2) == ("近 3 天人人有登记", frozenset())
    assert findings.quiet([("甲", 0), ("乙", 12)], 2) == ("乙已 12 天没有登记", {"乙"})
    assert findings.quiet([("甲", 5), ("乙", None)], 2) == ("甲、乙超过 3 天没有登记", {"甲", "乙"})
    assert findings.quiet([(name, None) for name in "甲乙丙丁"], 4)[0] == "4 人超过 3 天没有登记"
    assert findings.quiet([("甲", None)], 1)[0] == "甲很久没有登记"
    assert findings.quiet([], 0) == ("距上次登记", frozenset())
