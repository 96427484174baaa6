"""What this computer remembers of somebody's first days: pages opened, the start list put away, hints that were seen often enough."""

from __future__ import annotations

from typing import Any

from app.ui.preferences import Preferences

KEY = "start"


class StartMarks:
    """Kept per account, because several people share a computer."""

    def __init__(self, preferences: Preferences, account_id: str) -> None:
        self.preferences, self.account_id = preferences, account_id

    def _kept(self) -> dict[str, Any]:
        everybody = self.preferences.get(KEY, {})
        kept = everybody.get(self.account_id, {}) if isinstance(everybody, dict) else {}
        return dict(kept) if isinstance(kept, dict) else {}

    def _put(self, **changes: Any) -> None:
        everybody = self.preferences.get(KEY, {})
        whole = dict(everybody) if isinstance(everybody, dict) else {}
        self.preferences.put(KEY, {**whole, self.account_id: {**self._kept(), **changes}})

    @property
    def seen(self) -> frozenset[str]:
        """Pages that were opened."""
        return frozenset(self._kept().get("seen", ()))

    def see(self, page: str) -> None:
        """A page was opened."""
        if page not in self.seen:
            self._put(seen=sorted(self.seen | {page}))

    @property
    def hidden(self) -> bool:
        """Whether the start list was put away."""
        return bool(self._kept().get("hidden", False))

    def hide(self) -> None:
        """Put it away for good."""
        self._put(hidden=True)
