"""The journal remembers findings, not keys."""

from __future__ import annotations

import pytest

from app.models.confirmations import confirmed, finding_of


@pytest.mark.parametrize(
    ("warning", "kept"),
    [
        ("年龄 106 岁，超过 105 岁，请核对出生日期。没错按 Enter。", "年龄 106 岁，超过 105 岁，请核对出生日期"),
        ("这户 9 人，超过 8 人，可能是群租，核实后按 Enter。", "这户 9 人，超过 8 人，可能是群租"),
        ("出租房没有产权人姓名，可按 Ctrl+B 记不详。", "出租房没有产权人姓名"),
        ("这户没有人。空置请把用途改为空置；没见到人按 Ctrl+G 约回访。", "这户没有人。空置请把用途改为空置"),
        ("黄老太：性别与证件号码不一致。两个都保留按 Enter。", "黄老太：性别与证件号码不一致"),
        ("证照已于 2026-11-01 到期，请提醒换证。按 Enter 保存。", "证照已于 2026-11-01 到期，请提醒换证"),
        ("证号里的地区没有收录", "证号里的地区没有收录"),
    ],
)
def test_the_clause_that_names_a_key_goes(warning: str, kept: str) -> None:
    assert finding_of(warning) == kept


def test_reasons_are_joined() -> None:
    assert confirmed(()) == ""
    assert confirmed(("一。没错按 Enter。", "二，请核对。没错按 Enter。")) == "已确认：一；二，请核对"
