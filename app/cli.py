"""The command line ``zhiwang`` (docs/FORMATS.md): results on stdout, messages and progress in Chinese on stderr.

Exit status: 0 done · 1 a bug · 2 wrong usage · 3 refused by a rule · 4 unavailable (file, key, disk, lock).
Passwords come from ``ZHIWANG_PASSWORD`` or a prompt, never from an argument.  Services are imported where they are needed, so that
the window starts without them.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.errors import Cancelled, Refused, Unavailable, of_file

if TYPE_CHECKING:
    from app.services.session import Session

REFUSED, UNAVAILABLE, BUG, CANCELLED = 3, 4, 1, 130
KINDS = ("grids", "staff", "residents", "entities", "visits", "attendance")
REPORTS = (
    "weekly-ranking", "meeting-minutes", "monthly-bulletin", "monthly-brief", "quarter-summary", "half-year-summary", "year-summary",
    "special-report", "roster", "grid-file",
)  # fmt: skip
_REGISTER = click.option("--register", "register_path", required=True, type=click.Path(path_type=Path), help="登记簿文件")
_JSON = click.option("--json", "as_json", is_flag=True, help="结果以 JSON 输出")


class Commands(click.Group):
    """A group whose unknown first word is taken for a register file: ``zhiwang office.zhiwang`` opens the window."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and not args[0].startswith("-")):
            args = ["open", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """织网：街道、乡镇、社区的网格化管理工作台。

    直接运行 zhiwang 打开窗口；密码取自环境变量 ZHIWANG_PASSWORD，没有时询问。
    """


def say(text: str) -> None:
    """A message for the person at the keyboard."""
    click.echo(text, err=True)


def show_progress(done: int, total: int, text: str) -> None:
    """The progress port of long work: one line on a terminal, nothing into a log file."""
    if sys.stderr.isatty():
        share = f"{done * 100 // total:3d}% " if total else ""
        click.echo(f"\r{share}{text}\x1b[K", err=True, nl=bool(total) and done >= total)


def _password(prompt: str = "密码", confirm: bool = False) -> str:
    given = os.environ.get("ZHIWANG_PASSWORD")
    return given if given is not None else str(click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True))


def _login(path: Path) -> str:
    """``ZHIWANG_USER``, else the administrator: the account with which the register was made."""
    from app.services import session as sessions

    return os.environ.get("ZHIWANG_USER") or sessions.first_login(path)


@contextlib.contextmanager
def signed_in(path: Path) -> Iterator[Session]:
    """A session on the register for one command; always signed out again, so that the lock is given back."""
    from app import temporary
    from app.services import session as sessions

    temporary.claim()
    session = sessions.sign_in(path, _login(path), _password())
    try:
        yield session
    finally:
        sessions.sign_out(session)


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


@commands.command("open")
@click.argument("register", required=False, type=click.Path(path_type=Path))
def open_window(register: Path | None) -> None:
    """打开窗口（没有登记簿时从新建开始）。"""
    from app import bootstrap

    sys.exit(bootstrap.run(register))


@commands.command()
@click.option(
    "--dir", "directory", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="练习单位放在哪里"
)
@click.option("--size", type=click.Choice(["community", "street", "small"]), default="community", show_default=True, help="规模")
@click.option("--headless", is_flag=True, help="不开窗口，只写出报表和画面")
def demo(directory: Path, size: str, headless: bool) -> None:
    """建一个虚构的练习单位并打开；没有显示器时写出 PDF、花名册和画面。"""
    from app.demo.run import run_demo

    sys.exit(run_demo(directory, size, headless))


@commands.command()
@click.argument("register", type=click.Path(path_type=Path))
@click.option("--office", required=True, help="单位名称")
@click.option("--admin", "login", default="admin", show_default=True, help="管理员登录名")
@click.option("--practice", is_flag=True, help="练习登记簿：接受 99 开头的虚构证件号码")
def new(register: Path, office: str, login: str, practice: bool) -> None:
    """新建加密登记簿。"""
    from app.models.passwords import PasswordRules, weaknesses
    from app.services import session as sessions

    password = _password("新密码", confirm=True)
    for problem in weaknesses(password, login, PasswordRules()):
        click.echo(f"提醒：{problem.text}", err=True)
    session = sessions.create_office(register, office, login, "管理员", password, practice, weak_password=True)
    code = getattr(session.register, "recovery_code", "")
    sessions.sign_out(session)
    click.echo(str(register))
    if code:
        say(f"恢复码（只显示这一次，请抄下或打印后锁好）：{code}")
    say(f"已新建“{office}”的登记簿。钥匙文件 {register.name}.key 与它放在一起，备份时两个都要。")


@commands.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@_REGISTER
@click.option("--map", "map_path", type=click.Path(path_type=Path), help="列对应表（JSON）")
@click.option("--dry-run", is_flag=True, help="只检查，不写入")
@click.option("--rejects", "rejects_path", type=click.Path(path_type=Path), help="不能导入的行写到这个 .xlsx")
@_JSON
def import_file(
    kind: str, file: Path, register_path: Path, map_path: Path | None, dry_run: bool, rejects_path: Path | None, as_json: bool
) -> None:
    """从 Excel 或 CSV 导入；好的行写入，不行的行连原因退回。"""
    from app.services import imports

    mapping = _mapping(map_path)
    with signed_in(register_path) as session:
        result = imports.run(
            session, kind, file, mapping=mapping, rejects_path=rejects_path, dry_run=dry_run, progress=show_progress
        )
    if as_json:
        names = ("rows", "accepted", "rejected", "warnings", "operation", "reasons")
        _print_json({name: getattr(result, name) for name in names})
    else:
        click.echo(
            f"共 {result.rows} 行，{'可以导入' if dry_run else '已导入'} {result.accepted} 行，不能导入 {result.rejected} 行"
        )
        for reason, count in result.reasons.items():
            click.echo(f"{count:6d} 行  {reason}")
        if result.operation:
            click.echo(f"操作编号 {result.operation}（zhiwang undo 可整批撤销）")
    if rejects_path and result.rejected:
        say(f"不能导入的 {result.rejected} 行已写到 {rejects_path}，改好后可再次导入。")
    if result.rejected and not dry_run:
        raise click.exceptions.Exit(REFUSED)


def _mapping(path: Path | None) -> dict[str, str] | None:
    if path is None:
        return None
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise Unavailable(f"打不开列对应表“{path.name}”，请检查文件名和位置", "missing") from None
    except ValueError:
        raise Refused(f"列对应表“{path.name}”不是 JSON 文件，请按 {{“我们的列”: “表里的列”}} 的写法改好") from None
    if not isinstance(value, dict):
        raise Refused(f"列对应表“{path.name}”应写成 {{“我们的列”: “表里的列”}}")
    return {str(ours): str(theirs) for ours, theirs in value.items()}


@commands.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("out", type=click.Path(path_type=Path))
@_REGISTER
@click.option("--full-ids", is_flag=True, help="带完整证件号码（要写明用途，会记入日志）")
@click.option("--purpose", default="", help="用途")
def export(kind: str, out: Path, register_path: Path, full_ids: bool, purpose: str) -> None:
    """导出为 Excel；默认遮住证件号码。"""
    from app.services import exports

    with signed_in(register_path) as session:
        rows = exports.export(session, kind, out, full_ids=full_ids, purpose=purpose, progress=show_progress)
    click.echo(str(out))
    say(f"已导出 {rows} 行。")


@commands.command()
@click.argument("kind", type=click.Choice(["week", "month", "year", "range"]))
@click.argument("period")
@_REGISTER
@click.option(
    "--by", type=click.Choice(["member", "grid", "community", "office"]), default="member", show_default=True, help="按什么统计"
)
@_JSON
def stats(kind: str, period: str, register_path: Path, by: str, as_json: bool) -> None:
    """一周、一月、一年或一段时间的数字。"""
    from app.models.figure_json import table_json
    from app.services import statistics

    with signed_in(register_path) as session:
        table = statistics.figures(session, statistics.period(session, kind, period), by)
    if as_json:
        _print_json(table_json(table))
        return
    for row in table.rows:
        figures = row.figures
        click.echo(
            f"{row.rank:4d}  {row.key}  {row.name}  新增 {figures.new_residents}  注销 {figures.cancelled_residents}  "
            f"走访 {figures.visited_persons}  数据量 {figures.volume}"
        )
    click.echo(f"合计  数据量 {table.total.volume}")


@commands.command()
@click.argument("kind", type=click.Choice(REPORTS))
@click.argument("period")
@_REGISTER
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪里（.pdf、.docx 或 .xlsx）")
@click.option("--grid", "grid_code", default="", help="只要这个网格（编码）")
@click.option("--member", "staff_no", default="", help="只要这名网格员（工号）")
def report(kind: str, period: str, register_path: Path, out: Path, grid_code: str, staff_no: str) -> None:
    """排名通报、会议纪要、月度通报、季度半年年终总结、专项汇报、简报、花名册、网格档案（要 --grid）。"""
    from app.services import documents

    with signed_in(register_path) as session:
        documents.report(session, kind, period, out, grid_code=grid_code, staff_no=staff_no, progress=show_progress)
    click.echo(str(out))


@commands.command("close-week")
@click.argument("day")
@_REGISTER
def close_week(day: str, register_path: Path) -> None:
    """结算一周：排名表从此不变，以后的更正记入下一周。"""
    from app.services import rankings, statistics

    with signed_in(register_path) as session:
        done = rankings.close_week(session, rankings.meeting_of(session, statistics.period(session, "week", day)))
    click.echo(done.message)


@commands.command()
@_REGISTER
@_JSON
def check(register_path: Path, as_json: bool) -> None:
    """检查文件、日志链和数字的平衡关系。"""
    from app.services import checks

    with signed_in(register_path) as session:
        result = checks.check(session, show_progress)
    if as_json:
        _print_json({"ok": result.ok, "checks": [{"name": line.name, "ok": line.ok, "text": line.text} for line in result.lines]})
    else:
        for line in result.lines:
            click.echo(f"{'正常' if line.ok else '有问题'}  {line.name}  {line.text}")
    if not result.ok:
        raise click.exceptions.Exit(REFUSED)


@commands.command()
@click.argument("register", type=click.Path(path_type=Path))
@click.argument("directory", type=click.Path(path_type=Path))
def backup(register: Path, directory: Path) -> None:
    """备份到文件夹，并重新打开核对。"""
    from app.services import backups

    if directory.exists() and not directory.is_dir():
        raise Refused(f"“{directory}”是文件，请写一个文件夹")
    with signed_in(register) as session:
        click.echo(str(backups.backup(session, directory)))


@commands.command()
@click.argument("register", type=click.Path(path_type=Path))
def rekey(register: Path) -> None:
    """更换文件密钥：整个登记簿重新加密，旧钥匙文件作废；其他账号得到初始密码。"""
    from app.services import accounts

    made = accounts.rekey(register, _login(register), _password())
    for login, password in made.passwords.items():
        click.echo(f"{login}\t{password}")
    say(f"已更换文件密钥。新恢复码（只显示这一次，请抄下锁好）：{made.recovery_code}")
    if made.passwords:
        say("上面是其他账号的初始密码，请当面告诉本人；首次登录要换成自己的。以前的备份仍用旧钥匙，请另做一份新备份。")


@commands.command()
@click.argument("copy", metavar="BACKUP", type=click.Path(path_type=Path))
@click.argument("register", type=click.Path(path_type=Path))
def restore(copy: Path, register: Path) -> None:
    """用备份恢复；原来的登记簿留在旁边，不会覆盖。"""
    from app.services import backups

    backups.restore(copy, register)
    click.echo(str(register))


@commands.command()
@click.argument("operation")
@_REGISTER
def undo(operation: str, register_path: Path) -> None:
    """撤销一次操作（之后又改过的不动，并说明原因）。"""
    from app.services import history as histories

    with signed_in(register_path) as session:
        click.echo(histories.undo(session, operation).message)


@commands.command()
@_REGISTER
@click.option("--of", "subject", default="", help="只看这一条记录（编号）")
@_JSON
def history(register_path: Path, subject: str, as_json: bool) -> None:
    """谁在什么时候改了什么。"""
    from app.services import history as histories

    with signed_in(register_path) as session:
        lines = histories.history(session, of=subject or None)
    if as_json:
        _print_json([histories.as_json(line) for line in lines])
        return
    for line in lines:
        click.echo(line.text)


@commands.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="PNG 放在哪里")
@click.option("--size", default="1366x698", show_default=True, help="窗口内部大小")
@click.option("--font-scale", type=float, default=1.0, show_default=True, help="文字大小 1.0、1.15 或 1.3")
@click.option("--dir", "directory", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="练习单位在哪里")
def gallery(out: Path, size: str, font_scale: float, directory: Path) -> None:
    """把练习单位的每个画面画成 PNG。"""
    from app import bootstrap
    from app.demo import office
    from app.services import session as sessions

    width, _, height = size.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise click.BadParameter(f"大小“{size}”应写成 1366x698", param_hint="--size")
    session = (
        office.open_built(directory)
        if office.is_built(directory, "community")
        else office.build(directory, "community", show_progress)
    )
    try:
        for path in bootstrap.gallery(session, out, (int(width), int(height)), font_scale):
            click.echo(str(path))
    finally:
        sessions.sign_out(session)


def usage_text(wrong: click.ClickException) -> str:
    """What is wrong with the call, in the words of the office."""
    name = wrong.param.human_readable_name if isinstance(wrong, click.BadParameter) and wrong.param else ""
    if isinstance(wrong, click.MissingParameter):
        choices = getattr(getattr(wrong.param, "type", None), "choices", ())
        return f"缺少 {name}" + (f"，可以是 {'、'.join(choices)}" if choices else "")
    if isinstance(wrong, click.NoSuchOption):
        return f"没有选项 {wrong.option_name}"
    if isinstance(wrong, click.BadParameter):
        choices = getattr(getattr(wrong.param, "type", None), "choices", ())
        own = "" if wrong.message.isascii() or "'" in wrong.message else f"：{wrong.message}"  # click's own words are English
        return f"{name or '参数'} 的值不对" + (f"，可以是 {'、'.join(choices)}" if choices else own)
    return "多写或写错了参数"


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status; every refusal and failure is said in Chinese on stderr."""
    try:
        result: Any = commands.main(arguments, prog_name="zhiwang", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        say("已取消。")
        return CANCELLED
    except click.ClickException as wrong:
        say(f"用法不对：{usage_text(wrong)}（zhiwang --help 查看用法）")
        return wrong.exit_code
    except Cancelled:
        say("已取消，没有写入任何内容。")
        return CANCELLED
    except Refused as refused:
        for problem in refused.problems:
            say(problem.text)
        return REFUSED
    except Unavailable as unavailable:
        say(unavailable.text)
        return UNAVAILABLE
    except OSError as error:
        if (known := of_file(error)) is None:
            raise
        say(known.text)
        return UNAVAILABLE
    return result if isinstance(result, int) else 0


def main() -> None:
    """Entry of the installed command.  What nobody foresaw is a bug: logged with numbers masked, status 1."""
    try:
        status = run()
    except Exception as bug:  # noqa: BLE001 – the outermost door of the command line
        import logging

        from app.logs import start_log

        start_log()
        logging.getLogger("app").exception("command failed")
        say(f"程序出错，已记入日志，没有写完的内容已退回：{type(bug).__name__}")
        status = BUG
    sys.exit(status)
