"""Sentences of the year-end summary, each computed from the register's figures; what the figures do not show is not said."""

from __future__ import annotations

from collections.abc import Sequence

from app.models.documents import PopulationKey, YearSummary
from app.models.vocabulary import OpenReason
from app.reports.official.paragraphs import official_date
from app.reports.year_months import months


def share(part: int, whole: int) -> str:
    """'12.3%', '' if there is nothing to divide by."""
    return f"{part * 100 / whole:.1f}%" if whole else ""


def _of(part: int, whole: int) -> str:
    rate = share(part, whole)
    return f"，占{rate}" if rate else ""


def compared(now: int, before: int | None, unit: str) -> str:
    """同比; '' where last year is not in the register."""
    if before is None:
        return ""
    if now == before:
        return "，与上年同期持平"
    word, rise = ("增加", "增长") if now > before else ("减少", "下降")
    rate = share(abs(now - before), before)
    return f"，比上年同期{word}{abs(now - before)}{unit}" + (f"（{rise}{rate}）" if rate else "")


def listed(parts: Sequence[tuple[str, int]], unit: str) -> str:
    """'迁入120人、新来住80人', zero rows left out."""
    return "、".join(f"{name}{count}{unit}" for name, count in parts if count)


def last_year(summary: YearSummary, figure: str) -> int | None:
    """A figure of the same period last year, None = not in the register."""
    return None if summary.last_totals is None else int(getattr(summary.last_totals, figure))


def opening_words(summary: YearSummary) -> str:
    """导语: only who, what and until when."""
    return (
        f"{summary.period_label}，{summary.imprint.office}开展了人口、房屋、法人单位信息采集和入户走访工作。"
        f"现将截至{official_date(summary.as_of)}的工作情况总结如下（数据均由本单位台账汇总）。"
    )


def area(key: PopulationKey) -> str:
    """Grids, members, dwellings."""
    rented, vacant = _of(key.rented, key.dwellings), _of(key.vacant, key.dwellings)
    homes = f"登记房屋{key.dwellings}套（间）"
    if key.rented or key.vacant:  # both 0 means that the use was never recorded, not that nothing is let
        homes += f"，其中出租{key.rented}套（间）{rented}，空置{key.vacant}套（间）{vacant}"
    return f"辖区划分网格{key.grids}个，有网格员{key.members}名。{homes}。"


def people(key: PopulationKey) -> str:
    """实有人口 by kind, age and sex."""
    return (
        f"登记住户{key.households}户，实有人口{key.residents}人。其中户籍人口{key.registered}人{_of(key.registered, key.residents)}，"
        f"流动人口{key.floating}人{_of(key.floating, key.residents)}，境外人员{key.foreign}人。"
        f"男性{key.male}人，女性{key.female}人；未满18岁{key.under_18}人{_of(key.under_18, key.residents)}，"
        f"60岁及以上{key.aged_60}人{_of(key.aged_60, key.residents)}，其中80岁及以上{key.aged_80}人。"
    )


def since_opening(summary: YearSummary) -> str:
    """The stock on the last day against the first."""
    before, after = summary.opening, summary.closing
    change = after.residents - before.residents
    word = "持平" if not change else f"{'增加' if change > 0 else '减少'}{abs(change)}人"
    households = after.households - before.households
    homes = "持平" if not households else f"{'增加' if households > 0 else '减少'}{abs(households)}户"
    return (
        f"与{official_date(before.day)}相比，实有人口由{before.residents}人变为{after.residents}人，{word}；"
        f"住户由{before.households}户变为{after.households}户，{homes}。"
    )


def entities(summary: YearSummary) -> str:
    """法人 by kind."""
    kinds = listed(summary.entity_kinds, "家")
    return f"登记在册法人单位{summary.closing.entities}家" + (f"，其中{kinds}。" if kinds else "。")


def care(summary: YearSummary) -> str:
    """关爱标签; '' if the office keeps none."""
    tags = listed(summary.care_tags, "人")
    return f"列入关爱服务名单的有：{tags}（同一人可列入多项）。" if tags else ""


def flows(summary: YearSummary) -> str:
    """新增, 回流, 注销 with reasons and 同比."""
    total = summary.totals
    new_only = tuple((reason, count) for reason, count in summary.open_reasons if reason != OpenReason.RETURN.label)
    opened, closed = listed(new_only, "人"), listed(summary.close_reasons, "人")
    text = f"新增登记人口{total.new_residents}人{compared(total.new_residents, last_year(summary, 'new_residents'), '人')}。"
    text += f"按登记原因分，{opened}。" if opened else ""
    text += f"另有回流{total.returned_residents}人。" if total.returned_residents else ""
    text += (
        f"注销{total.cancelled_residents}人{compared(total.cancelled_residents, last_year(summary, 'cancelled_residents'), '人')}。"
    )
    return text + (f"按注销原因分，{closed}。" if closed else "")


def visits(summary: YearSummary) -> str:
    """走访人数, 户次, outcomes; attempts beside."""
    total = summary.totals
    outcomes = listed(summary.visit_outcomes, "次")
    text = (
        f"走访{total.visited_persons}人{compared(total.visited_persons, last_year(summary, 'visited_persons'), '人')}，"
        f"走访住户{total.visited_households}户次。"
    )
    text += f"按走访结果：{outcomes}。" if outcomes else ""
    return text + (f"未遇、拒访和空置共{total.attempts}次，不计入走访人数。" if total.attempts else "")


def legal(summary: YearSummary) -> str:
    """法人 flows and visits."""
    total = summary.totals
    return (
        f"新增法人单位{total.new_entities}家{compared(total.new_entities, last_year(summary, 'new_entities'), '家')}，"
        f"注销{total.cancelled_entities}家，走访法人单位{total.visited_entities}家"
        f"{compared(total.visited_entities, last_year(summary, 'visited_entities'), '家')}。"
    )


def weekly_work(summary: YearSummary) -> str:
    """Weekly bulletins settled; '' if none."""
    if not summary.weeks_closed:
        return ""
    return f"按周汇总通报数据采集情况，已结算周排名{summary.weeks_closed}期；期内数据量合计{summary.totals.volume}条。"


def coverage(summary: YearSummary) -> str:
    """走访覆盖."""
    key, total = summary.closing, summary.totals
    if not key.households:
        return ""
    text = f"期内至少走访到一次的住户{summary.households_visited}户"
    if summary.households_visited <= key.households:  # more were met than live here today where many moved away in between
        text += f"，占在册住户的{share(summary.households_visited, key.households)}"
    per_home = total.visited_households / key.households
    return f"{text}；平均每户走访{per_home:.1f}次。"


def verified(summary: YearSummary) -> str:
    """Share of visits in which the person was met."""
    counts = dict(summary.visit_outcomes)
    counted = sum(counts.get(name, 0) for name in ("见到本人", "家属代述", "电话", "电话核实"))
    if not counted or "见到本人" not in counts:
        return ""
    return f"计入走访的{counted}次中，见到本人{counts['见到本人']}次，占{share(counts['见到本人'], counted)}。"


def workload(summary: YearSummary) -> str:
    """Per member and per month."""
    members, begun = summary.closing.members, len(months(summary).labels)
    if not members or not begun:
        return ""
    per_member = summary.totals.volume / members
    return f"网格员人均采集数据{per_member:.0f}条，平均每月{per_member / begun:.0f}条。"


def renewal(summary: YearSummary) -> str:
    """Cancelled against new."""
    total = summary.totals
    if not total.new_residents:
        return ""
    return (
        f"新增登记与注销登记合计{total.new_residents + total.cancelled_residents}人，注销与新增之比为"
        f"{total.cancelled_residents / total.new_residents:.2f}∶1。"
    )


def weak_points(summary: YearSummary) -> list[str]:
    """Facts that a reader should know; facts only, no judgement."""
    key, total, facts = summary.closing, summary.totals, []
    tries = sum(count for _, count in summary.visit_outcomes)
    if total.attempts and tries:
        facts.append(f"走访中未遇、拒访和空置{total.attempts}次，占全部走访的{share(total.attempts, tries)}。")
    missed = key.households - summary.households_visited
    if key.households and missed > 0:
        facts.append(f"在册住户中有{missed}户期内没有走访到，占{share(missed, key.households)}。")
    volumes = [row.figures.volume for row in summary.by_grid.rows]
    if len(volumes) > 1 and min(volumes) > 0:
        facts.append(f"各网格数据量最多{max(volumes)}条、最少{min(volumes)}条，相差{max(volumes) / min(volumes):.1f}倍。")
    if total.corrections:
        facts.append(f"期内更正登记{total.corrections}条。")
    return facts
