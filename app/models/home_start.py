"""开始清单: what a new office does first; each step ticks itself from what was done."""

from __future__ import annotations

from dataclasses import dataclass, replace

NEW_DAYS = 60  # after that nobody is new any more, whatever was left out


@dataclass(frozen=True)
class StartStep:
    """``page`` is where it is done; ``kinds`` are the acts of the journal that tick it, anybody's where ``shared``; ``by_looking``: opening
    the page is enough, because there may be nothing to change."""

    key: str
    title: str
    hint: str
    page: str
    kinds: tuple[str, ...] = ()
    shared: bool = False
    by_looking: bool = False
    done: bool = False


STEPS = (
    StartStep("import", "导入居民名单", "手头的 Excel 名单拖进来就能检查，写入前什么都不改", "imports", ("import.residents",), shared=True),
    StartStep("dwellings", "核对本网格楼栋", "看楼栋和房号齐不齐，缺的按 Ctrl+N 新建", "dwellings",
              ("dwelling.create", "dwelling.save"), by_looking=True),
    StartStep("household", "录第一户", "从证件号码开始，Enter 一项一项往下，Ctrl+Enter 保存", "household_entry",
              ("household.save", "household.no_change")),
    StartStep("ranking", "看本周排名", "数据量从登记里自动数出来，双击数字能看到记录", "rankings", by_looking=True),
    StartStep("sheet", "打印走访单", "勾选今晚要去的户，按 Ctrl+P", "revisit_plan", ("document.visit_sheet",)),
)  # fmt: skip


def ticked(steps: tuple[StartStep, ...], own: frozenset[str], everybody: frozenset[str], seen: frozenset[str]) -> tuple[StartStep, ...]:
    """``own`` and ``everybody``: kinds of acts in the journal that still stand; ``seen``: pages that were opened."""
    return tuple(
        replace(step, done=not (everybody if step.shared else own).isdisjoint(step.kinds) or (step.by_looking and step.page in seen))
        for step in steps
    )
