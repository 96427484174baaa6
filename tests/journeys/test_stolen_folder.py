"""Somebody takes the whole folder: register, key file, backups, settings, logs, temporary files.  No name and no number may be read in it.

A process of its own works a while with planted people, the way an office does, and is then closed, or killed with everything open; every
byte that it left is searched, but for the files that were exported on purpose.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tests.ui.lifecycle_desk import number

ROOT = Path(__file__).parent.parent.parent
PASSWORD, LOGIN = "Guihu-2026-mimi", "zongguan"
ADMINISTRATOR, OFFICE = "覃掌柜", "青禾街道桂湖社区"
PEOPLE = [("龙傲雪", number("99010619800101123"), "19912340001"), ("欧阳𠮷祥", number("99010619750630456"), "19912340002")]
TYPED = ("慕容晚晴", number("99010619880808777"), "19912340003")
REFUSED = ("司徒浩然", "990106198001019999", "19912340004")
ESTATE, FINDING, PURPOSE = "紫藤花园", "腿脚不便敲门要久等", "核对低保名册"
WORDS = ("龙傲雪", "欧阳𠮷祥", "慕容晚晴", "司徒浩然", ESTATE, FINDING, PURPOSE, ADMINISTRATOR, PASSWORD)
NUMBERS = tuple(each for person in (*PEOPLE, TYPED, REFUSED) for each in (person[1], person[1][-12:], person[2]))
MISSING = ("registered_address", "marital_status", "employment", "ethnic_group", "population")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "unicode_escape")
ON_PURPOSE = ("exported", "given")

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]


# ---- the process that works ------------------------------------------------------------------------------------------------------


def work(place: Path, end: str) -> None:
    """A morning in the office; ``end``: closed or killed."""
    from app import bootstrap, temporary
    from app.services import session as sessions

    temporary.claim()
    session = sessions.create_office(place / "office" / "office.zhiwang", OFFICE, LOGIN, ADMINISTRATOR, PASSWORD, practice=True)
    code = session.register.recovery_code
    (place / "exported" / "recovery.txt").write_text(code, encoding="utf-8")
    _import(session, place)
    app = bootstrap.application()
    window = bootstrap.compose(app)
    sys.excepthook = sys.__excepthook__  # what goes wrong here belongs to the test
    window.show()
    window.open(session)
    _settle(app, window)
    _at_the_desk(app, window, session)
    _out_of_the_office(session, place)
    dialog = _preview(app, window)
    _crash(window)
    assert list(Path(dialog.directory).glob("*.pdf"))
    if end == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    dialog.reject()
    _settle(app, window)
    window.close()
    _settle(app, window)
    while window.isVisible():
        app.processEvents()


def _settle(app: Any, window: Any) -> None:
    while window.jobs.pending:
        app.processEvents()
    app.processEvents()


def _import(session: Any, place: Path) -> None:
    from app.services import imports
    from tests.services.import_desk import GRIDS, STAFF, resident, table

    for kind, rows in (("grids", GRIDS), ("staff", STAFF)):
        imports.run(session, kind, table(place / "given" / f"{kind}.xlsx", kind, rows))
    rows = [resident(name, who, 联系电话=phone, 小区=ESTATE, 备注=FINDING) for name, who, phone in (*PEOPLE, REFUSED)]
    given = table(place / "given" / "people.xlsx", "residents", rows)
    found = imports.run(session, "residents", given, rejects_path=place / "exported" / "不行的.xlsx")
    assert (found.accepted, found.rejected) == (2, 1)


def _at_the_desk(app: Any, window: Any, session: Any) -> None:
    """Find, register, visit, a draft, a settings file."""
    import json

    from app.models.household_entry import PersonDraft
    from app.models.household_views import DraftNote
    from app.models.visit_views import VisitDraft
    from app.services import drafts, lifecycle, visits
    from app.services import find as find_box

    db = session.register.db.conn
    door = db.execute("SELECT id FROM dwelling").fetchone()[0]
    draft = PersonDraft(name=TYPED[0], relation="99", sex="1", id_type="111", id_number=TYPED[1], phone=TYPED[2], birth_date="1988-08-08",
                        consistency="21", came_on="2026-11-20", opened_on="2026-11-20", open_reason="moved_in", unknown=MISSING)  # fmt: skip
    lifecycle.register(session, draft, door, member_id=db.execute("SELECT id FROM grid_member").fetchone()[0])
    hit = find_box.find(session, TYPED[0])[0]
    member = db.execute("SELECT id FROM grid_member").fetchone()[0]
    visits.save(session, VisitDraft("resident", hit.id, "met", member_id=member, text=FINDING), ("outcome", "met", "visited_on"))
    drafts.keep(session, DraftNote("household", {"name": TYPED[0], "id_number": REFUSED[1]}, TYPED[0], door, "name"))
    people = window.workbench.open_page("residents")
    _settle(app, window)
    people.find_box.setText(PEOPLE[0][0])
    people.ask()
    _settle(app, window)
    assert people.model.rowCount() == 1
    people.find_box.clear()
    people.ask()
    _settle(app, window)
    window.preferences.put("scale", 1.0)
    assert TYPED[0] not in json.dumps(window.preferences.values, ensure_ascii=False)


def _out_of_the_office(session: Any, place: Path) -> None:
    from app.services import backups, exports

    exports.export(session, "residents", place / "exported" / "居民.xlsx")
    exports.export(session, "residents", place / "exported" / "居民-全.xlsx", full_ids=True, purpose=PURPOSE)
    backups.make(session, "manual", str(place / "second"))


def _preview(app: Any, window: Any) -> Any:
    people = window.workbench.open_page("residents")
    dialog = people.roster_dialog()
    dialog.show()
    _settle(app, window)
    return dialog


def _crash(window: Any) -> None:
    """A bug whose words hold what was being typed."""
    from app.ui.faults import FaultDialog

    shown: list[str] = []
    FaultDialog.exec = lambda self: shown.append(self.text.toPlainText())  # type: ignore[method-assign]
    for words in (f"{TYPED[0]} {TYPED[1]}", repr({"name": PEOPLE[1][0], "phone": PEOPLE[1][2]})):
        try:
            raise ValueError(words)
        except ValueError as bug:
            window.jobs.on_bug(bug)
    assert len(shown) == 2
    assert not any(word in text for text in shown for word in (*WORDS, *NUMBERS))


# ---- the thief -------------------------------------------------------------------------------------------------------------------


def needles() -> dict[bytes, str]:
    """Every marker in every way of writing."""
    found = {}
    for text in (*WORDS, *NUMBERS):
        for encoding in ENCODINGS:
            with contextlib.suppress(UnicodeEncodeError):
                found[text.encode(encoding)] = text
    return found


def contents(data: bytes) -> Iterator[bytes]:
    """The bytes themselves, members of archives, unpacked streams, the words of a PDF."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from contents(archive.read(name))
    if data.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(data)
        for page in document:
            yield page.get_textpage().get_text_bounded().encode()
        document.close()
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08", data):
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj(wbits=47).decompress(data[start.start() :], 1 << 22)


def leaks(place: Path) -> list[str]:
    """Where a marker can be read: in a file or in its name."""
    wanted, found = needles(), []
    for path in sorted(place.rglob("*")):
        name = path.relative_to(place)
        if name.parts[0] in ON_PURPOSE:
            continue
        found += [f"name of {name}" for text in (*WORDS, *NUMBERS) if text in path.name]
        if path.is_file():
            found += sorted({f"{text} in {name}" for data in contents(path.read_bytes()) for needle, text in wanted.items() if needle in data})
    return found


def run(place: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ, ZHIWANG_HOME=str(place / "home"), HOME=str(place / "user"), TMPDIR=str(place / "temp"), PYTHONPATH=str(ROOT),
                       ZHIWANG_TODAY="2026-11-20", QT_QPA_PLATFORM="offscreen")  # fmt: skip
    environment |= {f"XDG_{name}_HOME": str(place / "user" / name) for name in ("CONFIG", "CACHE", "DATA", "STATE")}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=80)


def worked(place: Path, end: str) -> subprocess.CompletedProcess[str]:
    for name in ("office", "home", "user", "temp", "second", *ON_PURPOSE):
        (place / name).mkdir()
    code = "import sys; from pathlib import Path; from tests.journeys.test_stolen_folder import work; work(Path(sys.argv[1]), sys.argv[2])"
    return run(place, code, str(place), end)


def test_the_thief_would_read_what_lies_open(tmp_path: Path) -> None:
    """The search finds what there is to find: an export, packed and named."""
    from tests.services.import_desk import resident, table

    table(tmp_path / "people.xlsx", "residents", [resident(*PEOPLE[1][:2])])
    (tmp_path / "龙傲雪.txt").write_bytes("慕容晚晴".encode("utf-16-le") + zlib.compress(TYPED[1].encode()))
    found = leaks(tmp_path)
    assert "欧阳𠮷祥 in people.xlsx" in found
    assert "name of 龙傲雪.txt" in found
    assert {"慕容晚晴 in 龙傲雪.txt", f"{TYPED[1]} in 龙傲雪.txt"} <= set(found)


def test_a_folder_after_closing_tells_nothing(tmp_path: Path) -> None:
    done = worked(tmp_path, "closed")
    assert done.returncode == 0, done.stderr[-3000:]
    assert leaks(tmp_path) == []
    assert not any(word in done.stdout + done.stderr for word in (*WORDS, *NUMBERS))
    assert list((tmp_path / "temp").iterdir()) == []
    assert len(list((tmp_path / "office" / "backups").glob("*.zhiwang"))) >= 1
    assert len(list((tmp_path / "second").glob("*.zhiwang"))) >= 1
    code = (tmp_path / "exported" / "recovery.txt").read_text(encoding="utf-8")
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.parts[-2] != "exported" and code.encode() in path.read_bytes()]
    assert kept == []


def test_a_folder_after_a_power_cut_tells_nothing_but_an_open_preview_until_the_next_start(tmp_path: Path) -> None:
    done = worked(tmp_path, "killed")
    assert done.returncode == -signal.SIGKILL, done.stderr[-3000:]
    left = leaks(tmp_path)
    assert left  # the sheet that was open
    assert all(re.search(r" in temp/zhiwang-[^/]+/", each) for each in left), left
    assert run(tmp_path, "from app import temporary; temporary.claim()").returncode == 0
    assert leaks(tmp_path) == []
    assert list((tmp_path / "temp").iterdir()) == []
