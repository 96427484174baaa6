"""Jobs whose answers come when the test says so: what a slow disk does, without threads and without luck."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.ui import jobs as lanes
from app.ui.jobs import Job, Jobs


class HeldJobs(Jobs):
    """At once on the calling thread; between ``hold()`` and ``release()`` reads and changes wait, each lane in its order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent, synchronous=True)
        self.waiting: list[tuple[str, Job]] = []
        self.holding: tuple[str, ...] = ()

    def hold(self, *names: str) -> None:
        """From now on jobs of these lanes ('read', 'data'; none named = both) wait."""
        self.holding = names or ("read", "data")

    def release(self, *names: str) -> None:
        """Run what waits (of these lanes) and everything after it at once."""
        wanted = names or ("read", "data")
        self.holding = tuple(name for name in self.holding if name not in wanted)
        due = [each for each in self.waiting if each[0] in wanted]
        self.waiting = [each for each in self.waiting if each[0] not in wanted]
        for _lane, job in due:
            if not (job.key and job.dropped):
                lanes._run(job)
            self._deliver(job)

    def _start(self, lane: str, job: Job) -> Job:
        if lane not in self.holding:
            return super()._start(lane, job)
        if job.key:
            place = (id(job.owner), job.key)
            if place in self._latest:
                self._latest[place].dropped = True
            self._latest[place] = job
        self.pending += 1
        self._open.add(job)
        self.waiting.append((lane, job))
        return job
