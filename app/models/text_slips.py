"""Slips of layout and wording in one paragraph of a 公文.  They are named, never corrected: the office's text stays as it was typed.

Sources: GB/T 9704-2012 (numbers of heads, 发文字号, dates), GB/T 15834-2011 (punctuation), GB/T 15835-2011 (numerals).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HAN = r"\u3400-\u9fff〇"
FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
PAIRS = {"（": "）", "“": "”", "《": "》", "〔": "〕", "【": "】", "‘": "’"}
WIDE_SHIFT = ord("０") - ord("0")


@dataclass(frozen=True)
class Slip:
    """``text`` at ``start``–``end`` is wrong; ``right`` is what it would be, '' where only the office knows."""

    start: int
    end: int
    text: str
    wrong: str
    right: str = ""


@dataclass(frozen=True)
class Rule:
    """A pattern, what is wrong with it and what would be right."""

    pattern: re.Pattern[str]
    wrong: str
    right: Callable[[re.Match[str]], str]


def _rule(pattern: str, wrong: str, right: Callable[[re.Match[str]], str] | str = "") -> Rule:
    return Rule(re.compile(pattern), wrong, right if callable(right) else lambda _: right)


def _without_separators(match: re.Match[str]) -> str:
    return re.sub("[,，]", "", match[0])


def _narrow(match: re.Match[str]) -> str:
    return "".join(chr(ord(character) - WIDE_SHIFT) for character in match[0])


def _chinese_marks(match: re.Match[str]) -> str:
    return "".join(FULL.get(character, character) for character in match[0])


def _without_zeros(match: re.Match[str]) -> str:
    return re.sub(r"0(\d)", r"\1", match[0])


def _one_mark(match: re.Match[str]) -> str:
    return "。" if "。" in match[0] else match[0][-1]


def _day(match: re.Match[str]) -> str:
    return f"{match[1]}年{int(match[2])}月{int(match[3])}日"


def _circle(match: re.Match[str]) -> str:
    return re.sub("[0零O○]", "〇", match[0])


PLACEHOLDER = _rule(
    r"【[^】]*(?:待|补充|填写)[^】]*】|_{2,}|20[xX×]{2}|(?<![A-Za-z×])(?:[Xx]{2,}|×{2,})(?![A-Za-z×])|(?<![\d*])\*{2,}(?![\d*])|某某|\{\{.*?\}\}|〓",
    "还有没有填写的地方",
)
RULES = (
    PLACEHOLDER,
    _rule(r"[\[［【（(](?:19|20)\d\d[\]］】）)](?=第?\d+号)", "发文字号的年份用六角括号", lambda m: f"〔{m[0][1:-1]}〕"),
    _rule(r"(?<=〕)第(?=\d+号)", "发文字号的序号前不加“第”"),
    _rule(r"(?<=〕)0+(?=\d+号)", "发文字号的序号不编虚位"),
    _rule(r"(?<!\d)\d[,，]\d{3}年", "年份不用分节号", _without_separators),
    _rule(r"(?<!\d)\d{1,3}(?:[,，]\d{3})+(?![\d,，])", "正文的数字不用千分位，千分位只用在表格里", _without_separators),
    _rule(r"(?<![\d.])((?:19|20)\d\d)[.\-/](0?[1-9]|1[0-2])[.\-/](0?[1-9]|[12]\d|3[01])(?![\d.])", "正文的日期写明年月日", _day),
    _rule(r"(?<=年)0\d?月|(?<=月)0\d日", "月、日不编虚位", _without_zeros),
    _rule(r"(?<!\d)\d{2}年(?=\d{1,2}月)", "年份写四位，不简写", lambda m: f"20{m[0]}"),
    _rule(r"[一二][0零O○〇][0零O○〇一二三四五六七八九]{2}(?=年)(?<![〇一二三四五六七八九]{4})", "年份里的零写作“〇”", _circle),
    _rule(r"[０-９Ａ-Ｚａ-ｚ]+", "数字和字母用半角", _narrow),
    _rule(r"^\s*\d+[、．](?!\d)", "第三层序数用“1.”，阿拉伯数字后不用顿号", lambda m: re.sub("[、．]", ".", m[0])),
    _rule(r"^\s*[（(][一二三四五六七八九十]+[）)][、.．，,：:]", "“（一）”后不加标点", lambda m: f"（{m[0].strip()[1:-2]}）"),
    _rule(r"^\s*[（(]\d+[）)][、.．，,：:]", "“（1）”后不加标点", lambda m: f"（{m[0].strip()[1:-2]}）"),
    _rule(r"^\s*[一二三四五六七八九十]+[.．，,](?=\S)", "第一层序数用“一、”", lambda m: f"{m[0][:-1]}、"),
    _rule(r"^\s*\d+[)）](?=\S)", "第四层序数用“（1）”", lambda m: f"（{m[0].strip()[:-1]}）"),
    _rule(rf"\([^()]*[{HAN}][^()]*\)|(?<=[{HAN}])\([^()]*\)", "中文里用全角括号", _chinese_marks),
    _rule(r"。{2,}|\.{3,}|(?<!…)…(?!…)", "省略号是六个点，占两个字", "……"),
    _rule(r"-{2,}", "破折号占两个字", "——"),
    _rule(r"[，。；：、]{2,}|！{2,}|？{2,}", "标点重复", _one_mark),
    _rule(rf"(?<=[{HAN}”》）%])[,;:?!]|[,;:?!](?=[{HAN}“《（])", "中文里用全角标点", _chinese_marks),
    _rule(rf"(?<=[{HAN}”》）])\.(?=$|[{HAN}])", "中文里用全角标点", "。"),
    _rule(rf"\"[^\"]*[{HAN}][^\"]*\"", "中文里用弯引号", lambda m: f"“{m[0][1:-1]}”"),
    _rule(r"(?<=[\d%])~(?=\d)", "数值范围用全角浪纹线", "～"),
    _rule(r"(?<=[》”])、(?=[《“])", "书名号、引号之间不用顿号"),
    _rule(rf"(?<=[{HAN}，。；：、）])[ \u00a0]+(?=[{HAN}（《“])", "汉字之间不留空格"),
)
RUN_IN_POINT = re.compile(r"([一二三四五六七八九十])是")
NUMERALS = "一二三四五六七八九十"


def _unpaired(text: str) -> Iterator[Slip]:
    """Marks whose partner is missing."""
    closing = {right: left for left, right in PAIRS.items()}
    waiting: list[tuple[str, int]] = []
    for place, character in enumerate(text):
        if character in PAIRS:
            waiting.append((character, place))
        elif character in closing:
            if waiting and waiting[-1][0] == closing[character]:
                waiting.pop()
            else:
                yield Slip(place, place + 1, character, f"“{character}”没有与它成对的“{closing[character]}”")
    for character, place in waiting:
        yield Slip(place, place + 1, character, f"“{character}”没有与它成对的“{PAIRS[character]}”")


def _run_in_gaps(text: str) -> Iterator[Slip]:
    """一是……二是……四是."""
    expected = 0
    for match in RUN_IN_POINT.finditer(text):
        number = NUMERALS.index(match[1]) + 1
        if match.start() and text[match.start() - 1] not in "。；，：、！？ ":
            continue
        if number == 1:
            expected = 2
        elif expected:
            if number != expected:
                wanted = f"{NUMERALS[expected - 1]}是"
                yield Slip(match.start(), match.end(), match[0], f"序数不连续，前面是“{NUMERALS[expected - 2]}是”", wanted)
            expected = number + 1 if number < len(NUMERALS) else 0


def slips(text: str) -> list[Slip]:
    """Everything that a careful reader would mark in a paragraph, in order; each place is named once."""
    found: list[Slip] = []
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            inset = len(match[0]) - len(match[0].lstrip()) if match[0].strip() else 0
            start = match.start() + inset
            slip = Slip(start, match.end(), text[start : match.end()], rule.wrong, rule.right(match).strip())
            if not any(slip.start < other.end and other.start < slip.end for other in found):
                found.append(slip)
    return sorted([*found, *_unpaired(text), *_run_in_gaps(text)], key=lambda slip: (slip.start, slip.end))


def placeholders(text: str) -> list[Slip]:
    """Only what still waits to be filled in; for table cells and names."""
    return [Slip(match.start(), match.end(), match[0], PLACEHOLDER.wrong) for match in PLACEHOLDER.pattern.finditer(text)]
