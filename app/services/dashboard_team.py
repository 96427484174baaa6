"""Panels of 走访 and 队伍."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from app.models import dashboard_findings as findings
from app.models import ranking_rules
from app.models.attendance import sums_between
from app.models.dashboard import BARS, NOTHING, OTHER, WARN, Panel, PanelRow, Target, share_text, tenths
from app.models.statistics import Figures
from app.models.vocabulary import COUNTED_OUTCOMES, Outcome
from app.services import attendance, residents
from app.services.dashboard_panels import MOST_TAGS, NO_DATA, NO_RECORDS, by_size, days_between, number_text
from app.services.dashboard_view import MEMBER, View
from app.storage import accounts, members
from app.storage import attendance as stored_attendance
from app.storage import dashboard as stored
from app.storage import home as stored_home

LOOK_BACK = 365  # days in which the last visit of a household is looked for
LONG_AGO = 90
BUCKETS = ((0, 30, "30 天内"), (31, LONG_AGO, "31–90 天"), (LONG_AGO + 1, 180, "91–180 天"), (181, LOOK_BACK, "181–365 天"))
OVER = "一年以上或没有"
QUIET_LOOK_BACK = 30
FEWEST_VISITS = 5
MOST_MEMBERS = 24

Team = Sequence[tuple[str, str, Figures]]  # (member, name, figures)


def since_last(view: View, homes: Sequence[stored.HomeCount]) -> Panel:
    """Households by the days since their last counted visit, counted back from the last day of the period."""
    day = view.span.period.last
    if not view.recorded:
        return Panel("since_last", "距上次走访", "", BARS, ("距上次走访", "户数"), (), ("户数",), empty=NO_RECORDS)
    counts = [0] * (len(BUCKETS) + 1)
    for each in homes:
        days = days_between(each.last_on, day) if each.last_on else LOOK_BACK + 1
        place = next((number for number, (_, last, _) in enumerate(BUCKETS) if days <= last), len(BUCKETS))
        counts[place] += each.households
    rows = []
    for place, value in enumerate(counts):
        if place < len(BUCKETS):
            nearest, farthest, label = BUCKETS[place]
            between = f"{day - timedelta(days=farthest)}..{day - timedelta(days=nearest - 1)}"
        else:
            label, between = OVER, f"..{day - timedelta(days=LOOK_BACK)}"
        target = Target("homes", between, "", f"距上次走访{label}的户")
        rows.append(PanelRow(label, (value,), (number_text(value),), (target,), WARN if place > 1 else "now"))
    total, late = sum(counts), sum(counts[2:])
    return Panel("since_last", findings.long_ago(late, total, LONG_AGO), f"在册 {total:,} 户，算到 {day:%m-%d}", BARS, ("距上次走访", "户数"),
                 tuple(rows), ("户数",), empty="" if total else "这个范围里没有在册的户")  # fmt: skip


def outcomes(view: View) -> Panel:
    """How visits ended."""
    order = [outcome.value for outcome in Outcome]
    found = stored.outcomes(view.db, view.first, view.last, view.grids, order)
    counted_words = {outcome.value for outcome in COUNTED_OUTCOMES}
    counted = sum(value for word, value in found.items() if word in counted_words)
    attempts = sum(found.values()) - counted
    rows = [
        PanelRow(outcome.label, (found[outcome.value],), (number_text(found[outcome.value]),),
                 (Target("outcome", outcome.value, title=outcome.label),), "now" if outcome.value in counted_words else OTHER)  # fmt: skip
        for outcome in Outcome
        if found.get(outcome.value)
    ]
    return Panel("outcomes", findings.outcomes(found.get(Outcome.MET.value, 0), counted, attempts), f"计入走访 {counted:,} 次，其余 {attempts:,} 次",
                 BARS, ("结果", "次数"), tuple(rows), ("次数",), empty="" if rows else NO_DATA)  # fmt: skip


def tag_coverage(view: View, found: Sequence[tuple[str, int, int]]) -> Panel:
    """Share of the people with each care tag who were seen in the period."""
    rows = []
    for code, number, seen in found[:MOST_TAGS] if view.recorded else ():
        share, label = tenths(seen, number), residents.tag_label(code)
        target = Target("tag", code, "unseen", f"{label}里还没有走访的人")
        rows.append(PanelRow(label, (share,), (share_text(share),), (target,), note=f"{seen:,} / {number:,} 人"))
    whole = tenths(sum(seen for _, _, seen in found), sum(number for _, number, _ in found))
    title, late = findings.behind(rows, whole, "走访覆盖", "关爱对象", "类")
    marked = [replace(row, tone=WARN) if row.label in late else row for row in rows]
    return Panel("tag_coverage", title if late else "关爱对象走访覆盖", "走访过的人占有这个标签的人的比例", BARS, ("标签", "覆盖率"),
                 by_size(marked), ("覆盖率",), share=True, empty="" if rows else NO_RECORDS if not view.recorded else "没有人有关爱标签")  # fmt: skip


def volume(view: View, team: Team) -> Panel:
    """数据量 of every member; the dashed line is the weekly target of a week, else the mean."""
    title, low = findings.team([name for _, name, _ in team], [figures.volume for _, _, figures in team])
    rows = [
        PanelRow(name, (figures.volume,), (number_text(figures.volume),), (view.figure("volume", MEMBER + key, f"{name}数据量"),),
                 WARN if name in low else "now")  # fmt: skip
        for key, name, figures in team
    ]
    total = sum(figures.volume for _, _, figures in team)
    target = ranking_rules.rules_of(accounts.office(view.db).settings).weekly_target if view.span.period.kind == "week" else 0
    mean = round(total / len(team)) if len(team) > 1 else None
    line, word = (target, f"每周目标 {target:,}") if target else (mean, f"平均 {mean:,}" if mean is not None else "")
    return Panel("volume", title, "新增、注销、走访合计", BARS, ("网格员", "数据量"), by_size(rows), ("数据量",), line, word,
                 empty="" if total else NO_DATA, tall=True)  # fmt: skip


def attendance_rates(view: View, team: Team) -> Panel:
    """出勤率 of every member: shifts attended of those due."""
    records = stored_attendance.records(view.db, view.first, view.last)
    plan = attendance.roster(view.db)
    known = members.members(view.db)
    rows, due, attended = [], 0, 0
    for key, name, _ in team:
        if key not in known or not records:
            continue
        sums = sums_between(plan, attendance.service_of(known[key]), records.get(key, ()), view.span.period.first, view.span.period.last,
                            view.session.today.isoformat())  # fmt: skip
        share = tenths(sums.attended, sums.due)
        due, attended = due + sums.due, attended + sums.attended
        target = Target("page", "attendance", title="考勤")
        rows.append(PanelRow(name, (share,), (share_text(share),), (target,), note=f"{sums.attended} / {sums.due} 班"))
    title, late = findings.behind(rows, tenths(attended, due), "出勤率", "网格员", "名")
    marked = [replace(row, tone=WARN) if row.label in late else row for row in rows]
    return Panel("attendance", title, "出勤班次占应出勤的比例", BARS, ("网格员", "出勤率"), by_size(marked), ("出勤率",), share=True,
                 empty="" if rows and due else "这段时间没有考勤记录")  # fmt: skip


def quiet(view: View, team: Team) -> Panel:
    """Days without an entry, the longest first, seen from the last day of the period."""
    day = view.span.period.last
    since = day - timedelta(days=QUIET_LOOK_BACK)
    if not view.recorded:
        return Panel("quiet", "距上次登记", "", BARS, ("网格员", "天数"), (), ("天数",), empty=NO_RECORDS)
    last = stored_home.last_entries(view.db, since.isoformat(), view.last)
    known = members.members(view.db)
    serving = [(key, name) for key, name, _ in team if key in known and known[key].serves_in(view.last, view.last)]
    days = [(key, name, days_between(last[key], day) if key in last else None) for key, name in serving]
    title, silent = findings.quiet([(name, number) for _, name, number in days], len(days))
    rows = [
        PanelRow(name, (QUIET_LOOK_BACK if number is None else number,), (f"{QUIET_LOOK_BACK} 天以上" if number is None else f"{number} 天",),
                 (view.figure("volume", MEMBER + key, f"{name}近 {QUIET_LOOK_BACK} 天的登记", since.isoformat(), view.last),),
                 WARN if name in silent else "now", note=last.get(key, NOTHING))  # fmt: skip
        for key, name, number in days
    ]
    shown = by_size(rows)
    return Panel("quiet", title, f"距上次登记的天数，算到 {day:%m-%d}", BARS, ("网格员", "天数"), shown, ("天数",),
                 empty="" if shown else "这个范围里没有在岗的网格员")  # fmt: skip


def verified(view: View, team: Team) -> Panel:
    """见面率: visits that met the person, of those that count; few visits are not told."""
    found = stored.met_in_person(view.db, view.first, view.last, view.grids)
    rows, met, counted = [], 0, 0
    for key, name, _ in team:
        own = found.get(key, (0, 0))
        met, counted = met + own[0], counted + own[1]
        share = tenths(*own) if own[1] >= FEWEST_VISITS else None
        target = view.figure("visited_persons", MEMBER + key, f"{name}走访")
        rows.append(PanelRow(name, (share,), (share_text(share),), (target,), note=f"{own[0]:,} / {own[1]:,} 次"))
    title, late = findings.behind(rows, tenths(met, counted), "见面率", "网格员", "名")
    marked = [replace(row, tone=WARN) if row.label in late else row for row in rows]
    return Panel("verified", title, f"见到本人的走访占计入走访的比例，不足 {FEWEST_VISITS} 次不算", BARS, ("网格员", "见面率"),
                 by_size(marked), ("见面率",), share=True, empty="" if counted else NO_DATA)  # fmt: skip
