"""The frame of an open register: navigation, header, the page, bottom bar, undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import Refused, Unavailable
from app.settings import office_day
from app.ui.actions import Act, bind
from app.ui.backup_keeper import BackupKeeper
from app.ui.context import Context
from app.ui.jobs import Jobs
from app.ui.messages import Messages
from app.ui.navigation import Navigation
from app.ui.pages import PageEntry, family_of, pages_of
from app.ui.preferences import Preferences
from app.ui.start_marks import StartMarks
from app.ui.theme import Theme
from app.ui.widgets.basics import Banner, boxed, column, row
from app.ui.widgets.frame import Header, StatusBar, UndoBar
from app.ui.widgets.global_find import GlobalFind, focus
from app.ui.widgets.key_card import KeyCard
from app.ui.widgets.undo_key import UndoKey

FIND_KINDS = ("resident", "household", "dwelling", "entity")


class Workbench(QWidget):
    """One per unlocking; built anew when the text size changes."""

    def __init__(self, session: Any, jobs: Jobs, messages: Messages, theme: Theme, preferences: Preferences,
                 window_acts: list[Act], office: str = "", practice: bool = False) -> None:  # fmt: skip
        super().__init__()
        self.jobs = jobs
        role = getattr(session.account.role, "value", session.account.role)
        self.context = Context(session, jobs, messages, theme, preferences, self, role, office_day)
        self.entries = pages_of(role)
        self.marks = StartMarks(preferences, session.account.id)
        self.pages: dict[str, Any] = {}
        self.state: dict[str, Any] = {}
        self.current = ""
        self.origin = ""
        items = [entry for entry in self.entries if not entry.parent and not entry.under]
        self.navigation = Navigation(items, theme, office, session.account.name, role)
        self.navigation.chosen.connect(self.open_page)
        self.navigation.password_asked.connect(self.change_password)
        entities = any(entry.name == "entities" for entry in self.entries)
        self.global_find = GlobalFind(theme, FIND_KINDS if entities else FIND_KINDS[:-1])
        self.global_find.ask = self._find
        self.global_find.opened.connect(self._open_hit)
        self.header = Header(theme, self.global_find, practice)
        self.global_find.setVisible(role != "auditor")  # the auditor finds nothing of the register
        self.header.help_asked.connect(self.show_keys)
        self.header.tab_chosen.connect(self._open_tab)
        self.banner = Banner()
        self.stack = QStackedWidget()
        self.status = StatusBar(theme)
        body = column(self.banner, spacing=0, margins=(12, 8, 12, 0))
        parts: list[QWidget] = [self.header, boxed(body), self.stack, self.status]
        parts[1].setVisible(False)
        self.banner_box = parts[1]
        self.banner.close_button.clicked.connect(lambda: self.banner_box.hide())
        right = column(*parts, spacing=0)
        right.setStretchFactor(self.stack, 1)
        whole = row(self.navigation, spacing=0)
        whole.addLayout(right, 1)
        self.setLayout(whole)
        self.undo_bar = UndoBar(theme, self)
        self.undo_bar.undo.clicked.connect(self.undo_last)
        self._undoable = ""
        self.acts = [
            *(Act(entry.key, entry.key, entry.title, self._opener(entry)) for entry in self.entries if entry.key),
            *(Act(entry.quick, entry.quick, entry.quick_text, self._quick_opener(entry)) for entry in self.quick_entries()),
            Act("Ctrl+Tab", "Ctrl+Tab", "下一页签", lambda: self.step_tab(1)),
            Act("Ctrl+Shift+Tab", "", "上一页签", lambda: self.step_tab(-1)),
            Act("Ctrl+K", "Ctrl+K", "全局查找", lambda: focus(self.global_find)),
            Act("Ctrl+Z", "Ctrl+Z", "撤销上一次保存", self.undo_last),
            Act("F1", "F1", "本页按键", self.show_keys),
            *window_acts,
        ]
        bind(self, self.acts, whole_window=True)
        UndoKey(self)
        jobs.on_trouble = self.show_trouble
        self.on_ended: Callable[[str], object] | None = None  # set by the window
        self.keeper = BackupKeeper(self.context, self)
        self.keeper.told.connect(lambda state: self.status.set_backup(state.short, f"{state.sentence}。{state.detail}", state.tone))
        self.keeper.start()
        if session.notice:
            self.show_text(session.notice, "warn")
            session.notice = ""

    # -- what pages may ask -----------------------------------------------------------------------------------------------

    def open_page(self, name: str) -> Any:
        """Show a page, building it the first time."""
        entry = next((entry for entry in self.entries if entry.name == name), None)
        if entry is None:
            return None
        if name not in self.pages:
            page = entry.build(self.context)
            self.pages[name] = page
            self.stack.addWidget(page)
            page.recall(self.state.get(name, {}))
        page = self.pages[name]
        if name != self.current:
            self.status.set_state("数据已保存")  # what was said of the page before is over; a page with a draft says so itself
        self.current = name
        self.marks.see(name)
        self.origin = ""
        self.refresh_tabs()
        self.navigation.set_current(self._item_of(entry))
        self.stack.setCurrentWidget(page)
        self.refresh_keys()
        page.focus_first()
        return page

    def end_session(self, text: str) -> None:
        """The register was closed under this workbench (restore): back to the gate, which says why."""
        if self.on_ended is not None:
            self.on_ended(text)

    def has_page(self, name: str) -> bool:
        """Whether this role has a page."""
        return any(entry.name == name for entry in self.entries)

    def open_quick(self, name: str, target: tuple[str, str] | None = None) -> Any:
        """What a quick key does: the page opens for ``target`` and remembers where one came from."""
        origin = self.origin if self.current == name else self.current
        page = self.open_page(name)
        if page is not None:
            self.origin = origin
            page.start(target)
        return page

    def go_back(self) -> None:
        """Esc: to the page from which a quick key led away."""
        entry = next(entry for entry in self.entries if entry.name == self.current)
        if self.origin or self._item_of(entry) != (entry.parent or entry.name):
            self.open_page(self.origin or self._item_of(entry))

    def quick_entries(self) -> list[PageEntry]:
        """Pages with a quick key that this role has."""
        return sorted((entry for entry in self.entries if entry.quick), key=lambda entry: entry.quick)

    def draft_page(self, kind: str) -> str:
        """The page that takes up drafts of a kind."""
        return next((entry.name for entry in self.entries if kind and entry.drafts == kind), "")

    def refresh_tabs(self) -> None:
        """The tabs of the open page: its own, or the pages of its family."""
        entry = next((entry for entry in self.entries if entry.name == self.current), None)
        if entry is None or self.current not in self.pages:
            return
        page = self.pages[self.current]
        own = page.tabs()
        tabs = own or [(each.name, each.tab) for each in family_of(self.entries, self.current)]
        self.header.show_page(page.headline() or entry.title, tabs, page.tab() if own else self.current)

    def step_tab(self, step: int) -> None:
        """Ctrl+Tab."""
        keys = list(self.header.tabs)
        place = next((place for place, key in enumerate(keys) if self.header.tabs[key].isChecked()), 0)
        if len(keys) > 1:
            self._open_tab(keys[(place + step) % len(keys)])

    def set_state(self, text: str, tone: str = "ok") -> None:
        """What is saved."""
        self.status.set_state(text, tone)

    def show_done(self, done: Any, undoable: bool = True) -> None:
        """Say what was saved, offer 撤销 where there is something to undo."""
        self._undoable = str(getattr(done, "operation_id", "") or "") if undoable else ""
        self.status.set_state("数据已保存")
        self.undo_bar.show_text(str(getattr(done, "message", "已保存")), bool(self._undoable))

    def show_text(self, text: str, tone: str = "info") -> None:
        """A sentence above the page; '' hides it."""
        self.banner.show_text(text, tone)
        self.banner_box.setVisible(bool(text))

    def show_trouble(self, error: BaseException) -> None:
        """Refused or unavailable, where no page shows it itself."""
        if isinstance(error, Unavailable):
            self.status.set_state("没有保存成功", "danger")
            self.show_text(error.text, "danger")
        elif isinstance(error, Refused):
            self.show_text("；".join(problem.text for problem in error.problems), "warn")

    def refresh_keys(self) -> None:
        """The bottom bar shows the keys of the open page."""
        if self.current in self.pages:
            self.status.set_acts([*self.pages[self.current].acts(), Act("", "F1", "全部按键")])

    def undo(self, operation_id: str) -> None:
        """Take one saved change back."""
        from app.services import history

        self._undoable = ""

        def undone(done: Any) -> None:
            self.undo_bar.show_text(str(getattr(done, "message", "已撤销")), undoable=False)

        self.jobs.operation(self, history.undo, self.context.session, operation_id, done=undone)

    # -- keys of the frame --------------------------------------------------------------------------------------------------

    def undo_last(self) -> None:
        """Ctrl+Z: the last saved change, whoever shows it."""
        from app.services import history

        session = self.context.session
        if self._undoable:
            self.undo(self._undoable)
            return

        def found(operation: Any) -> None:
            identity = operation if isinstance(operation, str) else getattr(operation, "id", "") or getattr(operation, "operation_id", "")
            if identity:
                self.undo(str(identity))
            else:
                self.undo_bar.show_text("没有可以撤销的保存", undoable=False)

        self.jobs.query(self, history.last_undoable, session, done=found)

    def change_password(self) -> None:
        """From the name at the lower left."""
        from app.ui.own_password import OwnPasswordDialog

        OwnPasswordDialog(self.context.theme, self.jobs, self.context.session, lambda done: self.show_done(done, undoable=False), self).exec()

    def show_keys(self) -> None:
        """F1; again F1 is the help, Ctrl+P the card on paper."""
        page = self.pages.get(self.current)
        title, own = self.header.title.text(), page.all_acts() if page is not None else []
        KeyCard(self.context.theme, self, title, own, self.acts, self.show_help, lambda: self.key_card_dialog(title, own).exec())

    def key_card_dialog(self, title: str, own: list[Act]) -> Any:
        """The print dialog of the card of keys."""
        from app.ui.widgets.key_paper import key_card_dialog  # printing is not needed to start

        return key_card_dialog(self.context, title, own, self.acts, self)

    def show_help(self) -> None:
        """F1 twice: the page of the help about the open page."""
        from app.ui.help_window import HelpDialog  # a page of the help is not needed to start

        HelpDialog(self.context.theme, self.jobs, self.current, self).exec()

    def remember(self) -> dict[str, Any]:
        """For the next workbench of the same window."""
        kept = {name: page.remember() for name, page in self.pages.items()}
        return {"current": self.current, "pages": {**self.state, **kept}}

    def recall(self, state: dict[str, Any]) -> None:
        """Show what was shown before."""
        self.state = state.get("pages", {})
        names = [entry.name for entry in self.entries]
        first = "dashboard" if self.context.role == "leader" and "dashboard" in names else names[0]
        wanted = str(state.get("current") or first)
        self.open_page(wanted if wanted in names else first)

    def _item_of(self, entry: PageEntry) -> str:
        """The item of the navigation that stands for a page."""
        head = next((each for each in self.entries if each.name == entry.parent), entry)
        return head.under or head.name

    def _opener(self, entry: PageEntry) -> Callable[[], object]:
        return lambda: self.open_page(entry.name)

    def _quick_opener(self, entry: PageEntry) -> Callable[[], object]:
        def opened() -> None:
            page = self.pages.get(self.current)
            self.open_quick(entry.name, page.selected_target() if page is not None else None)

        return opened

    def _open_tab(self, key: str) -> None:
        if any(entry.name == key for entry in family_of(self.entries, self.current)):
            self.open_page(key)
        else:
            self.pages[self.current].show_tab(key)
            self.refresh_tabs()

    def _find(self, text: str, arrived: Callable[[Any], object]) -> None:
        from app.services import find

        self.jobs.query(self, find.find, self.context.session, text, done=arrived, key="find")

    def _open_hit(self, hit: Any) -> None:
        page = self.open_page("entities" if hit.kind == "entity" else "residents")
        if page is not None:
            page.show_hit(hit)
