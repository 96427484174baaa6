"""What every page gets in its constructor: nothing in the window looks anything up globally."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from app.models import access
from app.ui.jobs import Jobs
from app.ui.messages import Messages
from app.ui.preferences import Preferences
from app.ui.theme import Theme


class Shell(Protocol):
    """What a page may ask of the frame around it."""

    def show_done(self, done: Any, undoable: bool = True) -> None:
        """A change was saved: say so and offer 撤销."""

    def undo(self, operation_id: str) -> None:
        """Take one saved change back."""

    def show_text(self, text: str, tone: str = "info") -> None:
        """A sentence above the page."""

    def open_page(self, name: str) -> Any:
        """Go to another page and return it (None: this role has none)."""

    def has_page(self, name: str) -> bool:
        """Whether this role has a page."""

    def open_quick(self, name: str, target: tuple[str, str] | None = None) -> Any:
        """Open a page the way its quick key does, for a target."""

    def go_back(self) -> None:
        """To the page from which a quick key led away; nothing happens when there is none."""

    def quick_entries(self) -> list[Any]:
        """Pages that a quick key opens, in the order of the keys."""

    def draft_page(self, kind: str) -> str:
        """Name of the page that takes up drafts of a kind; '' = none."""

    def refresh_tabs(self) -> None:
        """The words of the tabs changed (counts)."""

    def set_state(self, text: str, tone: str = "ok") -> None:
        """What is saved, at the right of the bottom bar."""

    keeper: Any  # the BackupKeeper of this workbench

    def end_session(self, text: str) -> None:
        """The register was closed under this workbench: back to the gate."""

    def refresh_keys(self) -> None:
        """The keys of the page changed."""


@dataclass
class Context:
    """``session`` is what services want; ``shell`` is the frame; ``today`` is the office day."""

    session: Any
    jobs: Jobs
    messages: Messages
    theme: Theme
    preferences: Preferences
    shell: Shell
    role: str
    today: Callable[[], Any]

    def may(self, *roles: str) -> bool:
        """Whether the person has one of these roles."""
        return self.role in roles

    def can(self, action: str) -> bool:
        """Whether the role has this right (``models/access``); what it has not is absent from the screen."""
        return access.allowed(access.role_of(self.role), action)
