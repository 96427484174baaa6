"""Draws every screen and dialog to PNG: for documentation, reviews and tests."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.ui.faults import FaultDialog
from app.ui.gallery_backups import draw_backups, draw_damaged
from app.ui.gallery_dashboard import draw_dashboard
from app.ui.gallery_door import draw_door
from app.ui.gallery_doubts import draw_doubts
from app.ui.gallery_people import draw_people
from app.ui.gallery_reports import draw_reports
from app.ui.gallery_signs import draw_signs
from app.ui.gallery_team import draw_team
from app.ui.help_window import HelpDialog
from app.ui.main_window import MainWindow
from app.ui.messages import Messages
from app.ui.theme import load_rare_fonts

SAMPLE = """姓名,性别,证件类型,证件号码,人户情况,小区,楼栋,单元,房号,网格编码,与户主关系,联系电话,登记日期,登记原因,登记人,备注二
莫少华,男,居民身份证,990106199003071239,流动,桂湖花园,3栋,1单元,1002,06,户主,19900000417,2026-11-18,新来住,WG-06,
陆小燕,女,居民身份证,990106199205142462,流动,桂湖花园,3栋,1单元,1002,06,配偶,19900000418,2026-11-18,新来住,WG-06,
韦国安,男,居民身份证,990106196811023573,户籍,桂湖花园,3栋,1单元,901,06,户主,,2026-11-18,补登,WG-06,
农美珍,女,居民身份证,99010620010613420X,户籍,桂湖花园,3栋,1单元,903,06,户主,,2027-01-18,迁入,WG-06,
覃立新,女,居民身份证,9.90106E+17,户籍,桂湖花园,3栋,1单元,904,06,户主,,2026-11-18,补登,WG-06,
蓝天宇,男,居民身份证,990106197508191130,户籍,桂湖花园,3栋,1单元,905,06,户主,1990000042,2026-11-18,补登,WG-99,
"""


class Camera:
    """Takes pictures of widgets at rest."""

    def __init__(self, app: QApplication, directory: Path) -> None:
        self.app, self.directory = app, directory
        self.files: list[Path] = []
        directory.mkdir(parents=True, exist_ok=True)

    def settle(self) -> None:
        """Let layouts and deferred deletions happen."""
        for _ in range(3):
            self.app.processEvents()
            self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def take(self, widget: QWidget, name: str) -> None:
        """One picture."""
        self.settle()
        path = self.directory / f"{len(self.files) + 1:02d}_{name}.png"
        widget.grab().save(str(path))
        self.files.append(path)

    def dialog(self, make: Callable[[], QDialog | None], name: str) -> None:
        """One picture of a dialog that is not run."""
        dialog = make()
        if dialog is None:
            return
        dialog.show()
        self.take(dialog, name)
        dialog.done(0)
        dialog.deleteLater()


def draw(app: QApplication, window: MainWindow, session: Any, directory: Path, size: tuple[int, int]) -> list[Path]:
    """All screens in the order of a working day."""
    load_rare_fonts()
    camera = Camera(app, directory)
    window.resize(*size)
    window.show()
    gate = window.show_unlock(session.register.path or Path("office.zhiwang"))
    camera.take(window, "unlock")
    gate.banner.show_text("密码不对。留意大小写和输入法", "danger", closable=False)
    gate.caps.setVisible(True)
    camera.take(window, "unlock_wrong_password")
    draw_damaged(camera, window, session.register.path or Path("office.zhiwang"))
    window.show_first_run(Path("office.zhiwang")).make_office()
    camera.take(window, "first_run")
    window.show_recovery("7K3M-Q9TD-2WXP-HN4R-8CVB-5YJE-LA6S-ZU1G", session.office.name, lambda: None)
    camera.take(window, "recovery_code")
    window.open(session)
    bench = window.workbench
    if bench is None:
        return camera.files
    names = {entry.name for entry in bench.entries}
    _residents(camera, window)
    if "rankings" in names:
        _rankings(camera, window)
    draw_door(camera, window)
    draw_people(camera, window)
    draw_doubts(camera, window)
    draw_team(camera, window)
    draw_signs(camera, window)
    draw_dashboard(camera, window)
    draw_reports(camera, window)
    draw_backups(camera, window)
    if "imports" in names:
        _imports(camera, window)
    _frame(camera, window)
    window.hide()
    window.session = None
    window.deleteLater()
    camera.settle()
    return camera.files


def _residents(camera: Camera, window: MainWindow) -> None:
    page: Any = window.workbench.open_page("residents")  # type: ignore[union-attr]
    camera.take(window, "residents")
    record = page.model.record(0) if page.model.rowCount() else None
    if record is not None:
        page.find_box.set_quietly(record.address[:4])
        page.ask()
        page.table.select_row(min(3, page.model.rowCount() - 1))
        camera.take(window, "residents_found")
        page.find_box.set_quietly("桂湖花园113栋")
        page.ask()
        camera.take(window, "residents_nothing_found")
        page.back()
        camera.dialog(page.roster_dialog, "roster_print")


def _rankings(camera: Camera, window: MainWindow) -> None:
    page: Any = window.workbench.open_page("rankings")  # type: ignore[union-attr]
    camera.take(window, "rankings")
    if page.sheet is not None and page.sheet.rows:
        camera.dialog(lambda: page.records_dialog(0, 0), "ranking_records")
        camera.dialog(page.print_dialog, "ranking_print")
        wall = page.projection(page.sheet)
        wall.resize(window.width(), window.height())
        wall.show()
        camera.take(wall, "ranking_projection")
        wall.close()


def _imports(camera: Camera, window: MainWindow) -> None:
    page: Any = window.workbench.open_page("imports")  # type: ignore[union-attr]
    camera.take(window, "imports")
    page.kind.setCurrentIndex(max(0, page.kind.findData("residents")))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "居民名单.csv"
        path.write_text(SAMPLE, encoding="utf-8-sig")
        page.load(path)
        camera.take(window, "import_check")
        page.check.reasons.select_row(0)
        camera.take(window, "import_sample")
        page.match_columns()
        camera.take(window, "import_columns")
        page.back()


def _frame(camera: Camera, window: MainWindow) -> None:
    bench: Any = window.workbench
    first = bench.entries[0].name
    bench.open_page(first)
    bench.global_find.setText("wang")
    bench.global_find._ask()
    camera.take(window, "global_find")
    if bench.global_find.popup is not None:
        bench.global_find.popup.hide()
    bench.global_find.clear()
    bench.show_keys()
    camera.take(window, "keys")
    for card in bench.findChildren(QWidget, "overlayCard"):
        card.parentWidget().hide()
        card.parentWidget().deleteLater()
    camera.dialog(lambda: HelpDialog(bench.context.theme, bench.jobs, "household_entry", window), "help")
    camera.dialog(lambda: bench.key_card_dialog(bench.header.title.text(), bench.pages[bench.current].acts()), "key_card")
    bench.undo_bar.show_text("已结算 2026年第47周")
    camera.take(window, "undo_bar")
    bench.undo_bar.hide()
    camera.dialog(lambda: FaultDialog("Traceback (most recent call last):\n  …\nValueError: □", None, window), "fault")
    camera.dialog(lambda: Messages.question(window, "用 11-19 21:10 的备份替换现在的数据？", "之后录入的内容不在新数据里。替换前先自动备份。",
                                            ["替换数据", "不替换"], danger=True), "question")  # fmt: skip
