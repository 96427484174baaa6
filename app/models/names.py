"""Chinese names for finding: readings, initials, the terms that the search index keeps, and what a typed text may mean.

Terms are single words of letters, digits or Chinese characters, so that any full-text index can keep them side by side:
``王`` ``王桂`` characters and pairs · ``1wgy`` initials · ``2wangguiying`` full reading · ``3…`` numbers of addresses.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product

from app.models.masking import COMPOUND_SURNAMES
from app.models.unseen import visible

DOTS = "·•．.‧・･●∙⋅"
MOST_READINGS = 8  # of one name; more would only make the index fat
SURNAME_READINGS: dict[str, tuple[str, ...]] = {
    line[0]: tuple(line[1:].replace("/", " ").split())
    for line in """单shan/dan 仇qiu/chou 解xie/jie 曾zeng/ceng 区ou/qu 查zha/cha 朴piao/pu 盖ge/gai 覃qin/tan 任ren 华hua 纪ji 种chong/zhong
    重chong/zhong 乐yue/le 员yun/yuan 贠yun 黑he/hei 折she/zhe 佘she 冼xian 翟zhai/di 尉wei/yu 宓mi/fu 洗xian/xi 晁chao 臧zang 缪miao/mou 逄pang
    召shao/zhao 那na 哈ha 曲qu 车che 宁ning 隗wei/kui 郇xun/huan 过guo 万wan 牟mou/mu 石shi/dan 句gou/ju 阚kan 谌chen/shen 褚chu 祭zhai/ji
    逯lu 秘bi/mi 燕yan 幺yao 应ying 缑gou 长chang/zhang 郝hao 啜chuai/chuo 繁po/fan 番pan/fan 撒sa 适kuo/shi 都du 麦mai 柏bai/bo 薄bo/bao
    角jue/jiao 降jiang/xiang 卜bu 俞yu/shu 尹yin 郗xi/chi 洪hong 盛sheng/cheng 行xing/hang 省xing/sheng 铅qian 呙guo 厍she 妫gui 昝zan 禤xuan
    炅gui/jiong 邸di 亓qi 莘shen/xin 沈shen/chen 瞿qu/ju 藏zang/cang 相xiang 谷gu/yu 贾jia/gu 叶ye/she 佴nai/er 殷yin 筠yun/jun 峒tong/dong
    訾zi 郦li 缴jiao 乜nie/mie 尧yao 朝chao/zhao 吕lv/lyu 律lv 闾lv 侯hou 给ji/gei""".split()
}
COMPOUND_READINGS: dict[str, tuple[str, ...]] = {
    "尉迟": ("yuchi", "weichi"),
    "万俟": ("moqi", "wansi"),
    "澹台": ("tantai", "dantai"),
    "单于": ("chanyu", "danyu"),
    "长孙": ("zhangsun", "changsun"),
    "令狐": ("linghu",),
    "皇甫": ("huangfu", "huangpu"),
    "鲜于": ("xianyu",),
    "亓官": ("qiguan",),
    "谷梁": ("guliang",),
    "颛孙": ("zhuansun",),
    "宰父": ("zaifu",),
    "乐正": ("yuezheng", "lezheng"),
    "呼延": ("huyan",),
    "拓跋": ("tuoba",),
    "夏侯": ("xiahou",),
}
GIVEN_READINGS: dict[str, tuple[str, ...]] = {
    line[0]: tuple(line[1:].replace("/", " ").split())
    for line in """乐le/yue 长chang/zhang 晟sheng/cheng 茜qian/xi 行xing/hang 朝chao/zhao 重zhong/chong 曾zeng 盛sheng 单dan 娜na/nuo 凯kai 藏zang
    强qiang 少shao 奇qi 传chuan/zhuan 露lu 觉jue 禅chan/shan 澄cheng/deng 大da 莘xin/shen 楠nan 婼ruo/chuo 珏jue 柏bai/bo 宁ning 莞guan/wan
    嬛huan/xuan 祎yi 翟zhai 仔zai/zi 泊bo/po 焘tao 苔tai 湛zhan 颉jie/xie 稽ji 车che 洗xi/xian 会hui/kuai 艾ai 亨heng 和he 与yu 兴xing 应ying
    参shen/can 尧yao 炜wei 弘hong 夏xia 降jiang/xiang 铭ming 侗dong/tong 呈cheng 煊xuan 咏yong 旭xu 谌chen 堃kun 喆zhe 犇ben 淼miao 垚yao 燊shen
    翀chong 玥yue 赟yun 頔di 彧yu 昱yu 烜xuan/hui 琦qi 玮wei 暐wei 曈tong 熠yi 骁xiao 龑yan 懿yi 飏yang 芃peng 婧jing 妍yan 妤yu 祺qi""".split()
}


def normal_name(text: str) -> str:
    """Name as it is stored: half-width, no blanks between Chinese characters, one kind of dot in minority names."""
    if text.isalpha() and unicodedata.is_normalized("NFKC", text):
        return text  # nearly every name: nothing to do
    clean = visible(unicodedata.normalize("NFKC", text)).strip().lstrip("'").strip()
    if any(character in DOTS for character in clean) and not clean.isascii():
        clean = "".join("·" if character in DOTS else character for character in clean).strip("·")
    return " ".join(clean.split()) if clean.isascii() else "".join(clean.split())


@lru_cache(maxsize=65_536)
def _syllables(character: str) -> tuple[str, ...]:
    """Readings of one character of a given name, usual one first; () = none known."""
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ()
    if character in GIVEN_READINGS:
        return GIVEN_READINGS[character]
    from pypinyin import Style, lazy_pinyin

    return tuple(_spellings([part for part in lazy_pinyin(character, style=Style.NORMAL, errors="ignore") if part.isascii()]))


def _spellings(readings: list[str]) -> list[str]:
    """ü is typed as v and printed on passports as yu."""
    return [spelling for reading in readings for spelling in ([reading, reading.replace("v", "yu")] if "v" in reading else [reading])]


@lru_cache(maxsize=4096)
def _surname_syllables(surname: str) -> tuple[tuple[str, str], ...]:
    """(initials, reading) of a family name of one or two characters."""
    if len(surname) == 2:
        first, second = _syllables(surname[0])[:1], _syllables(surname[1])[:1]
        known = COMPOUND_READINGS.get(surname, ("".join(first + second),))
        return tuple((reading[:1] + _second_initial(reading, second), reading) for reading in known if reading)
    known = SURNAME_READINGS.get(surname) or _syllables(surname)
    return tuple((reading[0], reading) for reading in known)


def _second_initial(reading: str, second: tuple[str, ...]) -> str:
    endings = ("chi", "qi", "si", "tai", "yu", "sun", "fu", "pu", "zheng")
    return next((ending[0] for ending in endings if reading.endswith(ending)), second[0][0] if second else "")


@lru_cache(maxsize=262_144)
def readings(name: str) -> tuple[tuple[str, str], ...]:
    """All (initials, full reading) pairs of a name: '曾晓乐' → (zxl, zengxiaole) (cxl, cengxiaole) …; usual first."""
    plain = "".join(character for character in name if character.isalnum())
    if not plain:
        return ()
    if plain.isascii():
        words = re.findall(r"[A-Za-z0-9]+", name)
        return (("".join(word[0] for word in words).lower(), "".join(words).lower()),)
    surname = plain[:2] if len(plain) > 2 and plain[:2] in COMPOUND_SURNAMES else plain[:1]
    parts: list[tuple[tuple[str, str], ...]] = [_surname_syllables(surname)]
    parts += [tuple((syllable[0], syllable) for syllable in _syllables(character)) for character in plain[len(surname) :]]
    usual = [options for options in parts if options]
    made = islice(product(*usual), MOST_READINGS)
    found = dict.fromkeys(("".join(i for i, _ in choice), "".join(s for _, s in choice)) for choice in made)
    return tuple(pair for pair in found if pair[1])


def initials(name: str) -> str:
    """Usual initials: '王桂英' → 'wgy'."""
    found = readings(name)
    return found[0][0] if found else ""


def term_of(character: str) -> str:
    """One character as a term; characters beyond the basic plane are spelled out, because not every index takes them for letters."""
    code = ord(character)
    return f"u{code:x}" if code > 0xFFFF or 0xE000 <= code <= 0xF8FF else character.lower()


def _is_term(character: str) -> bool:
    return character.isalnum() or 0xE000 <= ord(character) <= 0xF8FF or ord(character) > 0xFFFF


@lru_cache(maxsize=65_536)
def text_terms(text: str) -> tuple[str, ...]:
    """Characters and neighbouring pairs of any Chinese text; runs of Latin letters and digits are one term."""
    found: list[str] = []
    before = ""
    for piece in re.findall(r"[A-Za-z0-9]+|.", unicodedata.normalize("NFKC", text), re.DOTALL):
        if piece[0].isascii() and piece.isalnum():
            found.append(piece.lower())
            before = ""
            continue
        if not _is_term(piece):
            continue  # a dot inside a name does not part its neighbours
        term = term_of(piece)
        found.append(term)
        if before:
            found.append(before + term)
        before = term
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=262_144)
def name_terms(name: str) -> str:
    """Everything that the index stores for a name, parted by blanks."""
    terms = list(text_terms(name))
    for first_letters, whole in readings(name):
        terms.append("1" + first_letters)
        terms.append("2" + whole)
    if name.isascii():  # a foreigner is found by the family name, too
        terms += ["2" + word for word in terms if word.isalpha()]
    return " ".join(dict.fromkeys(terms))
