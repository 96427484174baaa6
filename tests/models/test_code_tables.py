"""Code tables: look-up by code, label, part of a label and the words of the office; every shipped table can be read."""

from __future__ import annotations

import pytest

from app.models.code_synonyms import SYNONYMS
from app.models.code_tables import CodeItem, CodeTable, parse_table, population_of
from app.settings import resource_path
from app.storage.code_tables import code_rows, code_table

NO_CODES = ("SOURCES", "gbt31000_fields", "holiday_2024_2026")
SHIPPED = sorted(path.stem for path in resource_path("tables").glob("*.csv"))


@pytest.mark.parametrize("name", [name for name in SHIPPED if name not in NO_CODES])
def test_shipped_tables(name: str) -> None:
    table = code_table(name)
    assert len(table) == int(next(row["rows"] for row in code_rows("SOURCES") if row["file"] == f"{name}.csv").split("+")[0])
    for item in table.items:
        assert table.code(item.code) == item.code
        assert table.code(item.label) in {other.code for other in table.items if other.label == item.label}


@pytest.mark.parametrize("name", sorted(SYNONYMS))
def test_every_synonym_leads_somewhere(name: str) -> None:
    table = code_table(name)
    assert set(SYNONYMS[name].values()) <= {item.code for item in table.items}
    assert all(table.code(word) == code for word, code in SYNONYMS[name].items())


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        *(("sex", "男", "1"), ("sex", "女性", "2"), ("sex", "1", "1"), ("ethnic_group", "汉", "01"), ("ethnic_group", "维吾尔族", "05")),
        *(("ethnic_group", "1", "01"), ("family_relation", "户主", "02"), ("family_relation", "儿子", "20"), ("family_relation", "2", "02")),
        *(("service_category", "低保", "101"), ("service_category", "高龄老人（80岁以上）", "303"), ("id_document_type", "身份证", "111")),
        *(("residence_consistency", "人在户不在", "21"), ("legal_entity_type", "个体户", "20"), ("grid_kind", "综合网格", "11")),
        *(("sex", "", ""), ("sex", "不男不女", "")),
    ],
)
def test_words(name: str, word: str, code: str) -> None:
    assert code_table(name).code(word) == code


def test_labels_and_near_ones() -> None:
    table = code_table("ethnic_group")
    assert table.label("56") == "基诺族"
    assert table.label("77") == "77"
    assert [item.label for item in code_table("industry_section").near("餐饮")] == ["住宿和餐饮业"]
    assert "01" in table
    assert table.item("01").extra["letters"] == "HA"


def test_the_office_adds_its_own_lines() -> None:
    table = parse_table("tag", "code,name_zh\n1,甲\n2,乙(丙)\n").with_items([CodeItem("2", "丁"), CodeItem("9", "戊")])
    assert [(item.code, item.label) for item in table.items] == [("1", "甲"), ("2", "丁"), ("9", "戊")]
    assert table.code("丙") == ""


def test_a_part_that_two_lines_share_names_neither() -> None:
    table = CodeTable("x", [CodeItem("1", "甲(同名)"), CodeItem("2", "乙(同名)")])
    assert (table.code("同名"), table.code("甲(同名)"), table.code("乙（同名）")) == ("", "1", "2")


def test_population_follows_from_the_papers() -> None:
    assert [population_of("111", code) for code in ("11", "22", "21", "23", "90", "")] == ["01", "01", "02", "02", "", ""]
    assert population_of("553", "21") == "03"
