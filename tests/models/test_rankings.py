"""Ranks with ties, the golden week, what a meeting talks about, frozen sheets and their corrections."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.dates import week_of
from app.models.frozen_sheets import changes_of_closed_week, correction_text, not_yet_shown, sheet_from_json, sheet_to_json
from app.models.rankings import Correction, SheetRow, WeeklySheet, ranks
from app.models.statistics import FIGURE_LABELS, Figures
from app.models.weekly_highlights import attendance_of, highlights

GOLDEN = json.loads((Path(__file__).parent.parent / "data" / "golden.json").read_text(encoding="utf-8"))
EXAMPLE = GOLDEN["ranking_example"]
FIGURES_OF_GOLDEN = {
    "pop_added": "new_residents",
    "pop_cancelled": "cancelled_residents",
    "visits_person": "visited_persons",
    "legal_added": "new_entities",
    "legal_cancelled": "cancelled_entities",
    "visits_legal": "visited_entities",
}


def golden_figures(values: dict) -> Figures:
    return Figures(**{ours: values[theirs] for theirs, ours in FIGURES_OF_GOLDEN.items()})


def make_sheet(volumes: dict[str, int], meeting_week: date = date(2026, 11, 19), **by_name: SheetRow) -> WeeklySheet:
    """A sheet with these volumes, all of them visits; ``by_name`` replaces single rows."""
    week = week_of(meeting_week)
    places = ranks(list(volumes.values()))
    rows = [
        by_name.get(name, SheetRow(name, f"WG-{number:02d}", name, f"{number:02d}", Figures(visited_persons=volume), 1))
        for number, (name, volume) in enumerate(volumes.items(), 1)
    ]
    rows = [replace(row, rank=rank) for row, rank in zip(rows, places, strict=True)]
    total = Figures.total(row.figures for row in rows)
    return WeeklySheet(week.period, week.label, week.meeting.isoformat(), tuple(rows), total, None)


# ---- ranks -------------------------------------------------------------------------------------------------------------------------


def test_the_golden_ranking() -> None:
    rows = [golden_figures(row) for row in EXAMPLE["rows"]]
    assert [row.volume for row in rows] == [row["volume"] for row in EXAMPLE["rows"]]
    assert ranks([row.volume for row in rows]) == [row["rank"] for row in EXAMPLE["rows"]]
    assert Figures.total(rows) == golden_figures(EXAMPLE["totals"])
    assert Figures.total(rows).volume == EXAMPLE["totals"]["volume"] == 77143


def test_the_golden_identities_of_the_summary() -> None:
    identity = {line["id"]: line["expected"] for line in GOLDEN["identities"]}
    total = golden_figures(EXAMPLE["totals"])
    assert total.new_residents - total.cancelled_residents == identity["I01"]
    assert f"{Decimal(total.visited_persons) / len(EXAMPLE['rows']):.2f}" == identity["I03"]


def test_ties_share_the_better_rank_and_the_next_is_skipped() -> None:
    assert ranks([84, 102, 84, 80]) == [2, 1, 2, 4]
    assert ranks([0, 0, 0]) == [1, 1, 1]
    assert ranks([]) == []


@given(st.lists(st.integers(0, 20), max_size=30))
def test_a_rank_is_one_more_than_the_number_of_better_ones(volumes: list[int]) -> None:
    assert ranks(volumes) == [1 + sum(other > volume for other in volumes) for volume in volumes]


def test_weights_in_thousandths() -> None:
    figures = Figures(new_residents=2, visited_persons=3, returned_residents=9, visited_households=9)
    assert figures.volume == 5
    assert figures.weighted({"new_residents": 2500}) == 2 * 2500 + 3 * 1000


# ---- attendance and meeting points ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("states", "words", "present"),
    [
        ("present present present present present", "5 天", 5),
        ("present present present sick sick", "病假2天", 3),
        ("present swapped leave absent sick", "病假1天、请假1天、调休1天、旷工1天", 1),
        ("", "", 0),
    ],
)
def test_attendance_in_words(states: str, words: str, present: int) -> None:
    found = attendance_of((f"2026-11-{13 + number}", state) for number, state in enumerate(states.split()))
    assert (found.words, found.days_present) == (words, present)


def test_one_shift_of_a_day_is_enough() -> None:
    assert attendance_of([("2026-11-16", "sick"), ("2026-11-16", "present")]).words == "1 天"


def row(name: str, volume: int, last: int | None = None, last_rank: int | None = None, **more) -> SheetRow:
    return SheetRow(name, name, name, "01", Figures(visited_persons=volume, **more.pop("figures", {})), 1, False, last, last_rank, **more)


def points(sheet: WeeklySheet, *earlier: WeeklySheet) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for heading, sentence in highlights(sheet, earlier):
        found.setdefault(heading, []).append(sentence)
    return found


def test_the_greatest_rise() -> None:
    volumes = {"甲": 100, "乙": 95, "丙": 90}
    sheet = make_sheet(volumes, 甲=row("甲", 100, 96, 1), 乙=row("乙", 95, 70, 3), 丙=row("丙", 90, 91, 2))
    assert points(sheet)["进步最大"] == ["乙 从第 3 名升到第 2 名。"]
    same = make_sheet(volumes, 甲=row("甲", 100, 90, 2), 乙=row("乙", 95, 85, 3), 丙=row("丙", 90, 99, 1))
    assert len(points(same)["进步最大"]) == 2  # equal in places and in records


def test_three_weeks_among_the_first_three() -> None:
    volumes = ({"甲": 9, "乙": 8, "丙": 7, "丁": 6}, {"甲": 5, "乙": 9, "丁": 8, "丙": 1}, {"乙": 9, "甲": 9, "丙": 9})
    weeks = [make_sheet(week) for week in volumes]
    assert points(*weeks)["连续三周前三"] == ["甲、乙。"]
    assert "连续三周前三" not in points(*weeks[:2])


def test_whoever_was_ill_is_compared_fairly() -> None:
    ill = row("彭", 51, 78, 15, attendance="病假2天", days_present=3)
    present = {name: row(name, volume, attendance="5 天", days_present=5) for name, volume in (("甲", 90), ("乙", 84), ("丙", 80))}
    sheet = make_sheet({"甲": 90, "乙": 84, "丙": 80, "彭": 51}, 彭=ill, **present)
    assert points(sheet)["需要了解原因"] == ["彭 病假2天，按出勤折算 85 条，列第 2 名。"]  # 51 × 5 ÷ 3
    away = make_sheet({"甲": 90, "彭": 0}, 甲=present["甲"], 彭=row("彭", 0, attendance="病假5天", days_present=0))
    assert points(away)["需要了解原因"] == ["彭 病假5天，名次仅供参考。"]


def test_low_and_falling() -> None:
    before = make_sheet({"甲": 90, "乙": 80, "郭": 74}, date(2026, 11, 12), 郭=row("郭", 74, 80))
    sheet = make_sheet({"甲": 100, "乙": 90, "郭": 45}, 甲=row("甲", 100, 90), 乙=row("乙", 90, 80), 郭=row("郭", 45, 74))
    assert points(sheet, before)["需要了解原因"] == ["郭 低于本周中位数 50%，连续两周下降。"]
    nothing = make_sheet({"甲": 100, "乙": 90, "郭": 0})
    assert points(nothing)["需要了解原因"] == ["郭 本周没有数据。"]


def test_quality_of_the_data() -> None:
    corrected = row("罗", 78, figures={"corrections": 3})
    shut = row("何", 80, figures={"attempts": 9, "visited_households": 4})
    sheet = make_sheet({"甲": 82, "罗": 78, "何": 80}, 罗=corrected, 何=shut)
    assert points(sheet)["数据质量"] == ["罗 更正 3 条。", "何 未遇、拒访、空置共 9 户次，多于走访 4 户次。"]


def test_sentences_tell_namesakes_apart() -> None:
    one, other = (replace(row("周晓燕", 0), member_id=number, staff_no=number) for number in ("WG-01", "WG-02"))
    sheet = make_sheet({"甲": 9, "乙": 0, "丙": 0}, 乙=one, 丙=other)
    assert points(sheet)["需要了解原因"] == ["周晓燕（WG-01） 本周没有数据。", "周晓燕（WG-02） 本周没有数据。"]
    later = make_sheet({"甲": 9, "乙": 0, "丙": 0}, 乙=replace(one, figures=Figures(new_residents=2)), 丙=other)
    assert [correction_text(line) for line in changes_of_closed_week(sheet, later)] == ["周晓燕（WG-01） 2026年第47周 新增人口 +2"]


def test_an_empty_week_says_nothing() -> None:
    assert highlights(make_sheet({"甲": 0, "乙": 0})) == ()
    assert highlights(make_sheet({})) == ()


# ---- frozen sheets -------------------------------------------------------------------------------------------------------------------

figures = st.builds(Figures, **{name: st.integers(0, 5000) for name in [*FIGURE_LABELS, "attempts", "corrections"]})
sheets = st.builds(
    WeeklySheet,
    period=st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(lambda day: week_of(day).period),
    label=st.text(max_size=12),
    meeting=st.dates().map(str),
    rows=st.lists(
        st.builds(
            SheetRow,
            member_id=st.uuids().map(str),
            staff_no=st.text(max_size=6),
            name=st.text(max_size=6),
            grid=st.text(max_size=6),
            figures=figures,
            rank=st.integers(1, 30),
            last_volume=st.none() | st.integers(0, 900),
            days_present=st.none() | st.integers(0, 7),
            attendance=st.sampled_from(["", "5 天", "病假2天"]),
        ),
        max_size=4,
    ).map(tuple),
    total=figures,
    last_total=st.none() | figures,
    closed_at=st.sampled_from(["", "2026-11-20T12:00:00+08:00"]),
    corrections=st.lists(st.builds(Correction, figure=st.sampled_from(list(FIGURE_LABELS))), max_size=3).map(tuple),
    highlights=st.lists(st.tuples(st.text(max_size=5), st.text(max_size=9)), max_size=3).map(tuple),
)


@given(sheets)
def test_a_frozen_sheet_comes_back_identical(sheet: WeeklySheet) -> None:
    text = sheet_to_json(sheet)
    assert sheet_from_json(text) == sheet
    assert sheet_to_json(sheet_from_json(text)) == text


def test_a_sheet_of_another_version_can_be_read() -> None:
    content = json.loads(sheet_to_json(make_sheet({"甲": 3})))
    content["later"] = 1
    content["rows"][0]["later"] = 1
    del content["rows"][0]["figures"]["corrections"]
    assert sheet_from_json(json.dumps(content)) == make_sheet({"甲": 3})


def test_changes_of_a_closed_week() -> None:
    frozen = make_sheet({"甲": 9, "乙": 8})
    now = make_sheet({"甲": 9, "丙": 2}, 甲=row("甲", 8, figures={"new_residents": 1}))
    changes = changes_of_closed_week(frozen, now)
    assert [(line.name, line.figure, line.change) for line in changes] == [
        ("甲", "new_residents", 1),
        ("甲", "visited_persons", -1),
        ("乙", "visited_persons", -8),
        ("丙", "visited_persons", 2),
    ]
    assert correction_text(changes[1]) == "甲 2026年第47周 走访人数 −1"
    assert changes_of_closed_week(frozen, frozen) == ()


def test_what_was_shown_is_not_shown_again() -> None:
    week = "2026年第46周"
    all_changes = [Correction(week, "m1", "甲", "new_residents", -2), Correction(week, "m2", "乙", "visited_persons", 3)]
    shown = [Correction(week, "m1", "甲", "new_residents", -1), Correction(week, "m2", "乙", "visited_persons", 3)]
    assert not_yet_shown(all_changes, shown) == (Correction(week, "m1", "甲", "new_residents", -1),)
    assert not_yet_shown(all_changes, ()) == tuple(all_changes)
    assert not_yet_shown((), shown[:1]) == (Correction(week, "m1", "甲", "new_residents", 1),)  # taken back after it was shown
