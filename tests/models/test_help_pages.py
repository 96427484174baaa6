"""Finding in the help: words, initials, several words, and where to begin reading."""

from app.models.help_pages import found, initials, page_about, parse

PAGES = (
    parse("01", "<!-- 页面: household_entry person_entry -->\n# 入户采集：往下录\n\n按 `F5`。\n\n## 日期怎么写\n\n`j` 是今天。\n"),
    parse("02", "<!-- 页面: imports -->\n# 导入 Excel\n\n## 退回的表\n\n日期写错了就退回。\n"),
    parse("03", "# 快捷键\n\n`Ctrl+P` 打印\n"),
)


def names(query: str) -> list[tuple[str, str]]:
    return [(hit.page.name, hit.section) for hit in found(PAGES, query)]


def test_a_page_knows_what_it_is_about() -> None:
    assert PAGES[0].about == ("household_entry", "person_entry")
    assert PAGES[0].title == "入户采集：往下录"
    assert PAGES[0].keys == ("F5", "j")
    assert PAGES[0].text.startswith("# 入户采集")
    assert page_about(PAGES, "imports") is PAGES[1]
    assert page_about(PAGES, "home") is PAGES[0]
    assert page_about((), "home") is None


def test_words_and_initials() -> None:
    assert initials("入户采集") == "rhcj"
    assert names("rhcj") == [("01", "")]
    assert names("thdb") == [("02", "退回的表")]
    assert names("F5") == [("01", "")]
    assert names("excel") == [("02", "")]
    assert names("") == [("01", ""), ("02", ""), ("03", "")]


def test_better_places_come_first_and_every_word_counts() -> None:
    assert names("日期") == [("01", "日期怎么写"), ("02", "退回的表")]
    assert names("日期 excel") == [("02", "退回的表")]
    assert names("宇宙") == []
