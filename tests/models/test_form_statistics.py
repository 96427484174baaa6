"""Labels of statistical tables: understood whole, or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.form_statistics import Counter, Person, condition_of, described, says_whom, title_condition

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("label", "condition"),
    [
        ("60周岁及以上", "count:age=60-"), ("60—69岁", "count:age=60-69"), ("其中：男性", "count:sex=男"), ("低保人数", "count:tag=101"),
        ("低保户", "count:tag=101;either"), ("18岁以下", "count:age=0-17"), ("总户数（户）", "count:households"),
        ("合计", "count:all"), ("其中", "count:"),
        ("流动人口", "count:pop=02"), ("少数民族", "count:minority"), ("残疾人（人）", "count:tag=201"), ("01网格", "count:grid=01网格"),
        ("80岁以上老人", "count:age=80-"), ("0-3岁婴幼儿", "count:tag=602"), ("就业率", ""), ("低保金额", ""), ("老年活动室", ""),
    ],
)  # fmt: skip
def test_labels(label: str, condition: str) -> None:
    assert condition_of(label, ("01网格",)) == condition


def test_titles_narrow() -> None:
    assert title_condition("低保人员年龄结构统计表") == "count:tag=101"
    assert title_condition("60岁以上老年人统计表").startswith("count:age=60-")
    assert title_condition("桂湖社区人口统计表") == "count:"
    assert described("count:age=60-;sex=男") == "统计：60 岁以上、男"


def test_counting_by_hand() -> None:
    people = [
        Person("男", "1940-01-01", frozenset(("101",)), "01", "汉族", "01网格", "h1"),
        Person("女", "1966-11-21", frozenset(), "01", "壮族", "01网格", "h1"),
        Person("女", "", frozenset(("202",)), "02", "", "02网格", "h2"),
    ]
    counter = Counter(people, DAY)
    assert counter.count("count:", "count:all", "count:sex=女") == 2
    assert counter.count("count:age=60-") == 1  # the second is 59 until tomorrow, the third has no birth date
    assert counter.count("count:households") == 2
    assert counter.count("count:tag=201") == 1
    assert not says_whom(("count:tag=101;either", "count:all"))
    assert says_whom(("count:tag=101;either", "count:households"))
    assert counter.count("count:minority", "count:grid=01网格") == 1
