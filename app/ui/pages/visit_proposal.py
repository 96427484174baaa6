"""The proposal for the next date: asked again while outcome, findings or day change, shown only to the visit it was made for."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from app.services import visits
from app.ui.context import Context
from app.ui.forms.visit import VisitForm

PAUSE_MS = 120


class VisitProposal(QObject):
    """``form`` says when it wants one."""

    def __init__(self, context: Context, form: VisitForm) -> None:
        super().__init__(form)
        self.context, self.form = context, form
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(0 if context.jobs.synchronous else PAUSE_MS)
        self.timer.timeout.connect(self._ask)
        form.proposal_wanted.connect(self.timer.start)

    def _ask(self) -> None:
        target, values = self.form.target, self.form.collect()
        if target is None or not values["outcome"]:
            return
        asked = (target.kind, target.id, values["visited_on"], values["outcome"], self.form.findings, values["text"])

        def arrived(found: tuple[str, str]) -> None:
            if self.form.target is target:
                self.form.propose(*found)

        self.context.jobs.query(self, visits.proposal, self.context.session, *asked, done=arrived, failed=lambda _error: None, key="proposal")
