"""After a day's work with planted names and numbers: nothing personal in logs, preferences, file names, crash reports, temporary files."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.logs import start_log
from app.models.residents import ResidentFilter
from app.services import imports, residents
from app.services.session import create_office, sign_out
from app.ui.clipboard import ClipboardWatch
from app.ui.faults import Faults
from app.ui.pages.resident_paper import roster_task
from app.ui.preferences import Preferences
from app.ui.widgets.print_dialog import PrintDialog
from app.ui.workbench import Workbench
from tests.services.import_desk import GRIDS, STAFF, number, resident, table

NAME, PHONE, HOME, NUMBER = "麹埜霄", "13812349876", "瀛洲旧里七号", number("19430217", 37)
MARKERS = [text.encode(code) for text in (NAME, PHONE, HOME, NUMBER) for code in ("utf-8", "utf-16-le", "gb18030")] + [
    repr(NAME.encode("unicode_escape")).encode(), NAME.encode("unicode_escape")
]  # fmt: skip


@pytest.fixture
def places(tmp_path, monkeypatch):
    """The user's own directory, the directory for temporary files, the register's folder, the folder of the office's own tables."""
    found = {name: tmp_path / name for name in ("home", "temp", "register", "tables")}
    for each in found.values():
        each.mkdir()
    monkeypatch.setenv("ZHIWANG_HOME", str(found["home"]))
    monkeypatch.setattr(tempfile, "tempdir", str(found["temp"]))
    return found


def leaks(folder: Path) -> list[str]:
    """Files whose name or content tells of the planted person."""
    found = []
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(root) / name
            content = path.read_bytes() if path.is_file() else b""
            found += [str(path) for marker in MARKERS if marker in content or marker in name.encode()]
    return found


@pytest.mark.log_expected
def test_a_day_leaves_nothing(places, jobs, messages, theme, qtbot) -> None:
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    log = start_log(places["home"])
    preferences = Preferences(places["home"] / "preferences.json")
    session = create_office(places["register"] / "office.zhiwang", "桂湖社区", "admin", "赵敏", "Lianxi-2026", practice=True)
    people = [resident(NAME, NUMBER, 联系电话=PHONE, 户籍地址=HOME)]
    for kind, rows in (("grids", GRIDS), ("staff", STAFF), ("residents", people)):
        assert imports.run(session, kind, table(places["tables"] / f"{kind}.xlsx", kind, rows)).rejected == 0
    bench = Workbench(session, jobs, messages, theme, preferences, [], "桂湖社区", practice=True)
    qtbot.addWidget(bench)
    bench.resize(1366, 698)
    bench.show()
    for name in ("residents", "person_entry", "household_entry", "outgoing", "security"):
        bench.open_page(name)
    page = bench.open_page("residents")
    found = residents.find(session, ResidentFilter(text=NAME))
    resident_id = residents.rows(session, found.keys)[0].resident_id
    residents.reveal_number(session, resident_id, "核对")
    dialog = PrintDialog(page.context, roster_task(page.context, ResidentFilter()), bench)
    assert dialog.ready
    assert list(places["temp"].iterdir())  # the preview while it is open …
    dialog.form.keep()
    dialog.reject()
    faults = Faults(log, quiet=True)
    try:
        raise RuntimeError(f"no such person {NAME} {NUMBER} {PHONE} {HOME}")
    except RuntimeError as error:
        faults.handle(error)
    watch = ClipboardWatch()
    watch.ours = lambda: True  # type: ignore[method-assign]
    QApplication.clipboard().setText(NUMBER)
    watch.clear_now()
    bench.remember()
    sign_out(session)
    for handler in [each for each in root.handlers if each not in before]:
        handler.close()
        root.removeHandler(handler)
    assert QApplication.clipboard().text() == ""
    assert log.read_text("utf-8").count("RuntimeError") >= 1  # the report is there, without the person
    assert [marker for marker in (NAME, NUMBER, PHONE, HOME) if marker in faults.reports[0]] == []
    (places["tables"] / "plain.csv").write_text(f"{NAME},{NUMBER}", "utf-8")
    assert leaks(places["tables"])  # the search does find what is there
    assert leaks(places["home"]) + leaks(places["temp"]) + leaks(places["register"]) == []
    assert list(places["temp"].iterdir()) == []
