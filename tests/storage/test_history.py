"""The journal as sentences, and rows as they were."""

from __future__ import annotations

from app.storage import history
from app.storage.undo import undo


def test_sentences_name_who_what_old_and_new(register, wang, li) -> None:
    with register.work.operation("resident.save", wang) as made:
        key = made.insert("resident", {"name": "张三", "sex": "1", "id_number": "990101199001011234", "phone": "13800001111"})
    with register.work.operation("resident.save", li, "本人来电") as changed:
        changed.update("resident", key, {"phone": "13900002222", "sex": "2", "id_type": "111"})
    newest, oldest = history.lines(register.db, of=key)
    assert newest.text.startswith(history.moment(newest.at_ms) + " 李强 修改居民“张三”：")
    assert "性别 男性 → 女性" in newest.text
    assert "联系电话 138****1111 → 139****2222" in newest.text
    assert newest.text.endswith("（原因：本人来电）")
    assert [change.column for change in newest.changes] == ["sex", "id_type", "phone"]  # the unchanged part of the group is silent
    assert "王芳 登记居民“张三”" in oldest.text
    assert "990101********1234" in oldest.text
    assert "990101199001011234" in history.lines(register.db, of=key, full=True)[1].text
    assert history.lines(register.db, of=changed.id) == [newest]
    assert history.lines(register.db, since=newest.at_ms + 1) == []
    assert len(history.lines(register.db, limit=1)) == 1


def test_keys_and_words_are_shown_as_names(register, wang) -> None:
    with register.work.operation("residence.open", wang) as operation:
        grid = operation.insert("grid", {"name": "第一网格"})
        person = operation.insert("resident", {"name": "李四"})
        stay = operation.insert("residence", {"resident_id": person, "grid_id": grid, "open_reason": "moved_in"})
        operation.update("residence", stay, {"status": "closed", "close_reason": "left", "closed_entered_ms": 1795000000000})
    closing, opening = history.lines(register.db, of=stay)
    assert "网格 第一网格" in opening.text
    assert "登记原因 迁入" in opening.text
    assert "状态 有效 → 注销" in closing.text
    assert "注销原因 空 → 搬离" in closing.text
    assert "年" in next(change.new for change in closing.changes if change.column == "closed_entered_ms")


def test_operations_with_their_undo(register, wang) -> None:
    with register.work.operation("import.residents", wang) as made:
        made.insert("resident", {"name": "张三"})
    with register.work.operation("document.print", wang, "例会"):
        pass
    back = undo(register.work, wang, made.id)
    found = history.operations(register.db)
    assert [line.label for line in found] == ["撤销“导入居民”", "打印", "导入居民", "新建登记簿"]
    assert [line.undone for line in found] == [False, False, True, False]
    assert [line.undoable for line in found] == [True, False, False, False]
    assert "已撤销" in found[2].text
    assert [line.id for line in history.operations(register.db, changing=True)][:2] == [back.id, made.id]
    assert history.operation(register.db, made.id) == found[2]


def test_a_row_as_it_was(register, wang, monkeypatch) -> None:
    clock = iter(range(1_900_000_000_000, 1_900_000_100_000, 1000))
    monkeypatch.setattr("app.storage.work.now_ms", lambda: next(clock))
    moments = []
    with register.work.operation("resident.save", wang) as operation:
        key = operation.insert("resident", {"name": "张三"})
    moments.append(next(clock))
    with register.work.operation("resident.save", wang) as operation:
        operation.update("resident", key, {"name": "张山"})
    moments.append(next(clock))
    with register.work.operation("resident.save", wang) as operation:
        operation.void("resident", key, "误录")
    assert history.as_of(register.db, "resident", key, 1_800_000_000_000) is None
    rows = [history.as_of(register.db, "resident", key, moment) for moment in (*moments, next(clock))]
    assert [(row["name"], row["status"], row["status_why"]) for row in rows] == [
        ("张三", "active", ""),
        ("张山", "active", ""),
        ("张山", "voided", "误录"),
    ]
    live = register.db.conn.execute("SELECT * FROM resident WHERE id = ?", (key,)).fetchone()
    assert tuple(rows[2].values()) == live
