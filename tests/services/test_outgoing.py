"""What leaves the register: numbered, entered, marked; over the limit another person agrees first, once."""

from __future__ import annotations

import zipfile

import pytest

from app.errors import Refused
from app.models.outgoing import ALONE, Handing
from app.models.residents import ResidentFilter
from app.models.vocabulary import Role
from app.services import documents, exports, history, imports, ledgers, outgoing
from app.services.session import Session
from app.storage import accounts
from tests.services.import_desk import assert_sound, desk, number, resident, table

PEOPLE = [("甲", number("19900101", 11)), ("乙", number("19910101", 12)), ("丙", number("19920101", 13))]


def other(session, role: Role, login: str) -> Session:
    """One more account at the same register."""
    with session.work.operation("account.add", session) as operation:
        operation.insert("account", {"login": login, "name": f"同事{login}", "role": role.value, "scope": "[]"})
    return Session(session.register, accounts.find_account(session.register.db, login))


@pytest.fixture
def office(tmp_path):
    """Three people; over two whole numbers another person is asked."""
    session = desk(tmp_path)
    rows = [resident(name, key, 房号=str(place), 联系电话="13800138000") for place, (name, key) in enumerate(PEOPLE, 201)]
    assert imports.run(session, "residents", table(tmp_path / "in.xlsx", "residents", rows)).rejected == 0
    outgoing.save_rules(session, {"limit": 2, "days": 30})
    return session


def test_a_masked_export_is_entered_with_number_receiver_and_day(office, tmp_path) -> None:
    exports.export(office, "residents", tmp_path / "a.xlsx", purpose="核对", handing=Handing(receiver="街道办", days=10))
    exports.export(office, "residents", tmp_path / "b.xlsx")
    second, first = outgoing.lines(office)
    assert (first.number, first.receiver, first.purpose, first.lines, first.full) == (1, "街道办", "核对", 3, False)
    assert (first.expires_on, second.expires_on) == ("2026-11-30", "2026-12-20")  # office day 2026-11-20
    assert (second.number, second.receiver, second.state) == (2, "本单位", "在外")
    assert_sound(office)


def test_grids_and_staff_are_no_lists_of_residents(office, tmp_path) -> None:
    for kind in ("grids", "staff", "attendance"):
        exports.export(office, kind, tmp_path / f"{kind}.xlsx")
    assert outgoing.lines(office) == []


def test_the_only_one_who_could_agree_is_not_asked(office, tmp_path) -> None:
    exports.export(office, "residents", tmp_path / "a.xlsx", full_ids=True, purpose="核对")
    assert outgoing.lines(office)[0].approval == ALONE


def test_over_the_limit_another_person_agrees_and_the_file_is_made_once(office, tmp_path) -> None:
    chief, target = other(office, Role.CHIEF, "chief"), tmp_path / "a.xlsx"
    for _ in range(2):  # asking twice is one request
        with pytest.raises(Refused, match="另一位"):
            exports.export(office, "residents", target, full_ids=True, purpose="核对")
    assert not target.exists()
    (request,) = outgoing.requests(chief)
    assert (request.lines, request.purpose, request.state, request.own) == (3, "核对", "待审批", False)
    with pytest.raises(Refused, match="另一位"):
        outgoing.decide(office, request.id, True)
    outgoing.decide(chief, request.id, True)
    with pytest.raises(Refused, match="另一位"):  # another purpose is another request
        exports.export(office, "residents", target, full_ids=True, purpose="别的用途")
    assert exports.export(office, "residents", target, full_ids=True, purpose="核对") == 3
    assert outgoing.lines(office)[0].approval == "同事chief 同意"
    with pytest.raises(Refused, match="另一位"):
        exports.export(office, "residents", target, full_ids=True, purpose="核对")
    assert_sound(office)


def test_consent_serves_only_the_person_who_asked(office, tmp_path) -> None:
    chief = other(office, Role.CHIEF, "chief")
    with pytest.raises(Refused):
        exports.export(office, "residents", tmp_path / "a.xlsx", full_ids=True, purpose="核对")
    outgoing.decide(chief, outgoing.requests(chief)[0].id, True)
    with pytest.raises(Refused, match="另一位"):
        exports.export(chief, "residents", tmp_path / "a.xlsx", full_ids=True, purpose="核对")


def test_a_refusal_is_told_with_its_reason(office, tmp_path) -> None:
    chief = other(office, Role.CHIEF, "chief")
    with pytest.raises(Refused):
        exports.export(office, "residents", tmp_path / "a.xlsx", full_ids=True, purpose="核对")
    request = outgoing.requests(chief)[0].id
    with pytest.raises(Refused, match="理由"):
        outgoing.decide(chief, request, False)
    outgoing.decide(chief, request, False, "用遮住号码的就够")
    with pytest.raises(Refused, match="用遮住号码的就够"):
        exports.export(office, "residents", tmp_path / "a.xlsx", full_ids=True, purpose="核对")


def test_up_to_the_limit_nobody_is_asked(office, tmp_path) -> None:
    other(office, Role.CHIEF, "chief")
    outgoing.save_rules(office, {"limit": 3, "days": 30})
    assert exports.export(office, "residents", tmp_path / "a.xlsx", full_ids=True, purpose="核对") == 3
    with pytest.raises(Refused, match="审批行数"):
        outgoing.save_rules(office, {"limit": 0, "days": 30})


@pytest.mark.parametrize("role", [Role.MEMBER, Role.LEADER, Role.AUDITOR])
def test_others_neither_see_nor_agree(office, role) -> None:
    visitor = other(office, role, "visitor")
    for act in (outgoing.lines, outgoing.requests):
        with pytest.raises(Refused, match="不能做这项操作"):
            act(visitor)
    with pytest.raises(Refused, match="不能做这项操作"):
        outgoing.decide(visitor, "x", True)
    with pytest.raises(Refused, match="不能做这项操作"):
        outgoing.save_rules(visitor, {"limit": 9, "days": 9})


def test_deleted_is_ticked_once_and_can_be_taken_back(office, tmp_path) -> None:
    exports.export(office, "residents", tmp_path / "a.xlsx")
    done = outgoing.deleted(office, outgoing.lines(office)[0].id)
    assert outgoing.lines(office)[0].state == "已删除 2026-11-20"
    with pytest.raises(Refused, match="已经记为删除"):
        outgoing.deleted(office, outgoing.lines(office)[0].id)
    history.undo(office, done.operation_id)
    assert outgoing.lines(office)[0].state == "在外"


def test_due_from_its_day_on(office, tmp_path, monkeypatch) -> None:
    exports.export(office, "residents", tmp_path / "a.xlsx", handing=Handing(days=1))
    assert not outgoing.lines(office)[0].due
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-21")
    assert outgoing.lines(office)[0].due


def test_an_export_cannot_be_taken_back(office, tmp_path) -> None:
    exports.export(office, "residents", tmp_path / "a.xlsx")
    made = office.register.db.execute("SELECT grp FROM operation WHERE kind = 'export.residents'").fetchone()[0]
    with pytest.raises(Refused, match="不能撤销"):
        history.undo(office, made)


def test_a_preview_leaves_when_it_is_printed(office, tmp_path) -> None:
    preview = tmp_path / "p.pdf"
    for _ in range(2):  # built again with other settings
        documents.roster_pdf(office, ResidentFilter(), preview, "入户", act=documents.PREVIEW)
    assert outgoing.lines(office) == []
    exports.export(office, "residents", tmp_path / "a.xlsx")  # gets the next number, not the same
    documents.printed(office, "居民花名册", 1, 2, preview=str(preview))
    assert {(line.number, line.form) for line in outgoing.lines(office)} == {(2, "xlsx"), (1, "paper")}


def test_the_mark_stands_on_pdf_and_workbooks(office, tmp_path) -> None:
    import pypdfium2

    documents.roster_pdf(office, ResidentFilter(), tmp_path / "r.pdf", "入户")
    text = pypdfium2.PdfDocument(tmp_path / "r.pdf")[0].get_textpage().get_text_range()
    assert f"{office.actor_name}" in text
    assert "外发第 1 号" in text
    for number_, make in enumerate((
        lambda path: exports.export(office, "residents", path),
        lambda path: documents.roster_xlsx(office, ResidentFilter(), path),
        lambda path: ledgers.xlsx(office, "households", ledgers_filter(), path),
    ), 2):  # fmt: skip
        make(tmp_path / f"{number_}.xlsx")
        with zipfile.ZipFile(tmp_path / f"{number_}.xlsx") as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
            assert f"外发第 {number_} 号" in sheet
            assert "<picture" in sheet
            assert any(name.startswith("xl/media/") for name in book.namelist())


def ledgers_filter():
    from app.models.dwelling_views import DwellingFilter

    return DwellingFilter()
