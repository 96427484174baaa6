"""Words that the register stores: one enum member per word, the stored value in English, the label in Chinese."""

from __future__ import annotations

from enum import Enum


class Word(Enum):
    """A stored word with its Chinese label: ``member.value`` is stored, ``member.label`` is shown."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Word:  # the default lets type checkers accept Word("value"), a look-up
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def from_label(cls, label: str) -> Word | None:
        """The member shown as ``label``, or None."""
        return next((member for member in cls if member.label == label), None)


class OpenReason(Word):
    """Why a residence (or the registration of a legal entity) was opened; product.md, 口径."""

    MOVED_IN = "moved_in", "迁入"
    NEWLY_LIVING = "newly_living", "新来住"
    BIRTH = "birth", "出生"
    LATE = "late", "补登"
    RETURN = "return", "回流"
    MOVE = "move", "区内移动"
    REGRID = "regrid", "网格调整"


class CloseReason(Word):
    """Why a residence was closed.  MISENTRY and DUPLICATE void the entry and never count as 注销."""

    MOVED_OUT = "moved_out", "迁出"
    LEFT = "left", "搬离"
    DEATH = "death", "死亡"
    NOT_FOUND = "not_found", "查无此人"
    MISENTRY = "misentry", "误录"
    DUPLICATE = "duplicate", "重复"
    MOVE = "move", "区内移动"
    REGRID = "regrid", "网格调整"


NEW_REASONS = (OpenReason.MOVED_IN, OpenReason.NEWLY_LIVING, OpenReason.BIRTH, OpenReason.LATE)
CANCEL_REASONS = (CloseReason.MOVED_OUT, CloseReason.LEFT, CloseReason.DEATH, CloseReason.NOT_FOUND)
VOIDING_REASONS = (CloseReason.MISENTRY, CloseReason.DUPLICATE)
INTERNAL_OPEN_REASONS = (OpenReason.MOVE, OpenReason.REGRID)
INTERNAL_CLOSE_REASONS = (CloseReason.MOVE, CloseReason.REGRID)


class EntityCloseReason(Word):
    """Why the registration of a legal entity was closed (legal_exit_reason); the last two void the entry."""

    DEREGISTERED = "deregistered", "注销登记"
    REVOKED = "revoked", "吊销营业执照"
    MOVED_OUT = "moved_out", "迁出"
    CEASED = "ceased", "停业歇业"
    NOT_FOUND = "not_found", "查无下落"
    MISENTRY = "misentry", "误录"
    DUPLICATE = "duplicate", "重复"
    MOVE = "move", "区内移动"
    REGRID = "regrid", "网格调整"
    OTHER = "other", "其他"


class Outcome(Word):
    """How a visit ended; only the first three count as 走访."""

    MET = "met", "见到本人"
    RELATIVE = "relative", "家属代述"
    PHONE = "phone", "电话"
    ABSENT = "absent", "未遇"
    REFUSED = "refused", "拒访"
    VACANT = "vacant", "空置"


COUNTED_OUTCOMES = (Outcome.MET, Outcome.RELATIVE, Outcome.PHONE)


class TargetKind(Word):
    """What a visit went to."""

    RESIDENT = "resident", "居民"
    HOUSEHOLD = "household", "户"
    DWELLING = "dwelling", "房屋"
    ENTITY = "entity", "法人"


class DwellingUse(Word):
    """How a dwelling is used."""

    OWN = "own", "自住"
    RENTED = "rented", "出租"
    VACANT = "vacant", "空置"
    BUSINESS = "business", "经营"
    OFFICE = "office", "办公"
    DORMITORY = "dormitory", "宿舍"
    UNKNOWN = "unknown", "不详"


class AttendanceState(Word):
    """Attendance of one member on one day."""

    PRESENT = "present", "出勤"
    LEAVE = "leave", "请假"
    SICK = "sick", "病假"
    ABSENT = "absent", "旷工"
    SWAPPED = "swapped", "调休"
    ANNUAL = "annual", "年休假"
    SPECIAL = "special", "婚产丧假"
    OFFICIAL = "official", "公出"  # on duty elsewhere: counts as worked


class DayKind(Word):
    """What a day is in the office's calendar."""

    WORK = "work", "工作日"
    REST = "rest", "休息日"
    HOLIDAY = "holiday", "节假日"


class Status(Word):
    """State of any row; rows are never deleted."""

    ACTIVE = "active", "有效"
    PENDING = "pending", "待核"
    CLOSED = "closed", "注销"
    VOIDED = "voided", "作废"
    MERGED = "merged", "已合并"


class Role(Word):
    """Role of an account; what each may do is in ``access``."""

    MEMBER = "member", "网格员"
    CHIEF = "chief", "网格长"
    LEADER = "leader", "分管领导"
    ADMIN = "admin", "管理员"
    AUDITOR = "auditor", "审计员"
