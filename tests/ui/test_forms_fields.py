"""Each kind of field: what is typed, what is stored, what is shown."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.models.form_fields import FormField
from app.ui.forms.editors import FormContext, make_editor
from app.ui.theme import Theme
from tests.ui.form_desk import FIELDS, Desk


@pytest.fixture
def desk(qtbot: Any) -> Desk:
    return Desk(qtbot)


def test_one_digit_chooses_and_goes_on(desk: Desk) -> None:
    desk.form.focus_field("relation")
    desk.type("5")
    assert (desk.form.collect()["relation"], desk.form.editor("relation").text(), desk.at) == ("50", "5 父母", "sex")


@pytest.mark.parametrize(("typed", "code"), [("fm", "50"), ("n", "28"), ("hz", "02"), ("28", "28")])
def test_letters_and_codes_choose_with_enter(desk: Desk, typed: str, code: str) -> None:
    desk.form.focus_field("relation")
    desk.type(typed)
    if typed != "28":
        assert desk.form.editor("relation").popup_open()
    desk.form.focus_field("relation")
    desk.form.set_value("relation", "")
    desk.form.editor("relation").auto_advance = False
    desk.type(typed)
    desk.enter()
    assert (desk.form.collect()["relation"], desk.at) == (code, "sex")


def test_chinese_chooses_and_arrows_walk_the_list(desk: Desk) -> None:
    desk.form.focus_field("relation")
    desk.write("女")
    desk.enter()
    assert desk.form.collect()["relation"] == "28"
    desk.form.focus_field("relation")
    desk.key(Qt.Key.Key_Down)
    assert desk.form.editor("relation").popup_open()
    desk.key(Qt.Key.Key_Up)
    desk.enter()
    assert desk.form.collect()["relation"] == "50"
    desk.form.focus_field("relation")
    desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Up)
    desk.key(Qt.Key.Key_Escape)
    assert (desk.form.collect()["relation"], desk.form.editor("relation").popup_open()) == ("50", False)


def test_a_word_outside_the_list_is_named(desk: Desk) -> None:
    desk.form.focus_field("relation")
    desk.write("房东")
    desk.enter()
    assert desk.at == "relation"
    assert desk.form.messages.standing("relation")[0].startswith("没有“房东”这一项")
    assert desk.form.collect()["relation"] == ""


def test_clearing_a_choice_empties_it(desk: Desk) -> None:
    desk.form.set_value("relation", "50")
    desk.form.focus_field("relation")
    desk.key(Qt.Key.Key_Delete)
    desk.enter()
    assert (desk.form.collect()["relation"], desk.at) == ("", "sex")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("20230815", "2023-08-15"),
        ("230815", "2023-08-15"),
        ("0815", "2026-08-15"),
        ("j", "2026-11-20"),
        ("z", "2026-11-19"),
        ("2023-8-5", "2023-08-05"),
    ],
)
def test_dates_typed_short(desk: Desk, typed: str, stored: str) -> None:
    desk.form.focus_field("came_on")
    desk.type(typed)
    desk.enter()
    assert (desk.form.collect()["came_on"], desk.form.editor("came_on").text(), desk.at) == (stored, stored, "phone")


def test_days_to_come_only_where_they_make_sense(desk: Desk) -> None:
    desk.form.focus_field("came_on")
    desk.type("+7")
    desk.enter()
    assert (desk.at, desk.form.collect()["came_on"]) == ("came_on", "")
    desk.form.focus_field("next_on")
    desk.type("+7")
    desk.enter()
    assert desk.form.collect()["next_on"] == "2026-11-27"
    desk.form.focus_field("next_on")
    desk.key(Qt.Key.Key_Up)
    assert desk.form.collect()["next_on"] == "2026-11-28"


def test_identity_number_in_groups_repaired_and_judged(desk: Desk) -> None:
    completed: list[str] = []
    desk.form.number_completed.connect(lambda name, number: completed.append(number))
    editor = desk.form.editor("number")
    desk.type("9902061951")
    assert editor.text() == "990206 1951"
    desk.write("０８０３")
    desk.type(" 234x")
    assert (editor.text(), editor.value()) == ("990206 19510803 234X", "99020619510803234X")
    assert desk.form.messages.standing("number") == ["证件号末位应为 8，可能输错一位"]
    assert completed == []
    desk.key(Qt.Key.Key_Backspace)
    desk.type("8")
    assert (editor.mark(), desk.form.messages.standing("number"), completed) == (("✓ 有效", "ok"), [], ["990206195108032348"])


def test_editing_in_the_middle_keeps_the_cursor(desk: Desk) -> None:
    editor = desk.form.editor("number")
    desk.type("99020619510803")
    editor.setCursorPosition(3)
    desk.type("5")
    assert (editor.text(), editor.cursorPosition()) == ("990520 61951080 3", 4)
    editor.set_caret(8)
    assert (editor.cursorPosition(), editor.caret()) == (9, 8)


def test_nine_in_the_number_field_says_no_document(desk: Desk, qtbot: Any) -> None:
    desk.type("9")
    with qtbot.waitSignal(desk.form.no_number, timeout=1000):
        desk.enter()


def test_credit_codes_in_groups_with_their_own_words(qtbot: Any) -> None:
    editor = make_editor(FormField("credit_code", "信用代码", "credit"), FormContext(lambda: date(2026, 11, 20)))
    qtbot.addWidget(editor)
    judged: list[str] = []
    editor.judged.connect(lambda text, severity: judged.append(severity))
    qtbot.keyClicks(editor, "91350100m000100y43")  # example of GB 32100
    assert (editor.text(), editor.mark()) == ("91 350100 M000100Y4 3", ("✓ 校验通过", "ok"))
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    qtbot.keyClicks(editor, "4")
    assert judged[-1] == "error"


def test_other_documents_are_free_text(desk: Desk) -> None:
    desk.form.editor("number").set_free(True)
    desk.type("e1234567")
    assert desk.form.collect()["number"] == "E1234567"
    assert desk.form.editor("number").text() == "E1234567"


def test_phone_keeps_digits_only(desk: Desk) -> None:
    desk.form.focus_field("phone")
    desk.write("１９９-0000 0417")
    assert desk.form.collect()["phone"] == "19900000417"


def test_number_field(desk: Desk) -> None:
    desk.form.focus_field("count")
    desk.type("1x2")
    assert desk.form.collect()["count"] == 12
    desk.form.editor("count").setText("")
    assert desk.form.collect()["count"] is None


def test_tags_enter_takes_and_stays_then_goes_on(desk: Desk) -> None:
    desk.form.focus_field("tags")
    desk.type("dj")
    desk.enter()
    assert (desk.at, desk.form.collect()["tags"]) == ("tags", ("301",))
    desk.type("gl")
    desk.enter()
    assert desk.form.collect()["tags"] == ("301", "303")
    desk.key(Qt.Key.Key_Backspace)
    assert desk.form.collect()["tags"] == ("301",)
    desk.enter()
    assert desk.at == "way"


def test_options_by_digit(desk: Desk) -> None:
    desk.form.focus_field("way")
    desk.type("2")
    assert (desk.form.collect()["way"], desk.at) == ("2", "found")
    desk.type("21")
    assert desk.form.collect()["found"] == ("1", "2")
    desk.type("0")
    assert desk.form.collect()["found"] == ("0",)
    desk.type("1")
    assert desk.form.collect()["found"] == ("1",)
    desk.key(Qt.Key.Key_Right)
    desk.key(Qt.Key.Key_Space)
    assert desk.form.collect()["found"] == ("1", "2")
    desk.enter()
    assert desk.at == "next_on"


def test_automatic_values_open_with_f2_and_become_changed(desk: Desk) -> None:
    desk.form.derive({"sex": "2"})
    editor = desk.form.editor("sex")
    assert (editor.mark(), editor.isReadOnly()) == (("自动", ""), True)
    desk.form.focus_field("sex")
    desk.type("1")
    assert desk.form.collect()["sex"] == "2"
    desk.key(Qt.Key.Key_F2)
    desk.type("1")
    assert (desk.form.collect()["sex"], editor.mark()[0]) == ("1", "已改")
    desk.form.derive({"sex": "2"})
    assert desk.form.collect()["sex"] == "1"  # what a person changed stays
    assert desk.at == "came_on"


def test_f2_without_change_closes_again(desk: Desk) -> None:
    desk.form.derive({"sex": "2"})
    desk.form.focus_field("sex")
    desk.key(Qt.Key.Key_F2)
    desk.key(Qt.Key.Key_Tab)
    assert (desk.form.editor("sex").isReadOnly(), desk.form.editor("sex").mark()[0]) == (True, "自动")


def test_f4_copies_one_field_of_the_previous_record(desk: Desk) -> None:
    desk.form.set_previous({"phone": "19900000417", "name": ""})
    desk.form.focus_field("phone")
    desk.key(Qt.Key.Key_F4)
    assert (desk.form.collect()["phone"], desk.form.editor("phone").mark()[0], desk.at) == ("19900000417", "同上", "tags")
    desk.form.focus_field("name")
    desk.key(Qt.Key.Key_F4)
    assert desk.at == "name"  # nothing to copy


@pytest.mark.parametrize("name", [f.name for f in FIELDS if f.kind != "heading" and not f.rare])
def test_unknown_differs_from_empty_in_every_editor(desk: Desk, name: str) -> None:
    desk.form.focus_field(name)
    assert desk.form.editor(name).is_empty()
    desk.key(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert desk.form.unknown() == (name,)
    assert not desk.form.editor(name).is_empty()
    assert desk.form.collect()[name] in ("", (), None)
    desk.form.fill({})
    assert desk.form.unknown() == ()


def test_fill_collect_and_dirty(desk: Desk) -> None:
    values = {
        "number": "990206195108032348",
        "name": "王桂英",
        "relation": "50",
        "id_type": "111",
        "sex": "2",
        "came_on": "2023-08-15",
        "phone": "19900000417",
        "tags": ("301",),
        "school": "",
        "way": "1",
        "found": ("1", "2"),
        "next_on": "2026-12-01",
        "finding": "好\n的",
        "count": 3,
    }
    desk.form.fill(values)
    assert desk.form.collect() == values
    assert not desk.form.is_dirty()
    desk.form.focus_field("name")
    desk.write("王桂芝")
    assert desk.form.is_dirty()
    desk.form.mark_clean()
    assert not desk.form.is_dirty()


def test_a_draft_comes_back_with_the_cursor_and_half_typed_text(desk: Desk, qtbot: Any) -> None:
    desk.form.fill({"name": "王桂英", "tags": ("301",), "relation": "50"}, unknown=["phone"], origins={"relation": "same"})
    desk.form.focus_field("number")
    desk.type("9902061951")
    desk.form.editor("number").set_caret(4)
    in_number, before = json.dumps(desk.form.snapshot()), desk.form.collect()
    desk.form.focus_field("came_on")
    desk.type("2023-0")
    in_date = json.dumps(desk.form.snapshot())
    desk.window.close()
    other = Desk(qtbot)
    other.form.restore(json.loads(in_number))
    assert other.form.collect() == before
    assert (other.at, other.form.editor("number").caret(), other.form.unknown()) == ("number", 4, ("phone",))
    assert other.form.editor("relation").mark()[0] == "同上"
    other.form.restore(json.loads(in_date))
    assert (other.at, other.form.editor("came_on").text()) == ("came_on", "2023-0")
    other.type("8-15")
    other.enter()
    assert other.form.collect()["came_on"] == "2023-08-15"


def test_asking_for_a_draft_changes_nothing_while_typing(desk: Desk) -> None:
    desk.form.focus_field("came_on")
    desk.type("0815")
    assert desk.form.snapshot()["values"]["came_on"] == "2026-08-15"
    assert desk.form.editor("came_on").text() == "0815"


@pytest.mark.parametrize("scale", [1.0, 1.15])
def test_nothing_is_clipped_at_two_font_sizes(desk: Desk, qapp: QApplication, scale: float) -> None:
    old_font, old_palette, old_sheet = qapp.font(), qapp.palette(), qapp.styleSheet()
    try:
        Theme(scale).apply(qapp)
        desk.window.resize(936, 600)
        desk.form.show_message("number", "warning", "王桂英，湖畔里5栋1204，07网格", title="该证号已登记：")
        qapp.processEvents()
        assert desk.form.width() <= desk.window.width()
        assert desk.form.minimumSizeHint().width() <= desk.form.width()
        for form_field in FIELDS:
            if form_field.kind != "heading" and not form_field.rare:
                editor = desk.form.editor(form_field.name)
                assert editor.height() >= editor.fontMetrics().height() + 4
                assert editor.geometry().right() <= desk.form.grid.width()
        assert desk.form.editor("number").fontMetrics().height() > 14 * scale
    finally:
        qapp.setFont(old_font)
        qapp.setPalette(old_palette)
        qapp.setStyleSheet(old_sheet)
