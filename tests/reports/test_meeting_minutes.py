"""R11 例会纪要 read back from the PDF: parts in their order, names whole, red or black, the same bytes for ever."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.models.meeting_views import MeetingTaskLine, MeetingTaskSheet
from app.models.meetings import RED, Minutes, MinutesDecision
from app.reports import meeting_minutes, meeting_task_sheet
from tests.reports.reading import fonts_not_embedded, pdf_text

NAMES = tuple(f"网格员{number:02d}" for number in range(1, 19))
MINUTES = Minutes(
    office="桂湖社区",
    label="2026年第47周",
    held_on="2026-11-20",
    held_at="15:00",
    place="二楼会议室",
    host="赵敏",
    recorder="钱国栋",
    present=NAMES[:-1],
    on_leave=NAMES[-1:],
    absent=(),
    guests=("王科长",),
    summary="第47周18名网格员共采集数据1513条。",
    settled=("换门锁（网格员03）：已完成。",),
    review="进步最大：𬱖小萍。",
    plan="先走访超期时间长的。",
    decisions=(MinutesDecision("核对空置房。", "网格员17", "2026-11-27", 3), MinutesDecision("贴通知", "全体网格员", "2026-12-04")),
    practice=True,
)


def written(tmp_path: Path, minutes: Minutes) -> tuple[str, str]:
    path = tmp_path / "minutes.pdf"
    meeting_minutes.write_pdf(minutes, path)
    text = "\n".join(pdf_text(path))
    return text, text.replace(" ", "").replace("\n", "")


def test_parts_stand_in_their_order(tmp_path: Path) -> None:
    _, text = written(tmp_path, MINUTES)
    parts = [
        "桂湖社区网格工作例会纪要", "2026年第47周", "时间：2026年11月20日（星期五）15:00", "地点：二楼会议室",
        "主持：赵敏", "出席：网格员01", "网格员17",
        "请假：网格员18", "列席：王科长", "记录：钱国栋", "一、上周情况", "1.换门锁（网格员03）：已完成。", "二、点评", "𬱖小萍",
        "三、部署", "四、议定事项",
        "1.核对空置房（责任人：网格员17；期限：2026年11月27日；续办，第3周）。", "2.贴通知（责任人：全体网格员；期限：2026年12月4日）。",
    ]  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "缺席" not in text
    assert "练习" in text
    assert fonts_not_embedded(tmp_path / "minutes.pdf") == []


def test_no_name_is_split_between_lines(tmp_path: Path) -> None:
    lines, _ = written(tmp_path, MINUTES)
    assert [name for name in NAMES if not any(name in line for line in lines.splitlines())] == []


def test_what_is_empty_is_left_out_and_the_rest_is_numbered_on(tmp_path: Path) -> None:
    _, text = written(tmp_path, replace(MINUTES, review="", settled=(), practice=False, draft=True, note="数据尚未结算。"))
    assert "点评" not in text
    assert "二、部署" in text
    assert "三、议定事项" in text
    assert "（讨论稿）" in text
    assert "（数据尚未结算。）" in text
    assert "练习" not in text


def test_red_or_black_the_same_bytes_for_ever(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.pdf", "b.pdf", "red.pdf")]
    for path, minutes in zip(paths, (MINUTES, MINUTES, replace(MINUTES, mark=RED)), strict=True):
        meeting_minutes.write_pdf(minutes, path)
    assert paths[0].read_bytes() == paths[1].read_bytes() != paths[2].read_bytes()
    assert [_red(path) for path in paths] == [False, False, True]


def _red(path: Path) -> bool:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    picture = document[0].render(scale=1).to_pil().convert("RGB").tobytes()
    document.close()
    return any(red > 180 and green < 60 and blue < 60 for red, green, blue in zip(picture[::3], picture[1::3], picture[2::3], strict=True))


def test_an_office_of_many_goes_on_over_pages(tmp_path: Path) -> None:
    many = replace(MINUTES, present=tuple(f"网格员{number:03d}" for number in range(1, 247)), decisions=MINUTES.decisions * 20)
    path = tmp_path / "many.pdf"
    pages = meeting_minutes.write_pdf(many, path)
    text = "".join(pdf_text(path))
    assert pages == len(pdf_text(path)) > 3
    assert all(name in text for name in many.present)


def test_the_list_of_tasks(tmp_path: Path) -> None:
    line = MeetingTaskLine("1", "核对空置房", "m", "网格员17", "2026-11-27", "2026-11-20", "", "", "2026年第47周", 3, False)
    done = replace(line, id="2", text="贴通知", done_on="2026-11-24", done_note="已贴", first_due_on="2026-11-27", weeks=1)
    path = tmp_path / "tasks.pdf"
    meeting_task_sheet.write_pdf(MeetingTaskSheet("桂湖社区", "2026-11-24", "赵敏", "2026-11-24 10:00", True, (line, done)), path)
    text = "".join(pdf_text(path)).replace(" ", "")
    assert all(word in text for word in ("例会任务清单", "2项，已完成1项", "原定", "续办第3周", "已完成11-24", "练习"))
    meeting_task_sheet.write_pdf(MeetingTaskSheet("桂湖社区", "2026-11-24", "赵敏", "2026-11-24 10:00", False, ()), path)
    assert "没有要办的任务" in "".join(pdf_text(path))
