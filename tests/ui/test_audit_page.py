"""操作日志 in the window: found by words, what an act changed below; the auditor has this page and no other."""

from __future__ import annotations

from app.models.vocabulary import Role
from app.ui.pages import pages_of
from tests.builders import Office


def test_found_read_and_verified(messages, tmp_path, show_bench) -> None:
    office = Office()
    office.resident("黄志明")
    page = show_bench(office.session).open_page("log")
    everything = len(page.answer.keys)
    page.find_box.setText("黄志明")
    page.refresh()
    assert 0 < len(page.answer.keys) < everything
    assert "黄志明" in "".join(word.text() for word in page.area.widget().findChildren(type(page.head)))
    page.verify()
    assert page.banner.text.text().startswith("日志链完好，封签")
    messages.answers.append(tmp_path / "log.xlsx")
    page.export()
    assert (tmp_path / "log.xlsx").read_bytes().startswith(b"PK")
    page.find_box.setText("没有的人")
    page.refresh()
    assert page.middle.currentWidget() is page.state
    page.back()
    assert len(page.answer.keys) > everything  # the check and the export stand in it too


def test_the_auditor_sees_this_page_alone(show_bench) -> None:
    office = Office()
    assert [entry.name for entry in pages_of("auditor")] == ["auditing"]
    bench = show_bench(office.as_role(Role.AUDITOR))
    assert bench.current == "auditing"
    assert bench.global_find.isHidden()
    assert bench.pages["auditing"].answer.keys
