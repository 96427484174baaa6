"""Invented names and phrases.  Surnames by their real frequency, given names by generation; some rare characters and surnames
with more than one reading, because a register that only knows 张伟 has never met an office."""

from __future__ import annotations

from random import Random

_COMMON = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏"
    "程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严"
)
_UNUSUAL = ("单", "仇", "解", "查", "区", "朴", "盖", "覃", "逄", "尉迟", "欧阳", "诸葛", "上官", "司马", "皇甫")
_GIVEN = {
    ("男", "old"): "国富 建国 志明 德成 永福 长根 福生 金生 宝林 桂生 树林 文彬 显宗 守义 振华 根生 有才 世荣 炳坤 兆祥".split(),
    ("女", "old"): "秀兰 桂英 玉珍 秀珍 凤英 淑芬 桂芳 月娥 翠花 素琴 玉兰 彩云 惠芳 金凤 美玲 春香 兰英 桂兰 秀芳 瑞珍".split(),
    ("男", "middle"): "伟 强 军 勇 建平 志强 海涛 国栋 文斌 永辉 晓东 伟明 建华 立新 少华 卫东 俊 鹏 宏伟 振宇 志远 新民".split(),
    ("女", "middle"): "芳 丽 敏 静 丽华 丽娟 雪梅 晓燕 春梅 小红 丽萍 红梅 海燕 雅琴 慧 艳 秋菊 燕 婷婷 玉珍 文娟 爱华".split(),
    ("男", "young"): "浩然 子轩 宇航 文杰 思源 俊杰 一诺 梓豪 嘉豪 泽宇 晨曦 明轩 皓 天佑 睿 奕辰 宇轩 博文 燊 昊 铭 珉".split(),
    ("女", "young"): "雅婷 子涵 欣怡 诗涵 梓萱 雨桐 佳怡 梦瑶 思琪 晓彤 可欣 语嫣 若曦 珺 玥 悦 婧 依诺 芷若 瑾 喆 翀".split(),
}
_RARE = {"男": "𬱖", "女": "𫖯"}
_ETHNIC_NAMES = {"男": "阿卜杜拉·买买提", "女": "阿依古丽·买买提"}
ETHNIC_GROUPS = ("汉族",) * 93 + ("土家族", "苗族", "壮族", "回族", "满族", "瑶族", "侗族")
FINDINGS = (
    "情况正常，无变化",
    "核对人口信息，与登记一致",
    "提醒用电用气安全",
    "宣传反诈，未接到可疑来电",
    "楼道堆放杂物，已劝导清理",
    "电动车进楼充电，已劝离",
    "老人血压偏高，提醒按时服药",
    "反映停车紧张，已记录转物业",
    "租客近期更换，提醒及时登记",
    "独居老人，帮助代买药品",
    "家中有婴幼儿，告知预防接种时间",
    "反映下水道返味，已联系维修",
)
ENTITY_FINDINGS = (
    "证照齐全，消防器材在有效期内",
    "提醒更换过期灭火器",
    "疏散通道通畅",
    "用气场所，报警器正常",
    "提醒按时年报",
    "店招牢固，门前三包落实",
    "厨房油烟已加装净化器",
)


def generation(age: int) -> str:
    """Which fashion of given names an age belongs to."""
    return "old" if age >= 60 else "middle" if age >= 30 else "young"


def surname(random: Random) -> str:
    """A surname; early ones of the list are far more frequent, one in sixty is unusual."""
    if random.random() < 1 / 60:
        return random.choice(_UNUSUAL)
    return _COMMON[int(len(_COMMON) * random.random() ** 2.2)]


def full_name(random: Random, family: str, sex: str, age: int) -> str:
    """Surname and a given name of the person's generation; once in 400 with a character beyond the basic plane."""
    if random.random() < 1 / 400:
        return family + _RARE[sex]
    return family + random.choice(_GIVEN[sex, generation(age)])


def ethnic_name(sex: str) -> str:
    """A name with a middle dot, as Uygur names have."""
    return _ETHNIC_NAMES[sex]
