"""Persons registered twice: candidates by key, a score with its reasons in words, and a plan to merge two records field by field.

Equal identity numbers are no question of score: they are found by index while typing.  This is for people without a number, or with
a wrong one.  A score never merges anything; a person looks at both records side by side and decides, and 不是同一人 is remembered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.models import names

LIKELY, POSSIBLE = 75, 55  # of 100
_NAMELESS_LIMIT = 30  # same day and same room without a like name are twins, spouses, room-mates – not one person
_TWIN_LIMIT = 70  # twins share day, room, phone and one character of the given name: worth a look, never 疑似

# Same character in another shape, and traditional forms met on old cards: left is folded into right.
_PAIRS = (
    "喆哲 堃坤 昇升 陞升 峯峰 傑杰 偉伟 邨村 濬浚 璿璇 燦灿 栢柏 逹达 衆众 勛勋 勳勋 珎珍 煇辉 輝辉 暉晖 甦苏 羣群 脩修 迺乃 寳宝 寶宝 贇赟 "
    "華华 國国 劉刘 陳陈 張张 楊杨 黃黄 趙赵 呂吕 吳吴 孫孙 馬马 葉叶 萬万 龍龙 鳳凤 蘭兰 麗丽 榮荣 愛爱 紅红 軍军 東东 飛飞 強强 彊强 啓启 "
    "啟启 慶庆 衛卫 義义 興兴 業业 樂乐 豐丰 鍾钟 锺钟 於于 蕭萧 閆闫 閻阎 許许 鄭郑 馮冯 鄧邓 謝谢 羅罗 賴赖 譚谭 龔龚 嚴严 蘇苏 蔣蒋 "
    "鐘钟 廬庐 盧卢 陸陆 陽阳 歐欧 賀贺 賈贾 鄒邹 鄔邬 潔洁 靜静 淨净 潤润 澤泽 濤涛 瑩莹 瓊琼 環环 穎颖 頴颖 紀纪 紹绍 經经 維维 蓮莲 蔭荫 "
    "詠咏 譽誉 貴贵 賢贤 遠远 鋒锋 錦锦 鎮镇 鈞钧 銘铭 長长 開开 雲云 順顺 顯显 館馆 鵬鹏 鶴鹤 齊齐 聖圣 聰聪 驗验 學学 實实 寧宁 將将 "
    "崗岗 嵐岚 幹干 庫库 廣广 彥彦 後后 從从 悅悦 憲宪 懷怀 戰战 擁拥 敎教 昻昂 曉晓 書书 會会 標标 樹树 橋桥 權权 歡欢 氣气 滿满"
)
_VARIANTS = {pair[0]: pair[1] for pair in _PAIRS.split()}
# Surnames that clerks wrote short for decades; only as the first character of a name.
_SURNAMES = {"肖": "萧", "闫": "阎", "付": "傅", "代": "戴", "兰": "蓝", "丘": "邱", "贠": "员"}


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """What is compared of one person.  ``address`` is the text that is read, ``dwelling_id`` and ``building`` what is compared."""

    id: str
    name: str = ""
    former_name: str = ""
    sex: str = ""
    birth_date: str = ""  # ISO; '1951' where only the year is known
    phone: str = ""
    id_number: str = ""
    dwelling_id: str = ""
    building: str = ""  # estate + building
    address: str = ""


@dataclass(frozen=True)
class Evidence:
    """One reason for or against: field, sentence, points."""

    field: str
    text: str
    points: int


@dataclass(frozen=True)
class Candidate:
    """A person who may be the same one, with the reasons."""

    person: PersonKeys
    score: int
    evidence: tuple[Evidence, ...]

    @property
    def level(self) -> str:
        """'likely' 疑似同一人, 'possible' 可能, '' below the threshold."""
        return "likely" if self.score >= LIKELY else "possible" if self.score >= POSSIBLE else ""

    @property
    def explanation(self) -> str:
        """'姓名同音（王桂英、王桂瑛），出生日期相同，同住一户：85 分，疑似同一人'."""
        word = {"likely": "疑似同一人", "possible": "可能是同一人"}.get(self.level, "不像同一人")
        return f"{'，'.join(e.text for e in self.evidence)}：{self.score} 分，{word}" if self.evidence else f"没有相同之处，{word}"


def folded(name: str) -> str:
    """Name with variant characters, traditional forms and short surnames made one."""
    plain = "".join(_VARIANTS.get(character, character) for character in names.normal_name(name) if not character.isspace())
    return _SURNAMES.get(plain[:1], plain[:1]) + plain[1:]


def blocking_keys(person: PersonKeys) -> tuple[str, ...]:
    """Index entries of one person.  Two persons can only be candidates when they share an entry, so 125,000 are searched by index
    (a handful of rows a key) and never compared one with all."""
    keys: list[str] = []
    for name in filter(None, (person.name, person.former_name)):
        keys.append(f"n:{folded(name)}")
        keys.extend(f"p:{reading}" for reading in _readings(name))
    digits = "".join(filter(str.isdigit, person.birth_date))
    if len(digits) == 8:
        keys.append(f"b:{digits}")
        letters = dict.fromkeys(initials[:1] for initials, _ in names.readings(folded(person.name)))
        keys.extend(f"d:{''.join(sorted(digits))}:{letter}" for letter in letters)  # digits swapped, same initial of the surname
    phone = "".join(filter(str.isdigit, person.phone))
    if len(phone) >= 7:
        keys.append(f"t:{phone}")
    if person.dwelling_id:
        keys.append(f"a:{person.dwelling_id}")
    if person.id_number:
        keys.append(f"i:{person.id_number[-6:]}")
    return tuple(dict.fromkeys(keys))


def score(one: PersonKeys, other: PersonKeys) -> Candidate:
    """How likely ``other`` is the same person as ``one``: 0–100 with the reasons."""
    name = _name(one, other)
    found = [
        item
        for item in (name, _birth(one, other), _number(one, other), _phone(one, other), _place(one, other), _sex(one, other))
        if item is not None
    ]
    points = max(0, min(100, sum(item.points for item in found)))
    if name is None or name.points <= 0:
        points = min(points, _NAMELESS_LIMIT)
    elif name.points < 24:
        points = min(points, _TWIN_LIMIT)
    return Candidate(other, points, tuple(found))


def candidates(
    person: PersonKeys, others: Iterable[PersonKeys], not_same: Collection[str] = (), limit: int = 10
) -> list[Candidate]:
    """Others worth a look, best first; pairs declared 不是同一人 (``pair_key``) are left out."""
    scored = (score(person, other) for other in others if other.id != person.id and pair_key(person.id, other.id) not in not_same)
    worth = [candidate for candidate in scored if candidate.level]
    return sorted(worth, key=lambda candidate: (-candidate.score, candidate.person.id))[:limit]


def narrow_keys(person: PersonKeys) -> tuple[str, ...]:
    """Entries for going through a whole register: narrower than ``blocking_keys``, yet two records of 60 points or more share one
    (same reading with one more thing in common, the same phone, or the same door or surname with a like day of birth)."""
    digits = "".join(filter(str.isdigit, person.birth_date))
    phone = "".join(filter(str.isdigit, person.phone))
    phone = phone if len(phone) >= 7 else ""
    keys = [f"i{person.id_number}"] if person.id_number else []
    for name in filter(None, (person.name, person.former_name)):
        for reading in _readings(name):
            keys += [f"y{reading}{digits[:4]}"] if len(digits) >= 4 else []
            keys += [f"m{reading}{digits[4:]}"] if len(digits) == 8 else []
            keys += [f"a{reading}{person.dwelling_id}"] if person.dwelling_id else []
            keys += [f"n{reading}{person.id_number[-6:]}"] if person.id_number else []
    if len(digits) == 8:
        keys += [f"b{digits}{letter}" for letter in dict.fromkeys(reading[:1] for reading in _readings(person.name))]
    if phone:
        keys.append(f"p{phone}")
    if person.dwelling_id and len(digits) >= 4:
        keys += [f"d{digits[:4]}{person.dwelling_id}", *([f"e{digits[4:]}{person.dwelling_id}"] if len(digits) == 8 else [])]
    return tuple(dict.fromkeys(keys))


def pair_key(one: str, other: str) -> str:
    """The pair, whichever comes first; under this key 不是同一人 is remembered."""
    return "|".join(sorted((one, other)))


def _readings(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(full for _, full in names.readings(folded(name))))


def _name(one: PersonKeys, other: PersonKeys) -> Evidence | None:
    if not one.name or not other.name:
        return None
    a, b = one.name.strip(), other.name.strip()
    if a == b:
        return Evidence("name", "姓名相同", 40)
    if folded(a) == folded(b):
        return Evidence("name", f"姓名为异体字（{a}、{b}）", 38)
    former = [(x, y) for x, y in ((one.former_name, b), (a, other.former_name), (one.former_name, other.former_name)) if x and y]
    if any(folded(x) == folded(y) for x, y in former):
        return Evidence("name", f"曾用名相同（{a}、{b}）", 36)
    first, second = _readings(a), _readings(b)
    if set(first) & set(second):
        return Evidence("name", f"姓名同音（{a}、{b}）", 30)
    if len(folded(a)) >= 3 and sorted(folded(a)) == sorted(folded(b)):
        return Evidence("name", f"姓名字序不同（{a}、{b}）", 24)
    if _near(first, second) >= 88:
        return Evidence("name", f"姓名读音相近（{a}、{b}）", 22)
    if len(folded(a)) == len(folded(b)) >= 3 and sum(x != y for x, y in zip(folded(a), folded(b), strict=True)) == 1:
        return Evidence("name", f"姓名差一字（{a}、{b}）", 15)
    return Evidence("name", f"姓名不同（{a}、{b}）", -15)


def _near(first: Sequence[str], second: Sequence[str]) -> float:
    from rapidfuzz.distance import Levenshtein

    return max((Levenshtein.normalized_similarity(x, y) * 100 for x in first for y in second), default=0.0)


def _birth(one: PersonKeys, other: PersonKeys) -> Evidence | None:
    a, b = ("".join(filter(str.isdigit, person.birth_date)) for person in (one, other))
    if not a or not b:
        return None
    if a == b and len(a) == 8:
        return Evidence("birth_date", "出生日期相同", 35)
    if len(a) < 8 or len(b) < 8:
        return Evidence("birth_date", "出生年份相同", 15) if a[:4] == b[:4] else Evidence("birth_date", "出生年份不同", -20)
    if a[:4] == b[:4] and (a[4:6], a[6:]) == (b[6:], b[4:6]):
        return Evidence("birth_date", "出生日期月日写反", 24)
    if _swapped(a, b):
        return Evidence("birth_date", "出生日期相邻两位写反", 24)
    if sum(x != y for x, y in zip(a, b, strict=True)) == 1:
        return Evidence("birth_date", "出生日期差一位", 20)
    if a[:4] == b[:4]:
        unknown_day = a[4:] == "0101" or b[4:] == "0101"  # entered when only the year was known
        return Evidence("birth_date", "出生年份相同", 15 if unknown_day else 3)
    return Evidence("birth_date", "出生日期不同", -25)


def _swapped(a: str, b: str) -> bool:
    different = [index for index, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    return (
        len(different) == 2
        and different[1] - different[0] == 1
        and a[different[0]] == b[different[1]]
        and a[different[1]] == b[different[0]]
    )


def _number(one: PersonKeys, other: PersonKeys) -> Evidence | None:
    a, b = one.id_number.upper(), other.id_number.upper()
    if not a or not b:
        return None
    if a == b:
        return Evidence("id_number", "证件号码相同", 60)
    short, long = sorted((a, b), key=len)
    if len(short) == 15 and len(long) == 18 and short == long[:6] + long[8:17]:
        return Evidence("id_number", "旧 15 位证号与新号一致", 55)
    if len(a) == len(b) and (_swapped(a, b) or sum(x != y for x, y in zip(a, b, strict=True)) == 1):
        return Evidence("id_number", "证件号码只差一处", 20)
    return Evidence("id_number", "证件号码不同", -40)


def _phone(one: PersonKeys, other: PersonKeys) -> Evidence | None:
    a, b = ("".join(filter(str.isdigit, person.phone)) for person in (one, other))
    return Evidence("phone", "电话相同", 20) if a and a == b else None


def _place(one: PersonKeys, other: PersonKeys) -> Evidence | None:
    if one.dwelling_id and one.dwelling_id == other.dwelling_id:
        return Evidence("address", "同住一处", 20)
    if one.building and one.building == other.building:
        return Evidence("address", "住同一栋", 8)
    return None


def _sex(one: PersonKeys, other: PersonKeys) -> Evidence | None:
    known = ("1", "2")
    return Evidence("sex", "性别不同", -20) if one.sex in known and other.sex in known and one.sex != other.sex else None


@dataclass(frozen=True)
class MergeField:
    """One line of the side-by-side screen.  ``pick`` is 'left' or 'right'; ``columns`` change together."""

    columns: tuple[str, ...]
    label: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    pick: str
    why: str

    @property
    def differs(self) -> bool:
        """Only these lines need a decision."""
        return self.left != self.right


MERGE_GROUPS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("name",), "姓名"),
    (("former_name",), "曾用名"),
    (("sex",), "性别"),
    (("id_type", "id_number", "no_number_reason"), "证件"),
    (("birth_date",), "出生日期"),
    (("ethnic_group",), "民族"),
    (("population",), "人口类别"),
    (("consistency",), "人户情况"),
    (("registered_address",), "户籍地址"),
    (("phone",), "联系电话"),
    (("marital_status",), "婚姻状况"),
    (("education",), "文化程度"),
    (("employment",), "从业状况"),
    (("workplace",), "工作单位"),
    (("health",), "健康状况"),
    (("political",), "政治面貌"),
    (("emergency_contact", "emergency_phone"), "紧急联系"),
    (("vehicle",), "车辆"),
    (("note",), "备注"),
)


def keeper(left: Mapping[str, object], right: Mapping[str, object]) -> str:
    """Which record should survive: the one with a number, else the one with more content, else the older; 'left' or 'right'."""

    def worth(row: Mapping[str, object]) -> tuple[bool, int, int]:
        filled = sum(bool(row.get(column)) for columns, _ in MERGE_GROUPS for column in columns)
        return bool(row.get("id_number")), filled, -_milliseconds(row)

    return "left" if worth(left) >= worth(right) else "right"


def merge_plan(left: Mapping[str, object], right: Mapping[str, object]) -> list[MergeField]:
    """Field by field: both values, the proposed pick and why.  ``left`` is the record that survives."""
    plan = []
    for columns, label in MERGE_GROUPS:
        a = tuple(str(left.get(column) or "") for column in columns)
        b = tuple(str(right.get(column) or "") for column in columns)
        pick, why = _pick(columns[0], a, b, left, right)
        plan.append(MergeField(columns, label, a, b, pick, why))
    return plan


def _pick(
    column: str, a: tuple[str, ...], b: tuple[str, ...], left: Mapping[str, object], right: Mapping[str, object]
) -> tuple[str, str]:
    if a == b:
        return "left", "两边相同"
    if column == "id_type":
        if bool(a[1]) != bool(b[1]):
            return ("left", "有证件号码") if a[1] else ("right", "有证件号码")
    elif not any(b):
        return "left", "另一边没有填"
    elif not any(a):
        return "right", "这边没有填"
    if column == "birth_date":
        number = str(left.get("id_number") or right.get("id_number") or "")
        for side, value in (("left", a[0]), ("right", b[0])):
            if len(number) == 18 and value.replace("-", "") == number[6:14]:
                return side, "与证件号码一致"
    if column in ("registered_address", "note") and a[0] != b[0] and (a[0] in b[0] or b[0] in a[0]):
        return ("left", "写得更全") if len(a[0]) > len(b[0]) else ("right", "写得更全")
    newer = "right" if _milliseconds(right) > _milliseconds(left) else "left"
    return newer, "录入较晚"


def _milliseconds(row: Mapping[str, object]) -> int:
    value = row.get("entered_ms")
    return value if isinstance(value, int) else 0


def merged_values(plan: Sequence[MergeField], picks: Mapping[str, str] | None = None) -> dict[str, str]:
    """Changes to the surviving (left) record; ``picks`` overrides the proposal by first column of a line."""
    changes: dict[str, str] = {}
    for line in plan:
        if (picks or {}).get(line.columns[0], line.pick) == "right" and line.differs:
            changes.update(zip(line.columns, line.right, strict=True))
    return changes
