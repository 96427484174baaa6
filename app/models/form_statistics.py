"""Tables that ask for numbers: the label of a row and the label of a column together say whom to count.

A label is understood whole or marked as unknown; a cell is counted only if all its labels are understood, and the title of the table
(低保人员年龄结构表) narrows every cell.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.models.dates import age_of
from app.models.form_words import TAG_TITLES, plain_title

COUNT = "count:"
ALL, PERSONS, HOUSEHOLDS, EITHER = "all", "persons", "households", "either"  # 低保户: people or households, the other label says
_SEXES = {"男": "男", "女": "女", "男性": "男", "女性": "女", "男人": "男", "女人": "女"}
_EVERYBODY = """合计 总计 小计 人数 总人数 人口 总人口 人口数 人口总数 总数 数量 常住人口 实有人口 全部 居民 居民人数 常住人口数
 现有人数 人口合计 辖区人口 辖区总人口 登记人口 居民总数 总人口数 合计人数 实有人口数 人""".split()
_NEUTRAL = """其中 按性别 按性别分 按年龄 按年龄分 年龄 性别 年龄段 年龄结构 类别 项目 指标 人员类别 情况 性别结构 按类别 特殊人群 重点人群
 分类 人口情况 人口类别 基本情况 户籍 年龄分组 人口结构 分性别 分年龄""".split()
_HOUSEHOLDS = "户数 总户数 家庭户数 户 居民户数 常住户数 住户数 家庭数 合计户数 实有户数 辖区户数 登记户数 户数合计".split()
_POPULATIONS = {
    "户籍人口": "01", "户籍人数": "01", "户籍人员": "01", "户籍人口数": "01", "常住户籍人口": "01",
    "流动人口": "02", "流动人口数": "02", "外来人口": "02", "暂住人口": "02", "流动人员": "02", "外来流动人口": "02",
    "境外人员": "03", "境外人口": "03",
}  # fmt: skip
_POPULATION_LABELS = {"01": "户籍人口", "02": "流动人口", "03": "境外人员"}
_MINORITY = ("少数民族", "少数民族人口", "少数民族人数")
_OLD = {"老年人": 60, "老年人口": 60, "老人": 60, "老年人数": 60, "未成年人": -17, "未成年人口": -17}
_AGE = re.compile(
    r"(?:(?P<from>\d{1,3})(?:周岁|岁)?(?:[-—–~～至到]+)(?P<to>\d{1,3})(?:周岁|岁)"
    r"|(?P<least>\d{1,3})(?:周岁|岁)(?:\(含\))?(?:及|或)?以上"
    r"|(?P<below>\d{1,3})(?:周岁|岁)(?P<and>\(含\)|及|或)?以下|(?P<only>\d{1,3})(?:周岁|岁))(?P<rest>.*)"
)
_TAIL = re.compile(r"(?:\((?:人|户|名|个|%|单位:?人)\)|人数|数量|人员数|总数|数|情况)$")
_TAGS = {plain_title(word): code for code, words in TAG_TITLES.items() for word in words.split()}


@dataclass(frozen=True)
class Person:
    """What is counted of one person."""

    sex: str
    birth: str
    tags: frozenset[str]
    population: str  # as labelled
    ethnic: str
    grid: str
    household: str


def condition_of(label: str, grids: Iterable[str] = ()) -> str:
    """Whom a label means as ``count:sex=男;age=60-``; '' = not understood; ``count:`` alone adds no condition."""
    text = plain_title(label).removeprefix("其中:").removeprefix("其中")
    if not text:
        return COUNT if plain_title(label) else ""
    for candidate in dict.fromkeys((text, _TAIL.sub("", text), _TAIL.sub("", _TAIL.sub("", text)))):
        found = _words(candidate, grids)
        if found is not None:
            return COUNT + found
    return ""


def _words(text: str, grids: Iterable[str]) -> str | None:
    if text.endswith("户数") and (tag := _TAGS.get(text.removesuffix("户数"))):
        return f"tag={tag};{HOUSEHOLDS}"
    if text in _NEUTRAL:
        return ""
    if text in _EVERYBODY:
        return PERSONS if "人" in text else ALL
    if text in _HOUSEHOLDS:
        return HOUSEHOLDS
    if text in _SEXES:
        return f"sex={_SEXES[text]}"
    if text in _POPULATIONS:
        return f"pop={_POPULATIONS[text]}"
    if text in _MINORITY:
        return "minority"
    if text in _OLD:
        return f"age={_OLD[text]}-" if _OLD[text] > 0 else f"age=0-{-_OLD[text]}"
    if text in grids:
        return f"grid={text}"
    if text.endswith("户") and (tag := _TAGS.get(text.removesuffix("户"))) and tag in ("101", "102", "103"):
        return f"tag={tag};{EITHER}"
    if text in _TAGS:
        return f"tag={_TAGS[text]}"
    return _age(text)


def _age(text: str) -> str | None:
    match = _AGE.fullmatch(text)
    if match is None:
        return None
    rest = match["rest"].lstrip("的")
    if rest and rest not in ("人口", "老年人", "老人", "人员", "居民", "儿童", "人", "人群", "婴幼儿", "青少年", "老年人口", "未成年人", "高龄老人"):
        other = _words(rest, ())
        if other is None or "age=" in other:
            return None
        return f"{_range(match)};{other}" if other not in ("", ALL, PERSONS) else _range(match)
    return _range(match)


def _range(match: re.Match[str]) -> str:
    if match["least"]:
        return f"age={match['least']}-"
    if match["below"]:
        return f"age=0-{int(match['below']) - (0 if match['and'] else 1)}"
    if match["only"]:
        return f"age={match['only']}-{match['only']}"
    return f"age={match['from']}-{match['to']}"


def title_condition(title: str) -> str:
    """What the title of the whole table restricts: every cell of 低保人员年龄结构表 counts 低保 only."""
    text = plain_title(title)
    found = [f"tag={code}" for word, code in sorted(_TAGS.items(), key=lambda pair: -len(pair[0])) if len(word) > 1 and word in text]
    if match := re.search(r"(\d{2,3})(?:周岁|岁)(?:及|或|\(含\))?以上", text):
        found.insert(0, f"age={match[1]}-")
    elif "老年人" in text or "老龄" in text:
        found.insert(0, "age=60-")
    for word, code in _POPULATIONS.items():
        if word in text:
            found.append(f"pop={code}")
            break
    return COUNT + ";".join(dict.fromkeys(found[:2]))


def described(field: str, tag_label: Mapping[str, str] | None = None) -> str:
    """A condition in words."""
    words = []
    for token in field.removeprefix(COUNT).split(";"):
        name, _, value = token.partition("=")
        if name == "age":
            first, _, last = value.partition("-")
            words.append(f"{first} 岁以上" if not last else f"{first} 至 {last} 岁" if first != last else f"{first} 岁")
        elif name == "tag":
            words.append((tag_label or {}).get(value, "") or TAG_TITLES.get(value, value).split()[0])
        elif name == "pop":
            words.append(_POPULATION_LABELS.get(value, value))
        elif token:
            words.append({ALL: "全部人口", PERSONS: "人数", EITHER: "", HOUSEHOLDS: "户数", "minority": "少数民族"}.get(token, value))
    return "统计：" + "、".join(filter(None, words)) if words else "统计：不限"


def says_whom(fields: Sequence[str]) -> bool:
    """Whether the labels of a cell say what is counted: 低保户 alone may be people or households."""
    tokens = {token for each in fields for token in each.removeprefix(COUNT).split(";")}
    return EITHER not in tokens or bool(tokens & {PERSONS, HOUSEHOLDS} or any(token.startswith(("sex=", "age=")) for token in tokens))


class Counter:
    """Counts people by conditions: one bit for each person, so that a cell is one AND."""

    def __init__(self, people: Sequence[Person], today: date, sealed: Collection[str] = (), office: Collection[str] = ()) -> None:
        self._people = people
        self._office = frozenset(office)  # its own name labels a row of everybody
        self._sealed = frozenset(f"tag={code}" for code in sealed)
        self._ages = [age_of(person.birth, today) for person in people]
        self._all = (1 << len(people)) - 1
        self._masks: dict[str, int] = dict.fromkeys(("", ALL, PERSONS, HOUSEHOLDS, EITHER), self._all)

    def may(self, *fields: str) -> bool:
        """Whether nothing sealed is asked for: such tags never leave."""
        return not self._sealed & {token for field in fields for token in field.removeprefix(COUNT).split(";")}

    def count(self, *fields: str) -> int:
        """People (or households) that fit all the conditions."""
        tokens = [token for field in fields for token in field.removeprefix(COUNT).split(";")]
        mask = self._all
        for token in tokens:
            mask &= self._mask(token)
        if HOUSEHOLDS not in tokens:
            return mask.bit_count()
        return len({person.household or str(place) for place, person in enumerate(self._people) if mask >> place & 1})

    def _mask(self, token: str) -> int:
        if token not in self._masks:
            bits = "".join("1" if self._fits(place, token) else "0" for place in range(len(self._people) - 1, -1, -1))
            self._masks[token] = int(bits or "0", 2)
        return self._masks[token]

    def _fits(self, place: int, token: str) -> bool:
        person, (name, _, value) = self._people[place], token.partition("=")
        if name == "age":
            first, _, last = value.partition("-")
            age = self._ages[place]
            return age is not None and age >= int(first) and (not last or age <= int(last))
        if name == "grid" and value in self._office:
            return True
        if name == "minority":
            return bool(person.ethnic) and person.ethnic not in ("汉族", "汉")
        if name == "tag":
            return value in person.tags or (value == "201" and "202" in person.tags)
        return {"sex": person.sex, "pop": person.population, "grid": person.grid}.get(name) == value
