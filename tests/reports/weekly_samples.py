"""Weekly bulletins by hand for tests: the eighteen grids of the golden example, and a street of any size."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.models.documents import Imprint, WeeklyBulletin
from app.models.rankings import Correction, SheetRow, WeeklySheet, ranks
from app.models.statistics import Figures, Period

GOLDEN = json.loads((Path(__file__).parents[1] / "data" / "golden.json").read_text(encoding="utf-8"))["ranking_example"]
NAMES = "张伟明 李燊 王𬱖 赵堃 欧阳丽华 孙红 周敏 吴刚 郑玥 冯翀 陈晨 褚祎 卫东 蒋琳 沈洁 韩梅 杨帆 朱珺".split()
IMPRINT = Imprint("桂湖社区", "内勤小周", "2026-11-20 12:06")


def golden_figures(row: dict[str, int]) -> Figures:
    return Figures(
        new_residents=row["pop_added"], cancelled_residents=row["pop_cancelled"], visited_persons=row["visits_person"],
        new_entities=row["legal_added"], cancelled_entities=row["legal_cancelled"], visited_entities=row["visits_legal"],
    )  # fmt: skip


def _rows(figures: list[tuple[str, Figures]]) -> tuple[SheetRow, ...]:
    places = ranks([figure.volume for _, figure in figures])
    rows = [
        SheetRow(
            f"m{i}",
            f"WG-{grid}",
            NAMES[i % len(NAMES)],
            grid,
            figure,
            rank,
            places.count(rank) > 1,
            last_volume=figure.volume - i + 3,
        )
        for i, ((grid, figure), rank) in enumerate(zip(figures, places, strict=True))
    ]
    rows[-1] = replace(rows[-1], last_volume=None)
    return tuple(sorted(rows, key=lambda row: (row.rank, row.grid)))


def bulletin(figures: list[tuple[str, Figures]], *, closed: bool = True, practice: bool = False) -> WeeklyBulletin:
    total = Figures.total(figure for _, figure in figures)
    sheet = WeeklySheet(
        period=Period("week", date(2026, 11, 13), date(2026, 11, 19)),
        label="2026年第47周",
        meeting="2026-11-20",
        rows=_rows(figures),
        total=total,
        last_total=replace(total, visited_persons=total.visited_persons - 120),
        closed_at="2026-11-20 12:00" if closed else "",
        closed_by="网格长" if closed else "",
        corrections=(Correction("2026年第46周", "m1", "李燊", "new_residents", -1), Correction("2026年第45周", "m3", "赵堃", "visited_persons", 2)),
        highlights=(("进步最大", "07网格周敏，数据量比上周多86条。"), ("需要了解原因", "10网格冯翀，连续两周排在末位。")),
        journal_seal="9f2c41d0a7b35e61" * 4,
        definition="新增、注销按登记人和登记日期统计，回流另列；走访只计见到本人、家属代述和电话核实；同一人同一天对同一对象多次走访计一次；"
        "数据量为六项之和；并列者名次相同，下一名次空缺。",
    )  # fmt: skip
    return WeeklyBulletin(
        replace(IMPRINT, practice=practice), sheet, "本周各网格按时完成采集任务，出租屋人员变动较多，更新总体及时。",
        "1.对桂湖花园三栋出租屋逐户复核；\n2.做好冬季用火用电安全提醒，重点走访独居老人；\n3.周四18:00前完成数据自查。",
    )  # fmt: skip


def golden_bulletin(**options: bool) -> WeeklyBulletin:
    return bulletin([(row["grid"], golden_figures(row)) for row in GOLDEN["rows"]], **options)


def street_bulletin(members: int) -> WeeklyBulletin:
    return bulletin([(f"{i:03}", Figures(i, 1, i // 2, 10 * i, 0, 1, 0, i % 7)) for i in range(1, members + 1)])
