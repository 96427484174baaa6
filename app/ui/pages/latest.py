"""Of several questions about what to show next only the newest counts; until its answer is there nothing is done to what still stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Latest:
    """``waiting``: something was asked and has not arrived."""

    def __init__(self) -> None:
        self.waiting = False
        self._newest = 0

    def begin(self) -> int:
        """A question is asked: its number."""
        self._newest += 1
        self.waiting = True
        return self._newest

    def is_newest(self, number: int) -> bool:
        """Whether this question was not overtaken or given up."""
        return self.waiting and number == self._newest

    def only(self, number: int, arrived: Callable[[Any], object]) -> Callable[[Any], None]:
        """The call back of a question: it ends the waiting, unless another question was asked since."""

        def answered(found: Any) -> None:
            if self.is_newest(number):
                self.waiting = False
                arrived(found)

        return answered

    def give_up(self) -> None:
        """What is on its way is no longer wanted."""
        self.waiting = False
