"""一表通: a department's form is opened, understood, filled from the register and remembered with what was sent."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import Cancelled, Problem, Refused, Unavailable
from app.models import form_recognition, form_values
from app.models.dates import age_of
from app.models.form_matching import Matcher
from app.models.form_recognition import LIST, MEMBERS, STATISTICS, Form, FormPart, FormSheet
from app.models.form_statistics import COUNT, Counter, Person, described
from app.models.form_views import FILTER, NAMES, FormChanges, FormPreview, FormResult, OpenedForm, SentLine, Whom
from app.models.form_words import ENTITY, HOUSEHOLD, PERSON, TAG_TITLES, fields_of, label_of
from app.models.outgoing import Handing, Leaving
from app.models.sealed_tags import all_sealed
from app.services import area, form_cells, form_facts, form_package, form_plan, outgoing
from app.services.form_plan import Plan, Writing
from app.services.imports_tally import IsCancelled, Progress
from app.storage import browse, grids
from app.storage import forms as stored
from app.storage.code_tables import code_table

if TYPE_CHECKING:
    from app.services.session import Session

SUFFIXES = (".xlsx", ".docx")
MOST_FILES = 500
SAMPLE = 20
Facts = dict[str, str]
_CONDITIONS = [(key, described(key)) for key in (
    "count:all", "count:persons", "count:households", "count:sex=男", "count:sex=女", "count:age=0-2", "count:age=0-17", "count:age=18-59",
    "count:age=60-", "count:age=65-", "count:age=80-", "count:pop=01", "count:pop=02", "count:pop=03", "count:minority",
    *(f"count:tag={code}" for code in TAG_TITLES),
)]  # fmt: skip


def open_form(session: Session, path: str | os.PathLike[str]) -> OpenedForm:
    """Read a form and say what its columns and labels ask for; what was chosen for such a form before comes first."""
    session.require("form.fill")
    source = Path(path)
    form = form_recognition.recognise(_sheets(source), _names(session))
    if not form.parts:
        raise Unavailable(
            f"“{source.name}”里没有认出表头或填写栏。请确认表头在前 {form_recognition.HEADER_WITHIN} 行，并且至少有“姓名”这样的列名", "no_header"
        )
    _, kept = stored.mapping(session.reader, form.fingerprint)
    if kept:
        form = form_recognition.with_fields(form, {(part, item): key for part, item, key in json.loads(kept)}, "kept")
    rows = sum(len(part.filled) for part in form.parts)
    return OpenedForm(str(source), source.stem, source.suffix.lower().lstrip("."), form, rows)


def choose(opened: OpenedForm, chosen: Mapping[tuple[int, int], str]) -> OpenedForm:
    """The same form with other fields for some (part, item); '' = leave empty."""
    return replace(opened, form=form_recognition.with_fields(opened.form, chosen, "hand"))


def choices(part: FormPart) -> list[tuple[str, str]]:
    """(key, label) of the facts that a column may ask for, care tags last."""
    if part.kind == STATISTICS:
        return _CONDITIONS
    named = [(key, each.label) for key, each in fields_of(part.about).items()]
    if part.about == ENTITY:
        return named
    return named + [(f"tag:{item.code}", f"是否{item.label}") for item in code_table("service_category").items]


def label(part: FormPart, key: str) -> str:
    """Name of a fact on screen."""
    if key.startswith(COUNT):
        return described(key)
    if key.startswith("tag:"):
        return f"是否{code_table('service_category').label(key[4:])}"
    return label_of(part.about, key)


def preview(session: Session, opened: OpenedForm, whom: Whom, cancelled: IsCancelled | None = None) -> FormPreview:
    """What would be written, without writing."""
    session.require("form.fill")
    db = session.reader
    plans = _plans(session, db, opened, whom, False, None, cancelled)
    whole = _together([plan for _, plan in plans])
    titles = _titles(opened.form.parts[0])
    unanswered = tuple(dict.fromkeys(
        item.title or f"第 {item.column + 1} 列" for part in opened.form.parts for item in part.items if not item.field and not item.formula
    ))  # fmt: skip
    return FormPreview(
        titles, tuple(whole.rows[:SAMPLE]), whole.lines, whole.added_rows, unanswered, tuple(whole.unknown),
        tuple((row + 1, name, why) for row, name, why in whole.doubtful), tuple((row + 1, name, what) for row, name, what in whole.differing),
        _changes(db, opened.form.fingerprint, whole), _notes(opened, whole), len(plans),
    )  # fmt: skip


def _titles(part: FormPart) -> tuple[str, ...]:
    if part.kind == STATISTICS:
        return ("", *(item.title for item in part.items if item.column >= 0))
    return tuple(item.title for item in part.items)


def fill(
    session: Session,
    opened: OpenedForm,
    whom: Whom,
    target: str | os.PathLike[str],
    receiver: str,
    purpose: str,
    full: bool = False,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> FormResult:
    """Write the filled copy, remember the mapping and what was sent.  The received file itself is never changed."""
    session.require("form.fill")
    session.require("export.full" if full else "export.masked")
    path = _checked_target(opened, Path(target), receiver, purpose)
    db = session.register.db
    plans = _plans(session, db, opened, whom, full, progress, cancelled)
    whole = _together([plan for _, plan in plans])
    if not whole.lines:
        raise Refused([Problem("whom", "没有可以填的人。请换一个范围，或补上表里的证件号码")])
    paths = _targets(path, [name for name, _ in plans])
    permit = outgoing.permit(session, _leaving(opened, whom, whole, full), Handing(purpose, receiver))
    parts = [each.with_name(each.name + ".part") for each in paths]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for number, ((_, plan), part) in enumerate(zip(plans, parts, strict=True)):
            _tell(progress, cancelled, number, len(plans), "正在写表")
            _write(opened, part, plan)
        reason = f"{purpose.strip()}（{receiver.strip()}，{path.name}，{whole.lines} 行）"
        with session.work.operation("export.form", session, reason=reason) as operation:
            outgoing.enter(session, operation, permit)
            _remember(operation, db, session, opened, whole, parts, path, receiver.strip(), purpose.strip(), full)
            for each, part in zip(paths, parts, strict=True):
                os.replace(part, each)
    except OSError:
        raise Unavailable(f"写不了“{path.name}”，请检查磁盘空间，或先在 Excel 中关闭这个文件", "disk_full") from None
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    files = f"，共 {len(paths)} 个文件" if len(paths) > 1 else ""
    return FormResult(operation.id, frozenset(operation.touched), f"已填 {whole.lines:,} 行到 {paths[0].name}{files}", tuple(map(str, paths)),
                      whole.lines, tuple(whole.unknown), tuple((row + 1, name, why) for row, name, why in whole.doubtful))  # fmt: skip


def sent(session: Session, opened: OpenedForm) -> list[SentLine]:
    """What was sent of this form, the newest first."""
    session.require("form.fill")
    return [SentLine(*row[:7]) for row in stored.sent(session.reader, opened.form.fingerprint)]


# -- whom --------------------------------------------------------------------------------------------------------------------------------


def _plans(session: Session, db: Any, opened: OpenedForm, whom: Whom, full: bool, progress: Progress | None,
           cancelled: IsCancelled | None) -> list[tuple[str, Plan]]:  # fmt: skip
    """(name, plan) of each file to be written."""
    if sealed := all_sealed(session.office.settings) & set(whom.people.tags):
        words = "、".join(code_table("service_category").label(code) for code in sorted(sealed))
        raise Refused([Problem("whom", f"“{words}”是封存标签，不能用来填外报的表。请换一个条件")])
    sheets = _sheets(Path(opened.path))
    own = area.grids_of(session, db)
    fields = frozenset(item.field for part in opened.form.parts for item in part.items if item.field)
    writing = Writing(session.today, full, fields)
    _tell(progress, cancelled, 0, 1, "正在读登记簿")
    if any(form_plan.is_card(part) for part in opened.form.parts):
        return _cards(session, db, opened.form, sheets, whom, own, writing, cancelled)
    lists = [part for part in opened.form.parts if part.kind == LIST]
    if lists and not any(form_plan.names_somebody(part) for part in lists):
        raise Refused([Problem("columns", "名单里还没有一列对应“姓名”“户主”“名称”或号码，不知道一行是谁。请回到“对应列”选好")])
    plan = Plan()
    if whom.mode == NAMES:
        _named(session, db, opened.form, sheets, own, writing, plan)
        return [("", plan)]
    known: dict[str, list[Facts]] = {}
    for part in opened.form.parts:
        if part.kind == STATISTICS:
            if PERSON not in known:
                known[PERSON] = _everybody(session, db, PERSON, whom, own)
            counted = [_counted(facts) for facts in known[PERSON]]
            counter = Counter(counted, session.today, all_sealed(session.office.settings), _office_names(session))
            form_plan.plan_statistics(plan, part, sheets[part.sheet], counter)
            continue
        if not form_plan.names_somebody(part):
            continue
        if part.about not in known:
            known[part.about] = _everybody(session, db, part.about, whom, own)
        form_plan.plan_list(plan, part, sheets[part.sheet], form_plan.narrowed(part, known[part.about]), writing)
        _tell(progress, cancelled, 0, 1, "正在读登记簿")
    return [("", plan)]


def _counted(facts: Facts) -> Person:
    """What statistical tables count."""
    population = {"户籍人口": "01", "流动人口": "02", "境外人员": "03"}.get(facts.get("population", ""), "")
    return Person(facts.get("sex", ""), facts.get("birth", ""), frozenset(facts.get("tags", "").split()), population,
                  facts.get("ethnic", ""), facts.get("grid", ""), facts.get("household_id", ""))  # fmt: skip


def _names(session: Session) -> frozenset[str]:
    """Grids and the office, which may label rows or columns of a table."""
    return frozenset(grid.label for grid in grids.grids(session.reader).values() if grid.parent_id) | _office_names(session)


def _office_names(session: Session) -> frozenset[str]:
    """'青禾街道桂湖社区' and '桂湖社区'."""
    return frozenset((session.office.name, re.sub(r"^.*(?:街道|镇|乡|区|县|市)(?=.)", "", session.office.name)))


def _everybody(session: Session, db: Any, about: str, whom: Whom, own: Sequence[str]) -> list[Facts]:
    if about == ENTITY:
        wanted = area.narrowed(session, db, whom.people.grid_ids)
        return form_facts.entities(session, db, wanted)
    keys: Sequence[int] = browse.vector(db, whom.people, own).keys
    if whom.sex or whom.age_from >= 0 or whom.age_to >= 0:
        sex = {"男": "1", "女": "2"}.get(whom.sex, "")
        born_from, born_to = _years_back(session, whom.age_to + 1, whom.age_to), _years_back(session, whom.age_from, whom.age_from)
        keys = stored.narrowed(db, keys, sex, born_from, born_to)
    people = [facts for facts in form_facts.people(session, db, keys) if _fits(facts, whom, session)]
    if about == HOUSEHOLD:
        people = [facts for facts in people if facts.get("head") and facts["head"] == facts.get("name")]
    return people


def _years_back(session: Session, years: int, limit: int) -> str:
    """About the birthday of somebody of that age: one day more on either side is sorted out by ``_fits``."""
    if limit < 0:
        return ""
    return f"{session.today.year - years:04}-{session.today.isoformat()[5:]}"


def _fits(facts: Facts, whom: Whom, session: Session) -> bool:
    if whom.sex and facts.get("sex") != whom.sex:
        return False
    if whom.age_from < 0 and whom.age_to < 0:
        return True
    age = age_of(facts.get("birth", ""), session.today)
    return age is not None and age >= whom.age_from and (whom.age_to < 0 or age <= whom.age_to)


def _named(session: Session, db: Any, form: Form, sheets: Sequence[FormSheet], own: Sequence[str], writing: Writing, plan: Plan) -> None:
    """The rows that the form brings along."""
    matcher = Matcher(stored.called(db, own))
    for part in form.parts:
        if part.about == ENTITY:
            _named_entities(session, db, part, sheets[part.sheet], own, writing, plan)
            continue
        found = {}
        for row, content, match in form_plan.matches(part, sheets[part.sheet], matcher):
            if match.key:
                found[row] = match.key
            else:
                plan.doubtful.append((row, content.get("name", "") or content.get("id_number", ""), match.why))
        facts = dict(zip(found, form_facts.people(session, db, list(found.values())), strict=True))
        form_plan.plan_named(plan, part, sheets[part.sheet], facts, writing)


def _named_entities(session: Session, db: Any, part: FormPart, sheet: FormSheet, own: Sequence[str], writing: Writing, plan: Plan) -> None:
    """Establishments by credit code, else by a name that only one has."""
    everybody = form_facts.entities(session, db, own)
    found = {}
    for row in part.filled:
        content = form_plan.said(part, sheet, row)
        code, name = content.get("credit_code", "").strip().upper(), "".join(content.get("name", "").split())
        if not code and not name:
            continue
        fitting = [facts for facts in everybody if (facts["credit_code"] == code if code else "".join(facts["name"].split()) == name)]
        if len(fitting) == 1:
            found[row] = fitting[0]
        else:
            plan.doubtful.append((row, name or code, f"有 {len(fitting)} 家同名" if fitting else "登记簿里没有这一家"))
    form_plan.plan_named(plan, part, sheet, found, writing)


def _cards(session: Session, db: Any, form: Form, sheets: Sequence[FormSheet], whom: Whom, own: Sequence[str], writing: Writing,
           cancelled: IsCancelled | None) -> list[tuple[str, Plan]]:  # fmt: skip
    parts = [part for part in form.parts if form_plan.is_card(part)]
    about = parts[0].about
    everybody = _everybody(session, db, about, whom, own) if whom.mode == FILTER else _on_the_card(session, db, parts[0], sheets, own)
    if len(everybody) > MOST_FILES:
        raise Refused([Problem("whom", f"这张表一人一份，范围里有 {len(everybody):,} 人，最多一次 {MOST_FILES} 份。请缩小范围")])
    plans = []
    for facts in everybody:
        _tell(None, cancelled, 0, 1, "")
        plan = Plan()
        for part in parts:
            form_plan.plan_card(plan, part, sheets[part.sheet], facts, writing)
        for part in (part for part in form.parts if part.kind == MEMBERS):
            household = Plan()
            others = form_facts.people(session, db, stored.members(db, facts.get("household_id", ""), facts.get("id", "")))
            form_plan.plan_list(household, part, sheets[part.sheet], others, writing)
            plan.edits += household.edits
            plan.unknown += household.unknown
        plan.lines = 1
        plans.append((facts.get("name", ""), plan))
    return plans or [("", Plan())]


def _on_the_card(session: Session, db: Any, part: FormPart, sheets: Sequence[FormSheet], own: Sequence[str]) -> list[Facts]:
    content = {item.field: item.example for item in part.items if item.field}
    match = Matcher(stored.called(db, own)).find(content)
    if not match.key:
        raise Refused([Problem("whom", f"表里写的人认不出：{match.why}")])
    return form_facts.people(session, db, [match.key])


# -- writing ------------------------------------------------------------------------------------------------------------------------------


def _sheets(source: Path) -> list[FormSheet]:
    if not source.exists():
        raise Unavailable(f"找不到“{source.name}”，可能已被移走。请重新选择文件", "missing")
    if source.suffix.lower() == ".xlsx":
        return form_cells.read_workbook(source)
    if source.suffix.lower() == ".docx":
        from app.reports import form_text

        return form_text.read(source)
    raise Unavailable(f"“{source.name}”不是 .xlsx 或 .docx。请在 Excel、WPS 或 Word 里另存为新格式再打开", "wrong_kind")


def _write(opened: OpenedForm, target: Path, plan: Plan) -> None:
    if opened.kind == "xlsx":
        form_package.write(Path(opened.path), target, plan.edits)
        return
    from app.reports import form_text

    edits = [
        (edit.sheet, edit.cells, edit.added.at - 1 if edit.added else -1, edit.added.count if edit.added else 0, edit.pattern)
        for edit in plan.edits
    ]
    form_text.write(Path(opened.path), target, edits)


def _checked_target(opened: OpenedForm, target: Path, receiver: str, purpose: str) -> Path:
    path = target if target.suffix.lower() == f".{opened.kind}" else target.with_name(f"{target.name}.{opened.kind}")
    problems = []
    if not receiver.strip():
        problems.append(Problem("receiver", "还没有写报给哪个单位，例如“街道民政办”"))
    if not purpose.strip():
        problems.append(Problem("purpose", "还没有写用途，例如“高龄津贴年审”，用途会记入操作记录"))
    if path.resolve() == Path(opened.path).resolve():
        problems.append(Problem("target", "收到的原表不会被改写，请换一个文件名"))
    if problems:
        raise Refused(problems)
    return path


def _targets(path: Path, names: Sequence[str]) -> list[Path]:
    """One file, or one for each person."""
    if len(names) == 1:
        return [path]
    width = len(str(len(names)))
    clean = ["".join(character for character in name if character.isalnum() or character == "·") for name in names]
    return [path.with_name(f"{path.stem}-{number:0{width}}-{name}{path.suffix}") for number, name in enumerate(clean, 1)]


def _leaving(opened: OpenedForm, whom: Whom, whole: Plan, full: bool) -> Leaving:
    fields = {item.field for part in opened.form.parts for item in part.items}
    kind = "form_entities" if all(part.about == ENTITY for part in opened.form.parts) else "form_people"
    scope = f"{opened.form.fingerprint} {whom!r}"
    return Leaving(kind, opened.kind, opened.title, scope, whole.lines, full and bool(fields & (form_values.NUMBERS | form_values.PHONES)))


def _remember(operation: Any, db: Any, session: Session, opened: OpenedForm, whole: Plan, files: Sequence[Path], path: Path, receiver: str,
              purpose: str, full: bool) -> None:  # fmt: skip
    digest = hashlib.sha256()
    for each in files:
        digest.update(each.read_bytes())
    today = session.today.isoformat()
    kept = json.dumps([[part, place, item.field] for part, each in enumerate(opened.form.parts) for place, item in enumerate(each.items)])
    row, _ = stored.mapping(db, opened.form.fingerprint)
    values = {"fingerprint": opened.form.fingerprint, "title": opened.title, "fields": kept, "used_on": today}
    if row:
        operation.update("form_mapping", row, values)
    else:
        operation.insert("form_mapping", values)
    operation.insert("form_sent", {
        "fingerprint": opened.form.fingerprint, "title": opened.title, "file_name": path.name, "receiver": receiver, "purpose": purpose,
        "sent_on": today, "sent_by": session.account.id, "lines": whole.lines, "full": int(full), "digest": digest.hexdigest(),
        "people": json.dumps(whole.people),
    })  # fmt: skip


def _together(plans: Sequence[Plan]) -> Plan:
    whole = Plan()
    for plan in plans:
        for name in ("rows", "unknown", "doubtful", "differing"):
            getattr(whole, name).extend(getattr(plan, name))
        whole.lines += plan.lines
        whole.added_rows += plan.added_rows
        whole.people.update(plan.people)
        whole.names.update(plan.names)
    return whole


def _changes(db: Any, fingerprint: str, whole: Plan) -> FormChanges:
    before = next(iter(stored.sent(db, fingerprint)), None)
    if before is None:
        return FormChanges()
    gone = [each for each in before.people if each not in whole.people]
    names = stored.names(db, gone)
    return FormChanges(
        before.sent_on, before.receiver,
        tuple(whole.names[each] for each in whole.people if each not in before.people),
        tuple(names.get(each, "") for each in gone),
        tuple(whole.names[each] for each, digest in whole.people.items() if each in before.people and before.people[each] != digest),
    )  # fmt: skip


def _notes(opened: OpenedForm, whole: Plan) -> tuple[str, ...]:
    notes = []
    if whole.added_rows:
        notes.append(f"表里空行不够，会照原样式添 {whole.added_rows} 行；合计公式随之延长")
    if any(part.kind == MEMBERS for part in opened.form.parts):
        notes.append("家庭成员栏填同一户的其他人")
    if any(item.formula for part in opened.form.parts for item in part.items):
        notes.append("有公式的列不填，由公式自己算")
    return tuple(notes)


def _tell(progress: Progress | None, cancelled: IsCancelled | None, done: int, total: int, text: str) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled
    if progress is not None:
        progress(done, total, text)
