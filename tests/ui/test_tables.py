"""Table models: what Qt asks of them, blocks by key, ticks, sorting, columns that fit."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.models.rankings import SheetRow, WeeklySheet, ranks
from app.models.residents import ResidentRow
from app.models.statistics import Figures, Period
from app.ui.tables.cells import Cell
from app.ui.tables.listed import ListedTableModel, text_column
from app.ui.tables.paged import BLOCK, KEPT_BLOCKS, PagedTableModel
from app.ui.tables.rankings import RankingsTableModel, grid_label, percent
from app.ui.tables.residents import ResidentsTableModel
from app.ui.tables.view import GridView

ROW = ResidentRow(1, "r1", "欧阳文静", "女", 34, "990106********1310", "流动", "配偶", "桂湖花园3栋1单元1002", "06网格",
                  ("独居老人", "低保", "残疾"), "2025-12-04", True, "pending", "199****0417", "2026-03-04")  # fmt: skip


def at_once(keys, arrived) -> None:
    arrived([replace(ROW, key=key) for key in keys])


def week(volumes: list[int]) -> WeeklySheet:
    rows = tuple(
        SheetRow(f"m{place}", f"WG-{place:02d}", f"员{place}", f"{place:02d}", Figures(visited_persons=volume), rank, volumes.count(volume) > 1,
                 volume - 10, place + 1, "病假2天" if place == 0 else "5 天", 5)
        for place, (volume, rank) in enumerate(zip(volumes, ranks(volumes), strict=True))
    )  # fmt: skip
    return WeeklySheet(Period("week", date(2026, 11, 13), date(2026, 11, 19)), "2026年第47周", "2026-11-20", rows,
                       Figures.total(row.figures for row in rows), Figures(visited_persons=100))  # fmt: skip


@pytest.mark.parametrize("kind", ["residents", "rankings", "listed"])
def test_qt_finds_nothing_wrong_with_the_models(kind, qapp) -> None:
    if kind == "residents":
        model = ResidentsTableModel("2026", at_once)
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.set_keys(array("q", range(1000)))
        model.set_columns(model.all_columns)
        model.toggle_row(3)
        model.reload()
    elif kind == "rankings":
        model = RankingsTableModel()
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.set_sheet(week([5, 7, 7]))
    else:
        model = ListedTableModel([text_column("name", "姓名", 80)])
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.set_rows([ROW])
    assert tester.model() is model


def test_blocks_are_fetched_by_key_when_looked_at_and_forgotten_again() -> None:
    asked: list[int] = []

    def fetch(keys, arrived) -> None:
        asked.append(keys[0])
        at_once(keys, arrived)

    model = PagedTableModel([], fetch)
    model.set_keys(array("q", range(1_000_000)))
    assert asked == []
    assert model.record(999_999).key == 999_999
    assert model.record(999_998).key == 999_998
    assert asked == [999_999 // BLOCK * BLOCK]
    for block in range(KEPT_BLOCKS + 1):
        model.record(block * BLOCK)
    assert model.record(999_999).key == 999_999
    assert asked.count(999_999 // BLOCK * BLOCK) == 2


def test_rows_on_the_way_are_blank_and_late_rows_of_another_question_are_dropped() -> None:
    waiting = []
    model = ResidentsTableModel("2026", lambda keys, arrived: waiting.append((keys, arrived)))
    model.set_keys(array("q", [1, 2]))
    assert model.cell(0, 1) == Cell()
    model.set_keys(array("q", [7]))
    keys, arrived = waiting.pop()
    at_once(keys, arrived)
    assert model.cell(0, 1) == Cell()
    assert model.cell(0, 1) == Cell()
    assert len(waiting) == 1  # asked once, however often it is painted


def test_ticks_of_a_million_rows_cost_nothing() -> None:
    model = PagedTableModel([], at_once)
    model.set_keys(array("q", range(1_000_000)))
    model.tick_all(True)
    model.toggle_row(5)
    assert model.ticks.count(1_000_000) == 999_999
    assert 5 not in model.ticks
    assert model.ticked_keys(3) == [0, 1, 2]
    model.tick_all(False)
    assert model.ticks.count(1_000_000) == 0


def test_a_resident_in_words() -> None:
    model = ResidentsTableModel("2026", at_once)
    model.set_keys(array("q", [1]))
    cells = {column.key: model.cell(0, place) for place, column in enumerate(model.columns)}
    assert cells["name"].bold
    assert cells["last_visit"].text == "25-12-04 超期"
    assert cells["state"].tags == (("待核", "warn"),)
    assert [word for word, _ in cells["tags"].tags] == ["独居老人", "低保", "残疾"]


def test_the_total_stays_last_however_the_ranking_is_sorted() -> None:
    model, sheet = RankingsTableModel(), week([50, 90, 70, 70])
    model.set_sheet(sheet)
    text = [[model.data(model.index(row, place)) for place in (0, 2, 5)] for row in range(5)]
    assert text[0] == ["1", "员1", "90"]
    assert [line[0] for line in text] == ["1", "2", "2", "4", "合计"]
    assert model.cell(1, 0).note == "并列"
    assert text[4] == ["合计", "4 人", "280"]
    model.set_sheet(sheet, "volume", descending=False)
    assert [model.data(model.index(row, 5)) for row in range(5)] == ["50", "70", "70", "90", "280"]


def test_bars_show_low_and_absent_members_apart() -> None:
    model = RankingsTableModel()
    model.set_sheet(week([50, 90, 95, 100, 60]))
    bars = {model.record(row).row.name: model.cell(row, 4).bar.token for row in range(5)}
    assert bars == {"员0": "bar_grey", "员1": "bar", "员2": "bar", "员3": "bar", "员4": "bar_warn"}


@pytest.mark.parametrize(("now", "before", "text"), [(102, 96, "+6%"), (99, 101, "−2%"), (5, 5, "0%"), (5, 0, ""), (5, None, "")])
def test_change_in_percent(now, before, text) -> None:
    assert percent(now, before) == text


def test_grid_labels() -> None:
    assert [grid_label(codes) for codes in ("06", "06、07", "东片")] == ["06网格", "06、07", "东片"]


@pytest.mark.parametrize("width", [700, 872, 1300])
def test_columns_fill_the_width_exactly_and_never_scroll_sideways(width, theme, qtbot) -> None:
    view = GridView(theme, "列表")
    model = ResidentsTableModel("2026", at_once)
    qtbot.addWidget(view)
    view.setModel(model)
    view.resize(width, 300)
    view.show()
    model.set_keys(array("q", range(50)))
    used = sum(view.columnWidth(place) for place in range(len(model.columns)) if not view.isColumnHidden(place))
    assert abs(used - view.viewport().width()) <= len(model.columns)
    assert not view.horizontalScrollBar().isVisible()


def test_keys_of_a_list(theme, qtbot) -> None:
    view = GridView(theme, "列表")
    model = ResidentsTableModel("2026", at_once)
    qtbot.addWidget(view)
    view.setModel(model)
    model.set_keys(array("q", range(300)))
    opened: list[int] = []
    view.opened.connect(lambda row, _column: opened.append(row))
    view.select_row(0)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_End, Qt.Key.Key_Return, Qt.Key.Key_Home, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    assert opened == [299, 0]
    assert model.ticked_keys(10) == [1]
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert model.ticks.count(300) == 300
