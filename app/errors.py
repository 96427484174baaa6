"""The three kinds of error of the program.

``Refused``: a rule of the office said no; shown at the field.  ``Unavailable``: the surroundings said no (disk, key, lock, file);
shown as a banner that says what to do.  Anything else is a bug and goes to the report dialog.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One reason why something was refused: the field it belongs to (``""`` = the whole form) and a Chinese sentence."""

    field: str
    text: str
    severity: str = "error"  # 'error' blocks, 'warning' may be accepted


class Refused(Exception):
    """A rule said no.  Nothing was written; what was typed is kept."""

    def __init__(self, problems: Sequence[Problem] | str) -> None:
        self.problems: list[Problem] = [Problem("", problems)] if isinstance(problems, str) else list(problems)
        super().__init__(";".join(problem.text for problem in self.problems))


class Unavailable(Exception):
    """The surroundings said no.  ``text`` says in Chinese what happened and what to do; ``reason`` is a stable word for programs
    (``wrong_password``, ``damaged``, ``too_new``, ``locked``, ``missing``, ``disk_full``, ``no_key_file``, ``network_share``, …)."""

    def __init__(self, text: str, reason: str = "unavailable") -> None:
        self.text = text
        self.reason = reason
        super().__init__(text)


class Cancelled(Exception):
    """The person pressed 取消 while long work was running; everything was rolled back."""
