"""Invented persons and the families they live in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo.names import ETHNIC_GROUPS, ethnic_name, full_name, surname
from app.demo.numbers import NumberPool
from app.models.dates import age_on

HERE = "青禾街道"
_ELSEWHERE = ("云岭县柳河镇", "望江县白沙镇", "临溪市东门街道", "石泉县黄土镇", "平安市桥头镇", "金川县双河乡", "南屏市松山街道")


@dataclass(frozen=True)
class Person:
    """What the import template asks about a person."""

    name: str
    sex: str
    id_type: str
    id_number: str
    birth: date
    ethnic: str
    consistency: str
    registered: str
    phone: str
    tags: tuple[str, ...]


@dataclass
class Family:
    """People who live together, head first, each with the relation to the head."""

    people: list[tuple[Person, str]]
    tenants: bool


class FamilyMaker:
    """Invents families of at most so many people."""

    def __init__(self, random: Random, numbers: NumberPool) -> None:
        self.random = random
        self.numbers = numbers

    def family(self, tenants: bool, most: int, day: date) -> Family:
        """A family (or tenants) of 1 … ``most`` people as they are on ``day``."""
        chance = self.random.random()
        if tenants:
            people = self._tenants(min(most, 1 + int(chance * 3.2)), day)
        elif most == 1 or chance < 0.14:
            people = [self._head(day, 60 if chance < 0.09 else 24, alone=True)]
        elif chance < 0.34:
            people = self._couple(day, 58 if chance < 0.2 else 26)
        else:
            people = self._parents_and_children(day, min(most, 2 + int(chance * 3.4)))
        return Family(people, tenants)

    def single(self, day: date) -> Person:
        """One grown-up."""
        return self._head(day, 22)[0]

    def child(self, head: Person, born: date, youngest: date) -> tuple[Person | None, str]:
        """A new-born of the family, or None where the last child came too shortly before."""
        if (born - youngest).days < 330:
            return None, ""
        sex = self._sex()
        name = full_name(self.random, family_name(head.name), sex, 0)
        like_head = (head.ethnic, head.consistency, head.registered)
        return self._person(name, sex, born, like_head, ("0-3岁婴幼儿",), phone=""), "子" if sex == "男" else "女"

    # ---- who lives together ------------------------------------------------------------------------------------------------

    def _head(self, day: date, youngest: int, alone: bool = False) -> tuple[Person, str]:
        age = youngest + int(self.random.random() ** 1.3 * (62 if youngest < 50 else 30))
        sex = "女" if self.random.random() < 0.32 else "男"
        tags: tuple[str, ...] = ("独居老人",) if alone and age >= 65 else ()
        return self._grown_up(sex, min(age, 94), day, self._origin(tenant=False), tags), "户主"

    def _couple(self, day: date, youngest: int) -> list[tuple[Person, str]]:
        head, _ = self._head(day, youngest)
        age = age_on(head.birth, day)
        other = "女" if head.sex == "男" else "男"
        origin = (head.ethnic, head.consistency, head.registered)
        tags: tuple[str, ...] = ("空巢老人",) if age >= 65 else ()
        spouse = self._grown_up(other, max(21, age - 4 + self.random.randrange(7)), day, origin, tags)
        return [(head, "户主"), (spouse, "配偶")]

    def _parents_and_children(self, day: date, number: int) -> list[tuple[Person, str]]:
        people = self._couple(day, 26)
        head, spouse = people[0][0], people[1][0]
        mother_age = age_on(spouse.birth if spouse.sex == "女" else head.birth, day)
        family = family_name(head.name if head.sex == "男" else spouse.name)
        origin = (head.ethnic, head.consistency, head.registered)
        if number >= 4 and mother_age < 52 and self.random.random() < 0.45:
            age = min(92, age_on(head.birth, day) + 22 + self.random.randrange(8))
            people.append((self._grown_up("女", age, day, origin, ()), "母亲"))
        child_age = mother_age - 22 - self.random.randrange(8)
        while len(people) < number and child_age >= 0 and len(people) < 6:
            sex = self._sex()
            name = full_name(self.random, family, sex, child_age)
            tags: tuple[str, ...] = ("0-3岁婴幼儿",) if child_age < 3 else ()
            born = self._birth(child_age, day)
            phone = self.numbers.phone() if child_age >= 14 else ""
            people.append((self._person(name, sex, born, origin, tags, phone), "子" if sex == "男" else "女"))
            child_age -= 2 + self.random.randrange(5)
        return people

    def _tenants(self, number: int, day: date) -> list[tuple[Person, str]]:
        people: list[tuple[Person, str]] = []
        for index in range(number):
            age = 19 + int(self.random.random() ** 1.4 * 36)
            sex = self._sex()
            if index == 0 and self.random.random() < 0.006:
                person = self._foreigner(sex, age, day)
            else:
                person = self._grown_up(sex, age, day, self._origin(tenant=True), ())
            people.append((person, "非亲属" if index else "户主"))
        return people

    # ---- one person --------------------------------------------------------------------------------------------------------

    def _grown_up(self, sex: str, age: int, day: date, origin: tuple[str, str, str], tags: tuple[str, ...]) -> Person:
        if origin[0] == "维吾尔族":
            name = ethnic_name(sex)
        else:
            name = full_name(self.random, surname(self.random), sex, age)
        return self._person(name, sex, self._birth(age, day), origin, tags + self._care(sex, age), self.numbers.phone())

    def _person(
        self, name: str, sex: str, born: date, origin: tuple[str, str, str], tags: tuple[str, ...], phone: str
    ) -> Person:
        ethnic, consistency, registered = origin
        number = self.numbers.person(born, sex)
        return Person(name, sex, "居民身份证", number, born, ethnic, consistency, registered, phone, tags)

    def _foreigner(self, sex: str, age: int, day: date) -> Person:
        name = self.random.choice(("安娜·史密斯", "约翰·布朗", "玛丽亚·席尔瓦", "金敏俊", "佐藤健", "伊万·彼得罗夫"))
        passport = f"ZZ{self.random.randrange(10**7):07d}"
        born = self._birth(age, day)
        return Person(name, sex, "外国人居留许可", passport, born, "", "人在户不在(外来)", "境外", self.numbers.phone(), ())

    def _care(self, sex: str, age: int) -> tuple[str, ...]:
        chance = self.random.random()
        tags: list[str] = []
        if age >= 80:
            tags.append("高龄老人(80岁以上)")
        if chance < 0.012:
            tags.append("最低生活保障对象(低保)")
        elif chance < 0.03:
            tags.append("残疾人(持证)")
        elif chance < 0.04 and age >= 22:
            tags.append("退役军人")
        elif chance < 0.05 and sex == "女" and 23 <= age <= 36:
            tags.append("孕产妇")
        elif chance < 0.056:
            tags.append("志愿者")
        return tuple(tags)

    def _origin(self, tenant: bool) -> tuple[str, str, str]:
        """(民族, 人户情况, 户籍地址)."""
        chance = self.random.random()
        ethnic = "维吾尔族" if chance > 0.997 else self.random.choice(ETHNIC_GROUPS)
        if tenant and chance < 0.9:
            return ethnic, "人在户不在(外来)", self.random.choice(_ELSEWHERE)
        if chance < 0.85:
            return ethnic, "人户一致", HERE
        return ethnic, "市内人户分离", "荷塘街道"

    def _birth(self, age: int, day: date) -> date:
        return day - timedelta(days=int(365.2425 * age) + 1 + self.random.randrange(360))

    def _sex(self) -> str:
        return "女" if self.random.random() < 0.485 else "男"


def family_name(name: str) -> str:
    """Surname of one of our invented names."""
    return name[:2] if name[:2] in ("欧阳", "尉迟", "诸葛", "上官", "司马", "皇甫") and len(name) > 2 else name[:1]
