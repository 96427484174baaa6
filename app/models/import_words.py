"""Reasons, outcomes and states as people write them, and the stored word that is meant."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from app.models.vocabulary import AttendanceState, CloseReason, EntityCloseReason, OpenReason, Outcome, TargetKind, Word

SYNONYMS: dict[type[Word], dict[str, str]] = {
    OpenReason: {
        "moved_in": "迁入本辖区 户口迁入 户籍迁入 迁入登记 落户",
        "newly_living": "新增 流入 新租住 租住 新租 新搬入 搬入 入住 新入住 来住 流动人口流入 新来 新居住 暂住",
        "birth": "新生 新生儿 出生登记 新生儿出生",
        "late": "漏登 补录 漏登补录 补登记 补采 初次登记 存量 首次登记 首次采集 普查",
        "return": "返回 回来 重新入住 再次入住 返回居住",
        "move": "区内搬迁 区内迁移 区内搬家 社区内移动 网格间移动 区内移入 移入",
        "regrid": "调整网格 区划调整",
    },
    CloseReason: {
        "moved_out": "户口迁出 户籍迁出 迁出本辖区 户口迁出本辖区 迁走 出国定居 出国(境)定居 参军 入伍",
        "left": "搬走 搬家 离开 退租 搬离本辖区 流动人口离开 流出 返乡 已搬离 已离开",
        "death": "去世 死亡注销 病故 亡故 过世 身故",
        "not_found": "查无 查无下落 失联 查无此人(多次走访未见)",
        "misentry": "登记错误 录错 错登 误登 登记错误撤销 错误登记 误登记",
        "duplicate": "重复登记 重复录入 重复登记合并 重登",
        "move": "区内搬迁 区内迁移 区内搬家 社区内移动 网格间移动 区内移出 移出",
        "regrid": "调整网格 区划调整",
    },
    EntityCloseReason: {
        "deregistered": "注销 已注销 工商注销 注销执照",
        "revoked": "吊销 吊销执照 被吊销",
        "moved_out": "迁走 搬走 搬离 迁出本辖区 搬迁",
        "ceased": "停业 歇业 关门 倒闭 关闭 停止营业 不再经营 转让",
        "not_found": "查无 查无此户 查无此单位 查无此人 失联",
        "misentry": "登记错误 录错 错登 登记错误撤销 误登",
        "duplicate": "重复登记 重复录入 重复登记合并",
        "move": "区内搬迁 区内迁移",
        "regrid": "调整网格",
        "other": "其它",
    },
    Outcome: {
        "met": "见面核实 见面 已见 见到 本人 在家 面访 已走访 见到本人核实 正常 已见面",
        "relative": "家属代答 家属 代答 家属代述核实 未见本人(家属代答) 家人代答 家属在家",
        "phone": "电话联系 电话走访 电话核实 电访 电话访问",
        "absent": "无人应答 无人 不在家 未见 未见面 家中无人 敲门无人 无人在家 未遇见 外出",
        "refused": "拒绝 拒绝访问 拒绝走访 不配合 拒不配合",
        "vacant": "空房 无人居住 空户 空置房 无人住",
    },
    TargetKind: {
        "resident": "人 个人 人员 居民个人",
        "household": "家庭 住户 户访 入户 家庭户",
        "dwelling": "房屋 房子 住房 出租屋",
        "entity": "企业 单位 商户 店铺 法人单位 个体户 商铺 经营主体",
    },
    AttendanceState: {
        "present": "正常 到岗 上班 出勤正常 迟到 早退 √ ✓ 值班 外勤",
        "leave": "事假 休假",
        "annual": "年假 年休 公休",
        "special": "婚假 产假 丧假 陪产假",
        "official": "公差 出差 公出培训",
        "sick": "病休",
        "absent": "缺勤 未到岗 × 无故缺勤",
        "swapped": "补休 换休 轮休 倒休 休息",
    },
}


@lru_cache(maxsize=64)
def _index(words: type[Word]) -> dict[str, str]:
    found = {plain(member.label): member.value for member in words}
    for value, texts in SYNONYMS.get(words, {}).items():
        for text in texts.split():
            found.setdefault(plain(text), value)
    return found


def plain(text: str) -> str:
    """Comparable form of a word."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("'。.")


@lru_cache(maxsize=8192)
def word_of(words: type[Word], text: str) -> str:
    """Stored word that is meant, '' when none fits: ``word_of(Outcome, '见面核实')`` → ``'met'``."""
    return _index(words).get(plain(text), "")


def choices_of(words: type[Word]) -> str:
    """All labels for a sentence: '见到本人、家属代述、…'."""
    return "、".join(member.label for member in words)
