"""Templates: shipped ones, the office's own copies, and filling them with chips (Jinja2 in a sandbox, Chinese names)."""

from __future__ import annotations

import traceback
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.errors import Refused
from app.models import report_periods, report_templates
from app.models.report_exhibits import CHARTS, TABLES
from app.models.report_figures import (
    FORMS,
    LAST_YEAR,
    NOW,
    NUMBER,
    PREVIOUS,
    SERIAL,
    SERIAL_BOTH,
    SERIAL_RATE,
    SPANS,
    YEARLY,
    YEARLY_BOTH,
    YEARLY_RATE,
    code_of,
    nearest,
    written,
)
from app.models.report_templates import Template, read
from app.models.report_text import CHART, FIGURE, PLACEHOLDER, TABLE, Chip, Section, mark
from app.services.session import Done
from app.settings import resource_path
from app.storage import report_documents as stored

if TYPE_CHECKING:
    from app.services.report_figures import Counted
    from app.services.report_source import Source
    from app.services.session import Session

LONGEST = 60_000
FAMILIES = {
    "登记原因": "opened", "注销原因": "closed", "走访结果": "outcome", "关爱标签": "tag", "法人类型": "entity", "网格层级": "level",
    "各级责任人": "persons",
}  # fmt: skip
WHAT_TO_DO = "请改这一行，或与自带模板对照。"


class Wrong(Exception):
    """A word in a template that means nothing; the line is added by whoever fills the template."""


def shipped() -> list[Template]:
    """Templates that ship with the program, in the order of their file names."""
    return list(_shipped())


@lru_cache(maxsize=1)
def _shipped() -> tuple[Template, ...]:
    paths = sorted(resource_path("templates", "reports").glob("*.md"))
    return tuple(read(path.read_text(encoding="utf-8")) for path in paths)


def templates(session: Session) -> list[Template]:
    """Shipped templates and the office's own; an own one that cannot be read any more keeps its name."""
    found = shipped()
    for own in stored.templates(session.reader):
        try:
            found.append(read(own.source, own.id))
        except Refused:
            found.append(Template(own.code, own.name, "range", own.name, "", own.source, note="模板有误，请改好再用", own=own.id))
    return found


def template(session: Session, key: str) -> Template:
    """A template by the code of a shipped one or the id of an own one."""
    found = next((each for each in shipped() if each.code == key), None)
    if found is not None:
        return found
    own = stored.template(session.reader, key)
    if own is None:
        raise Refused("没有找到这个模板，可能已被删除。请在报表页重新选。")
    return read(own.source, own.id)


def source_of(session: Session, key: str) -> str:
    """The text of a template, also of an own one that is broken."""
    own = stored.template(session.reader, key)
    return own.source if own is not None else template(session, key).source


def save_own(session: Session, source: str, own: str = "") -> Done:
    """Store an own template (另存为本单位模板) after it has been read once; ``own`` = the one that is changed."""
    session.require("report.template")
    if len(source) > LONGEST:
        raise Refused(f"模板有 {len(source):,} 个字，最多 {LONGEST:,} 个。请删去不用的部分。")
    parsed = read(source)
    _compiled(parsed, parsed.body, parsed.first_line)
    _compiled(parsed, parsed.title, 1)
    db = session.register.db
    if any(each.name == parsed.name and each.id != own for each in stored.templates(db)) or any(
        each.name == parsed.name for each in shipped()
    ):
        raise Refused(f"已有名称为“{parsed.name}”的模板。请把第一行的名称改一改，例如“{parsed.name}（本单位）”。")
    with session.work.operation("template.save", session, reason=parsed.name) as operation:
        values = {"code": parsed.code, "name": parsed.name, "source": source}
        if own:
            operation.update("report_template", own, values)
        else:
            operation.insert("report_template", values)
    return Done(operation.id, frozenset(operation.touched), f"模板“{parsed.name}”已保存")


def delete_own(session: Session, own: str) -> Done:
    """Take an own template out of the list; documents made from it stay."""
    session.require("report.template")
    found = stored.template(session.register.db, own)
    if found is None:
        raise Refused("没有找到这个模板，可能已被删除。")
    with session.work.operation("template.delete", session, reason=found.name) as operation:
        operation.void("report_template", own, "删除")
    return Done(operation.id, frozenset(operation.touched), f"模板“{found.name}”已删除")


def fill(source: Source, counted: Counted, chosen: Template) -> tuple[str, tuple[Section, ...]]:
    """(title, sections) of a new document; Refused names the line of a broken template and what to do."""
    names = _Names(source, counted)
    title = _filled(chosen, chosen.title, 1, names)
    body = _filled(chosen, chosen.body, chosen.first_line, names)
    return " ".join(title.split()), report_templates.sections_of(body)


# -- Jinja ---------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError

    class Sandbox(ImmutableSandboxedEnvironment):
        """Without what could fill the memory: powers, and texts that are multiplied."""

        intercepted_binops = frozenset(("*", "**"))

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            """Only numbers are multiplied."""
            if operator == "**" or not all(isinstance(each, int | float) for each in (left, right)):
                raise SecurityError(operator)
            return super().call_binop(context, operator, left, right)

    found = Sandbox(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)
    found.globals.clear()
    found.filters = {name: function for name, function in found.filters.items() if name in ("length", "first", "last", "join")}
    found.filters |= {
        "千分位": lambda value: f"{int(value):,}",
        "百分比": lambda value: f"{float(value) * 100:.1f}%",
        "日期": _date_words,
        "增减": _change,
        "占比": lambda value, whole: f"{int(value) * 100 / int(whole):.1f}%" if whole else "—",
    }
    return found


def _date_words(value: Any) -> str:
    day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return f"{day.year}年{day.month}月{day.day}日"


def _change(value: Any, unit: str = "") -> str:
    number = int(value)
    return "持平" if not number else f"{'增加' if number > 0 else '减少'}{written(abs(number), 0)}{unit}"


def _compiled(chosen: Template, text: str, first_line: int) -> Any:
    from jinja2 import TemplateSyntaxError

    try:
        return _environment().from_string(text)
    except TemplateSyntaxError as error:
        line = first_line + error.lineno - 1
        raise Refused(
            f"模板“{chosen.name}”第 {line} 行写法不完整：“{_line(text, error.lineno)}”。"
            "请看这一行的 {{ }}、{% %}、引号和括号是否成对，每个 if 和 for 是否有 endif 和 endfor。"
        ) from None


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[min(number, len(lines)) - 1].strip()[:40]


def _filled(chosen: Template, text: str, first_line: int, names: _Names) -> str:
    from jinja2 import UndefinedError
    from jinja2.sandbox import SecurityError

    compiled = _compiled(chosen, text, first_line)
    try:
        return str(compiled.render(names.all()))
    except (Wrong, UndefinedError, SecurityError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError) as error:
        frames = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
        number = next(iter(frames), 1) or 1
        where = f"模板“{chosen.name}”第 {first_line + number - 1} 行“{_line(text, number)}”"
        raise Refused(f"{where}{_reason(error)}{WHAT_TO_DO}") from None


def _reason(error: Exception) -> str:
    from jinja2 import UndefinedError
    from jinja2.sandbox import SecurityError

    if isinstance(error, Wrong):
        return str(error)
    if isinstance(error, UndefinedError):
        name = str(error).split("'")[1] if "'" in str(error) else ""
        return f"用了没有的名称“{name}”。"
    if isinstance(error, SecurityError):
        return "用了模板里不允许的写法。"
    return "算不出来，可能是数字和文字混在一起用。"


def _perhaps(near: list[str]) -> str:
    return f"，是不是“{'”“'.join(near)}”" if near else ""


class _Names:
    """What a template may say: names of figures in Chinese, chips, conditions."""

    def __init__(self, source: Source, counted: Counted) -> None:
        self.source, self.counted = source, counted
        self.codes = {each.name: each.code for each in counted.catalogue.values()}

    def all(self) -> dict[str, Any]:
        """Names of the context."""
        source, whole = self.source, self.source.subject.period
        facts = {
            "单位": source.session.office.name,
            "范围": source.scope,
            "期间": report_periods.label(whole),
            "年": whole.first.year,
            "月": whole.first.month,
            "起": _date_words(source.period.first),
            "止": _date_words(source.period.last),
            "今天": _date_words(source.session.today),
            "上期": report_periods.before_words(whole, source.period),
            "待补充": PLACEHOLDER,
        }
        lists = {name: [self._entry(code) for code in self.counted.families.get(family, ())] for name, family in FAMILIES.items()}
        forms = {
            "同比": YEARLY, "同比率": YEARLY_RATE, "同比情况": YEARLY_BOTH, "环比": SERIAL, "环比率": SERIAL_RATE, "环比情况": SERIAL_BOTH,
        }  # fmt: skip
        chips = {word: (lambda name, form=form: self.chip(name, "本期", form)) for word, form in forms.items()}
        more = {
            "数": self.chip,
            "值": self.value,
            "有": lambda name: bool(self.value(name)),
            "可比": LAST_YEAR in self.counted.book.compared,
            "可环比": PREVIOUS in self.counted.book.compared,
            "表": lambda name: mark(Chip(self._code(name, TABLES, "表"), kind=TABLE)),
            "图": lambda name: mark(Chip(self._code(name, CHARTS, "图"), kind=CHART)),
            "列举": self.listing,
        }
        return {**facts, **lists, **chips, **more}

    def chip(self, name: str, span: str = "本期", form: str = NUMBER) -> str:
        """A figure bound to its indicator."""
        key = next((key for key, word in SPANS.items() if span in (word, key)), "")
        if not key:
            raise Wrong(f"里的“{span}”看不懂，可写{'、'.join(SPANS.values())}。")
        return mark(Chip(self._figure(name), key, form if form in FORMS else NUMBER, FIGURE))

    def value(self, name: str, span: str = "本期") -> int:
        """The number itself, for conditions; 0 where nothing is counted."""
        key = next((key for key, word in SPANS.items() if span in (word, key)), NOW)
        figure = self.counted.book.get(self._figure(name), key)
        return (figure.value or 0) if figure is not None else 0

    def listing(self, name: str, unit: str = "") -> str:
        """'迁入120人、新来住80人' with a chip for each number; '' when there is none."""
        family = FAMILIES.get(name)
        if family is None:
            raise Wrong(f"里的“{name}”不能列举，可写{'、'.join(FAMILIES)}。")
        entries = [self._entry(code) for code in self.counted.families.get(family, ())]
        return "、".join(f"{each['名称']}{mark(Chip(each['代码']))}{unit or each['单位']}" for each in entries)

    def _entry(self, code: str) -> dict[str, str]:
        indicator = self.counted.catalogue[code]
        return {"名称": indicator.name.partition("·")[2], "代码": code, "单位": indicator.unit}

    def _figure(self, name: str) -> str:
        code = code_of(name, self.codes)
        if not code:
            raise Wrong(f"里没有“{name}”这项数据{_perhaps(nearest(name, self.codes))}。")
        return code

    @staticmethod
    def _code(name: str, known: dict[str, str], what: str) -> str:
        code = next((code for code, word in known.items() if name in (word, code)), "")
        if not code:
            raise Wrong(f"里没有“{name}”这张{what}{_perhaps(nearest(name, known.values()))}。")
        return code
