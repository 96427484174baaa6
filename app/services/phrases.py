"""常用语 of the visit form."""

from __future__ import annotations

from app.errors import Problem, Refused
from app.models.visit_views import PhraseLine
from app.services.session import Done, Session
from app.storage import phrases as stored

LONGEST = 60
MOST = 30
# offered until somebody saves one of their own; nothing is written for them
DEFAULTS = ("精神状态良好，无异常", "已宣传防火防诈骗", "家中无人，已留联系卡", "用电用气安全，无隐患", "信息已核对，无变化")


def phrases(session: Session) -> list[PhraseLine]:
    """Own phrases, then the office's, then the shipped ones; Ctrl+1 … Ctrl+9 by position."""
    found = stored.phrases(session.reader, session.account.member_id)
    lines = [PhraseLine(each.id, each.text, place, bool(each.member_id)) for place, each in enumerate(found, 1)]
    known = {line.text for line in lines}
    rest = [text for text in DEFAULTS if text not in known]
    return lines + [PhraseLine("", text, place, False) for place, text in enumerate(rest, len(lines) + 1)]


def save_phrase(session: Session, text: str, phrase_id: str = "") -> Done:
    """A new phrase of the signed-in member (of the office where the account is nobody's), or another text of an old one."""
    session.require("visit.write")
    clean = " ".join(text.split())
    every = stored.phrases(session.register.db, session.account.member_id)
    if not clean:
        raise Refused([Problem("phrase", "常用语没有内容，请写一句。")])
    if len(clean) > LONGEST:
        raise Refused([Problem("phrase", f"常用语有 {len(clean)} 个字，最多 {LONGEST} 个。")])
    if any(each.text == clean and each.id != phrase_id for each in every):
        raise Refused([Problem("phrase", f"常用语里已有“{clean}”，不用再加。")])
    if phrase_id and phrase_id not in {each.id for each in every}:
        raise Refused("没有找到这条常用语，可能已被删除。")
    if not phrase_id and len(every) >= MOST:
        raise Refused(f"常用语最多 {MOST} 条，请先删去不用的。")
    with session.work.operation("phrase.save", session) as operation:
        if phrase_id:
            operation.update("phrase", phrase_id, {"phrase": clean})
        else:
            last = max((each.position for each in every), default=0)
            operation.insert("phrase", {"phrase": clean, "position": last + 1, "member_id": session.account.member_id})
    return Done(operation.id, frozenset(operation.touched), f"常用语已保存：{clean}")


def delete_phrase(session: Session, phrase_id: str) -> Done:
    """Take a phrase out of the list."""
    session.require("visit.write")
    found = next((each for each in stored.phrases(session.register.db, session.account.member_id) if each.id == phrase_id), None)
    if found is None:
        raise Refused("没有找到这条常用语，可能已被删除。")
    with session.work.operation("phrase.delete", session) as operation:
        operation.void("phrase", phrase_id, "删除")
    return Done(operation.id, frozenset(operation.touched), f"常用语已删除：{found.text}")
