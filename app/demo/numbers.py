"""Invented numbers that pass every check of a practice register: region 99xxxx, which no real number carries."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from app.models import credit_codes, resident_numbers

REGION = "990106"


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
        first = f"{REGION}{birth:%Y%m%d}{serial:03d}"
        return first + resident_numbers.check_character(first)

    def entity(self, prefix: str) -> str:
        """A credit code (GB 32100) with a right inner organisation code (GB 11714)."""
        self._bodies += 1
        body = f"MA{self._bodies * 37 % 1_000_000:06d}"
        first = f"{prefix}{REGION}{body}{credit_codes.organisation_check(body)}"
        return first + credit_codes.check_character(first)

    def phone(self) -> str:
        """A mobile number of a range that is not given to anybody."""
        self._phones += 1
        return f"199{self._phones * 7919 % 100_000_000:08d}"
