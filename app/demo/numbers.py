"""Invented numbers that pass every check of a practice register: region 99xxxx, which no real number carries."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

PERSON_REGION = "990106"
_PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class NumberPool:
    """Hands out each number once: a person's number by birth date and sex, an entity's by its class."""

    def __init__(self) -> None:
        self._serials: dict[tuple[date, str], int] = defaultdict(int)
        self._bodies = 0
        self._phones = 0

    def person(self, birth: date, sex: str) -> str:
        """An 18-digit number: odd serials for men, even for women (GB 11643)."""
        self._serials[birth, sex] += 1
        serial = self._serials[birth, sex] * 2 + (1 if sex == "男" else 0)
        first = f"{PERSON_REGION}{birth:%Y%m%d}{serial:03d}"
        total = sum(int(digit) * weight for digit, weight in zip(first, _PERSON_WEIGHTS, strict=True))
        return first + "10X98765432"[total % 11]

    def entity(self, prefix: str) -> str:
        """A credit code (GB 32100) with a right inner organisation code (GB 11714)."""
        self._bodies += 1
        body = f"MA{self._bodies * 37 % 1_000_000:06d}"
        inner = sum((int(c) if c.isdigit() else ord(c) - 55) * w for c, w in zip(body, _BODY_WEIGHTS, strict=True))
        first = f"{prefix}{PERSON_REGION}{body}{'0123456789X0'[11 - inner % 11]}"
        total = sum(_CODE_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first))
        return first + _CODE_ALPHABET[-total % 31]

    def phone(self) -> str:
        """A mobile number of a range that is not given to anybody."""
        self._phones += 1
        return f"199{self._phones * 7919 % 100_000_000:08d}"
