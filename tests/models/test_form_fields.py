"""What a typed code, initial or word finds; lists as in GB/T 4761 and 3304."""

from __future__ import annotations

import pytest

from app.models.code_tables import parse_table
from app.models.form_fields import Choice, completed, initials_of, matching, short_hint, unique_by_letters
from app.models.resident_fields import (
    CLOSE_CHOICES,
    RESIDENT_FIELDS,
    SHORT_KEYS,
    USE_CHOICES,
    choices,
    enter_path,
    field_of,
    shown_fields,
)
from app.models.revisits import DEFAULT_RULES
from app.settings import resource_path

RELATION = choices(
    "family_relation",
    [
        ("01", "本人"),
        ("02", "户主"),
        ("10", "配偶"),
        ("20", "子"),
        ("28", "女婿"),
        ("30", "女"),
        ("50", "父母"),
        ("51", "父亲"),
        ("97", "其他亲属"),
    ],
)
ETHNIC = choices("ethnic_group", [("01", "汉族"), ("02", "蒙古族"), ("10", "朝鲜族"), ("11", "满族")])


def test_keys_first_in_their_order() -> None:
    assert [c.text for c in RELATION] == ["0 户主", "1 配偶", "2 子", "3 女", "5 父母", "8 其他亲属", "本人", "女婿", "父亲"]


@pytest.mark.parametrize(("typed", "code"), [("5", "50"), ("０", "02"), ("9", None), ("", None), ("51", None)])
def test_one_digit_completes(typed: str, code: str | None) -> None:
    found = completed(RELATION, typed)
    assert (found.code if found else None) == code


def test_two_digits_complete_only_whole() -> None:
    assert completed(ETHNIC, "1") is None
    assert completed(ETHNIC, "11").label == "满族"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("fm", "50"),
        ("FQ", "51"),
        ("n", "30"),
        ("nx", "28"),
        ("51", "51"),
        ("父", "50"),
        ("5 父母", "50"),
        ("亲属", "97"),
        ("1", "10"),
    ],
)
def test_best_match_first(typed: str, first: str) -> None:
    assert matching(RELATION, typed)[0].code == first


def test_nothing_fits() -> None:
    assert matching(RELATION, "房东") == []
    assert len(matching(RELATION, "")) == len(RELATION)


@pytest.mark.parametrize("typed", ["06", "wg-06", "WG-06", "lxl", "李秀"])
def test_words_that_are_shown_are_found(typed: str) -> None:
    """People in a list carry their number in the words; the identity behind them is nobody's code."""
    people = (Choice("019aaa01-06", "WG-05 周晓燕"), Choice("0606bb-1", "WG-06 李秀兰"), Choice("06cc-2", "WG-07 张伟明"))
    assert [c.label for c in matching(people, typed)] == ["WG-06 李秀兰"]


def test_unique_letters() -> None:
    tags = (Choice("301", "独居老人"), Choice("303", "高龄老人"), Choice("403", "留守儿童"))
    assert unique_by_letters(tags, "djl").code == "301"
    assert unique_by_letters(tags, "d") is None
    assert initials_of("父母") == "fm"


def test_hint_teaches_keys() -> None:
    assert short_hint(RELATION, 3) == "0户主 1配偶 2子"


def test_order_of_the_resident_form() -> None:
    assert enter_path() == (
        "id_number", "name", "relation", "ethnic_group", "consistency", "came_on", "phone", "marital_status", "tags", "employment", "note",
    )  # fmt: skip
    names = [f.name for f in RESIDENT_FIELDS]
    assert len(set(names)) == len(names)
    assert sum(f.rare for f in RESIDENT_FIELDS) == 9
    assert "political" not in [f.name for f in shown_fields()]
    assert "political" in [f.name for f in shown_fields(switched_on=["political"])]
    assert field_of("phone").label == "联系电话"


def test_words_of_the_register_have_keys() -> None:
    assert [(c.key, c.code) for c in USE_CHOICES][:3] == [("1", "own"), ("2", "rented"), ("3", "vacant")]
    assert [c.text for c in CLOSE_CHOICES] == ["1 迁出", "2 搬离", "3 死亡", "4 查无此人", "5 误录", "6 重复"]


@pytest.mark.parametrize("name", sorted({f.code_table for f in RESIDENT_FIELDS if f.code_table} | set(SHORT_KEYS)))
def test_keys_and_rules_name_codes_that_exist(name: str) -> None:
    table = parse_table(name, resource_path("tables", f"{name}.csv").read_text(encoding="utf-8"))
    assert [code for code in SHORT_KEYS.get(name, {}) if code not in table] == []
    made = choices(name, [(item.code, item.label) for item in table.items])
    assert len(made) == len(table)
    keys = [choice.key for choice in made if choice.key]
    assert len(set(keys)) == len(keys)
    if name == "service_category":
        assert [rule.code for rule in DEFAULT_RULES if rule.kind == "tag" and rule.code not in table] == []
