"""Charts and 简报 of the dashboard: sizes, places of values, what a grey copy still tells, the page read back."""

from __future__ import annotations

from pathlib import Path

import numpy
import pypdf
import pytest

from app.models.dashboard import BARS, NOW, OTHER, PYRAMID, TREND, WARN, BigNumber, Panel, PanelRow, Picture
from app.models.dashboard_paper import DashboardSheet
from app.models.documents import Imprint
from app.reports import dashboard_charts, dashboard_sheet

WIDTH, HEIGHT = 600, 200


def bars(*tones: str, reference: int | None = None) -> Panel:
    rows = tuple(PanelRow(f"{place + 1:02}网格", (900 - place,), (f"{900 - place}",), tone=tone) for place, tone in enumerate(tones))
    return Panel("bars", "各网格数据量", "", BARS, ("网格", "数据量"), rows, ("数据量",), reference, "平均 800" if reference else "")


def trend(last_note: str) -> Panel:
    rows = [PanelRow(f"{month}月", (100 + month, 90 + month), (f"{100 + month}", f"{90 + month}")) for month in range(1, 6)]
    rows.append(PanelRow("6月", (40, 35), ("40", "35"), note=last_note, unfinished=bool(last_note)))
    return Panel("trend", "每月走访人数", "", TREND, ("月", "2026年", "2025年"), tuple(rows), ("2026年", "2025年"))


def pyramid() -> Panel:
    rows = tuple(PanelRow(f"{age}–{age + 4}", (10, 8), ("10", "8")) for age in range(0, 90, 5))
    return Panel("pyramid", "年龄与性别", "", PYRAMID, ("年龄", "男", "女"), rows, ("男", "女"))


def grey(picture: Picture) -> numpy.ndarray:
    """The picture as a copier sees it."""
    pixels = numpy.frombuffer(picture.rgba, numpy.uint8).reshape(picture.height, picture.width, 4)[:, :, :3].astype(float)
    return pixels @ numpy.array([0.299, 0.587, 0.114])


def drawn(panel: Panel, height: int = HEIGHT, ratio: float = 1.0, scale: float = 1.0) -> Picture:
    return dashboard_charts.draw(panel, WIDTH, height, ratio, scale)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_pictures_have_the_pixels_of_the_screen(ratio: float) -> None:
    picture = drawn(bars(NOW, NOW, WARN), ratio=ratio)
    assert (picture.width, picture.height) == (round(WIDTH * ratio), round(HEIGHT * ratio))
    assert len(picture.rgba) == picture.width * picture.height * 4
    assert [area[4] for area in picture.areas] == [0, 1, 2]
    assert all(0 <= left < right <= picture.width and 0 <= top < bottom <= picture.height for left, top, right, bottom, _, _ in picture.areas)


def test_every_bar_lies_where_its_place_says() -> None:
    picture = drawn(bars(NOW, NOW, NOW))
    shades = grey(picture)
    for left, top, right, bottom, _, _ in picture.areas:
        line = shades[(top + bottom) // 2, left + 80 : right]
        assert (line < 110).sum() > 300  # the blue of a bar
    assert [area[1] for area in picture.areas] == sorted(area[1] for area in picture.areas)


def test_a_grey_copy_still_tells_what_needs_attention() -> None:
    plain, striped = (drawn(bars(tone)) for tone in (NOW, WARN))
    spread = []
    for picture in (plain, striped):
        _, top, _, bottom, _, _ = picture.areas[0]
        middle = (top + bottom) // 2
        spread.append(float(grey(picture)[middle - 4 : middle + 4, 120:300].std()))
    assert spread[0] < 1 < 20 < spread[1]


def test_a_grey_copy_tells_two_series_apart() -> None:
    tones = [float(numpy.median(grey(drawn(bars(tone)))[20:30, 120:300])) for tone in (NOW, OTHER)]
    assert abs(tones[0] - tones[1]) > 60
    figure = dashboard_charts.for_paper(trend(""), WIDTH, HEIGHT)
    first, second = sorted((line for line in figure.axes[0].get_lines() if len(line.get_xdata()) > 1), key=lambda line: line.get_marker())
    assert (first.get_marker(), second.get_marker()) == ("o", "s")
    assert not first.is_dashed()
    assert not second.is_dashed()  # a dashed line is a target or a mean
    assert (first.get_color(), second.get_color()) == ("#1E5AA8", "#9AA7B4")  # the two tones measured above


def test_an_unfinished_month_is_a_hollow_point_that_no_line_reaches() -> None:
    lines = dashboard_charts.for_paper(trend("前 20 天"), WIDTH, HEIGHT).axes[0].get_lines()
    joined = [line for line in lines if line.get_linestyle() != "None"]
    hollow = [line for line in lines if line.get_linestyle() == "None" and len(line.get_xdata())]
    assert {max(line.get_xdata()) for line in joined} == {4}
    assert {tuple(line.get_xdata()) for line in hollow} == {(5,)}
    assert {line.get_markerfacecolor() for line in hollow} == {"white"}
    words = [text.get_text() for text in dashboard_charts.for_paper(trend("前 20 天"), WIDTH, HEIGHT).texts]
    assert "前 20 天 40" in words
    assert {"2026年 105", "2025年 95"} <= set(words)  # named by their last whole month


def test_axes_begin_at_zero_and_there_is_no_legend() -> None:
    axes = dashboard_charts.for_paper(trend(""), WIDTH, HEIGHT).axes[0]
    assert axes.get_ylim()[0] == 0
    assert axes.get_legend() is None


def test_more_bars_than_fit_show_both_ends() -> None:
    panel = bars(*[NOW] * 60, reference=800)
    picture = drawn(panel)
    words = [text.get_text() for text in dashboard_charts.for_paper(panel, WIDTH, HEIGHT).texts]
    shown = [area[4] for area in picture.areas]
    assert (shown[0], shown[-1]) == (0, 59)
    assert f"……其余 {60 - len(shown)} 项" in words
    assert "平均 800" in words


def test_a_pyramid_has_two_sides() -> None:
    picture = drawn(pyramid(), height=420)
    assert {(area[4], area[5]) for area in picture.areas} == {(band, side) for band in range(18) for side in (0, 1)}


def test_nothing_says_why() -> None:
    empty = Panel("e", "各网格数据量", "", BARS, ("网格", "数据量"), (), empty="这段时间没有登记")
    assert [text.get_text() for text in dashboard_charts.for_paper(empty, WIDTH, HEIGHT).texts] == ["这段时间没有登记"]
    assert drawn(empty).areas == ()


def test_the_briefing_is_one_page_with_everything_on_it(tmp_path: Path) -> None:
    numbers = tuple(BigNumber(f"数字{place}", "124,582", "人", "↑4.1% 比去年同期", "期初 120,001") for place in range(5))
    rows = bars(*[NOW] * 17, WARN).rows
    tall = Panel("tall", "09、15 网格走访覆盖明显落后", "比例", BARS, ("网格", "覆盖"), rows, ("覆盖",), 800, "合计 80.0%", tall=True)
    sheet = DashboardSheet(
        imprint=Imprint("青禾街道桂湖社区", "赵敏", "2026-11-20 12:06", practice=True),
        tab="总览",
        span="2026年（2026-01-01 至 2026-11-20）",
        scope="06网格",
        as_of="2026-11-20 12:06",
        numbers=numbers,
        panels=(trend("前 20 天"), bars(NOW, OTHER), tall),
        meaning="口径：实有人口为期末登记数。",
    )
    path = tmp_path / "简报.pdf"
    assert dashboard_sheet.write_pdf(sheet, path) == 1
    text = pypdf.PdfReader(path).pages[0].extract_text().replace("\n", "").replace(" ", "")
    head = ("青禾街道桂湖社区网格工作简报（总览）", "期间 2026年", "范围 06网格", "编制单位 青禾街道桂湖社区", "数据截至 2026-11-20 12:06")
    body = ("124,582", "09、15 网格走访覆盖明显落后", "每月走访人数", "前 20 天 40", "合计 80.0%")
    foot = ("口径：实有人口", "【练习】", "打印人 赵敏", "第 1 页")
    for words in (*head, *body, *foot):
        assert words.replace(" ", "") in text, words
    again = tmp_path / "再.pdf"
    dashboard_sheet.write_pdf(sheet, again)
    assert again.read_bytes() == path.read_bytes()
