"""Signing in and out, and what every other service is handed: the open register and the person who works with it."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import settings
from app.errors import Refused, Unavailable
from app.models import access
from app.models.passwords import PasswordRules, rules_of, weaknesses
from app.models.sealed_tags import hidden_from
from app.models.switched_off import switched_off
from app.models.vocabulary import Role
from app.services import clock
from app.storage import accounts, sealed_tags
from app.storage import switched_off as columns
from app.storage.accounts import Account, Office
from app.storage.clock import last_moment
from app.storage.register import Register
from app.storage.work import Work


@dataclass(frozen=True)
class Done:
    """What an act answers: the operation for 撤销, the words of what changed for the pages, and a Chinese sentence."""

    operation_id: str
    touched: frozenset[str]
    message: str


class Session:
    """One person at one open register.  ``register.db`` writes and belongs to one thread; ``reader`` is one connection a thread."""

    def __init__(self, register: Register, account: Account) -> None:
        self.register = register
        self.account = account
        self._office: Office | None = None
        self._local = threading.local()
        self.notice = ""  # what has to be said once after signing in
        self.drawn: dict[str, Any] = {}  # previewed file → what may leave with it (services.outgoing)

    @property
    def actor_id(self) -> str:
        """Account id that the journal records."""
        return self.account.id

    @property
    def actor_name(self) -> str:
        """Name that the journal records."""
        return self.account.name

    @property
    def work(self) -> Work:
        """The gate of every change."""
        return self.register.work

    @property
    def rules(self) -> PasswordRules:
        """The office's rules of passwords and of the idle screen."""
        return rules_of(self.office.settings)

    @property
    def office(self) -> Office:
        """The office as it was when first asked; ``forget_office`` after a change of its settings."""
        if self._office is None:
            self._office = accounts.office(self._connection)
        return self._office

    def forget_office(self) -> None:
        """Read the office again at the next question."""
        self._office = None
        self.apply_seals()

    @property
    def hidden_tags(self) -> frozenset[str]:
        """Care tags that the office sealed and that this account may not see."""
        return hidden_from(self.office.settings, self.account.role, self.account.id)

    @property
    def switched_off(self) -> frozenset[str]:
        """Columns of residents that this office does not record."""
        return switched_off(self.office.settings)

    def apply_seals(self) -> None:
        """What is sealed or switched off does not exist on the writing connection either where people are shown what it reads."""
        sealed_tags.hide(self.register.db, self.hidden_tags, writes=True)
        columns.set_off(self.register.db, self.switched_off)

    @property
    def practice(self) -> bool:
        """Whether this is a practice register (练习)."""
        return self.office.practice

    @property
    def today(self) -> date:
        """The office day."""
        return settings.office_day()

    @property
    def reader(self) -> Any:
        """The reading connection of the calling thread; the auditor has none, the log is read through ``log_reader``."""
        if self.account.role is Role.AUDITOR:
            raise Refused("您的角色是审计员，只能查看操作日志。需要查看登记内容时请联系管理员")
        return self.log_reader

    @property
    def log_reader(self) -> Any:
        """The same connection for what every role may see: the office's name, the own account, the journal where allowed."""
        db, hidden = self._connection, self.hidden_tags
        if db is not self.register.db and sealed_tags.hidden(db) != hidden:
            sealed_tags.hide(db, hidden, writes=False)
        columns.set_off(db, self.switched_off)
        return db

    @property
    def _connection(self) -> Any:
        if not hasattr(self._local, "reader"):
            self._local.reader = self.register.reader()
        return self._local.reader

    def require(self, action: str) -> None:
        """Refuse what the role may not do; the screens do not offer it in the first place."""
        if not access.allowed(self.account.role, action):
            raise Refused(f"您的角色是{self.account.role.label}，不能做这项操作。需要时请联系管理员")


def create_office(
    path: str | os.PathLike[str],
    office: str,
    login: str,
    name: str,
    password: str,
    practice: bool = False,
    code: str = "",
    weak_password: bool = False,
) -> Session:
    """A new register with its first administrator, signed in.  ``session.register.recovery_code`` is to be shown once.

    ``weak_password``: the caller has told that the password is weak (the command line, for jobs and tests without people).
    """
    if not weak_password and (found := weaknesses(password, login, PasswordRules())):
        raise Refused(found)
    register = Register.create(path, office=office, login=login, name=name, password=password, practice=practice, code=code)
    return _enter(register, login)


def sign_in(path: str | os.PathLike[str], login: str, password: str) -> Session:
    """Open a register; Unavailable says what is wrong with file, key, password or lock."""
    return _enter(Register.open(path, login=login, password=password), login)


def first_login(path: str | os.PathLike[str]) -> str:
    """Login of the account with which a register was made, its administrator; '' where the key file is missing or broken (opening
    the register says then what is wrong)."""
    return Register.first_login(path)


def recover(path: str | os.PathLike[str], code: str, login: str, new_password: str) -> Session:
    """Open a register with its recovery code and give an account a new password; the code stays valid."""
    if found := weaknesses(new_password, login, PasswordRules(), "new_password"):
        raise Refused(found)
    return _enter(Register.recover(path, code, login=login, new_password=new_password), login)


def _enter(register: Register, login: str) -> Session:
    try:
        account = accounts.find_account(register.db, login)
        if account is None:
            raise Unavailable(f"账号“{login}”已停用或不存在，请联系本单位管理员", "no_account")
        session, before = Session(register, account), last_moment(register.db)
        with session.work.operation("session.sign_in", session):
            pass
        session.notice = clock.watch(session, before)
        session.apply_seals()
    except BaseException:
        register.close()
        raise
    return session


def sign_out(session: Session) -> None:
    """Record the leaving, seal the journal, give the lock back."""
    with session.work.operation("session.sign_out", session):
        pass
    session.register.close()
