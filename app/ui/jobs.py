"""Background work.  Widgets never see threads: they say ``query`` (read), ``operation`` (change, owns the writing connection) or
``work`` (long, no data) and get a call back on the window's thread – or no call, if they were closed meanwhile."""

from __future__ import annotations

import gc
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from app.errors import Cancelled, Refused, Unavailable, of_file

Result = Callable[[Any], object]
EXPECTED = (Refused, Unavailable, Cancelled)


@dataclass(eq=False)
class Job:
    """One piece of work under way; ``cancel()`` asks it to stop at its next look."""

    owner: QObject
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    done: Result | None
    failed: Result | None
    on_progress: Callable[[int, int, str], object] | None
    key: str
    named: dict[str, Any] = field(default_factory=dict)
    dropped: bool = False
    value: Any = None
    error: BaseException | None = None

    def cancel(self) -> None:
        """Ask the work to stop; its changes are rolled back."""
        self.dropped = True

    def is_cancelled(self) -> bool:
        """The port handed to services."""
        return self.dropped


class Jobs(QObject):
    """Three lanes: the data thread (sole owner of the writing connection), a reading thread, a thread for work without data.
    ``synchronous=True`` runs everything at once on the calling thread: for tests and the gallery."""

    changes_saved = Signal(frozenset)  # the only application-wide signal: words of what changed ({'residence', 'visit'})
    _finished = Signal(object)
    _progressed = Signal(object, int, int, str)

    def __init__(self, parent: QObject | None = None, synchronous: bool = False) -> None:
        super().__init__(parent)
        self.synchronous = synchronous
        self.on_bug: Callable[[BaseException], object] | None = None  # set by bootstrap
        self.on_trouble: Callable[[BaseException], object] | None = None
        self.pending = 0
        self._open: set[Job] = set()
        self._latest: dict[tuple[int, str], Job] = {}
        self._lanes: dict[str, queue.SimpleQueue[Job | None]] = {}
        self._threads: list[threading.Thread] = []
        self._finished.connect(self._deliver)
        self._progressed.connect(self._tell)

    def query(self, owner: QObject, function: Callable[..., Any], *arguments: Any, done: Result | None = None,
              failed: Result | None = None, key: str = "") -> Job:  # fmt: skip
        """Read.  With a ``key`` only the newest answer of that key arrives (search as you type)."""
        return self._start("read", Job(owner, function, arguments, done, failed, None, key))

    def long_query(self, owner: QObject, function: Callable[..., Any], *arguments: Any, done: Result | None = None,
                   failed: Result | None = None, on_progress: Callable[[int, int, str], object] | None = None, key: str = "") -> Job:  # fmt: skip
        """Read what takes a while: the service gets ``progress``, and ``cancelled`` once a newer question of the ``key`` was asked."""
        job = Job(owner, function, arguments, done, failed, on_progress, key, {})
        job.named["progress"] = self._port(job)
        job.named["cancelled"] = lambda: job.dropped or job.is_cancelled()
        return self._start("read", job)

    def operation(self, owner: QObject, function: Callable[..., Any], *arguments: Any, done: Result | None = None,
                  failed: Result | None = None, **named: Any) -> Job:  # fmt: skip
        """Change something.  If the result carries ``touched``, ``changes_saved`` follows the call back."""
        return self._start("data", Job(owner, function, arguments, done, failed, None, "", named))

    def long_operation(self, owner: QObject, function: Callable[..., Any], *arguments: Any, done: Result | None = None,
                       failed: Result | None = None, on_progress: Callable[[int, int, str], object] | None = None,
                       cancellable: bool = True, **named: Any) -> Job:  # fmt: skip
        """A change or document that takes a while: the service gets ``progress`` and, where it can stop, ``cancelled``."""
        job = Job(owner, function, arguments, done, failed, on_progress, "", named)
        job.named["progress"] = self._port(job)
        if cancellable:
            job.named["cancelled"] = job.is_cancelled
        return self._start("data", job)

    def work(self, owner: QObject, function: Callable[..., Any], *arguments: Any, done: Result | None = None,
             failed: Result | None = None, key: str = "") -> Job:  # fmt: skip
        """Long work without data: pictures of pages, files."""
        return self._start("work", Job(owner, function, arguments, done, failed, None, key))

    def busy_with(self, owner: QObject) -> bool:
        """Whether something of this owner is under way: what is pressed twice is done once."""
        return any(job.owner is owner for job in self._open)

    def cancel_all(self, owner: QObject) -> None:
        """The page closes: nothing of it may arrive any more."""
        for key in [key for key, job in self._latest.items() if job.owner is owner]:
            self._latest.pop(key).dropped = True

    def cancel_running(self) -> None:
        """The window closes: long work is asked to stop, its changes are rolled back."""
        for job in list(self._open):
            job.cancel()

    def stop(self) -> None:
        """Let the running work end and stop the threads."""
        for lane in self._lanes.values():
            lane.put(None)
        for thread in self._threads:
            thread.join(timeout=10)
        self._lanes.clear()
        self._threads.clear()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _port(self, job: Job) -> Callable[[int, int, str], None]:
        def progress(done: int, total: int, text: str = "") -> None:
            if self.synchronous:
                self._tell(job, done, total, text)
            else:
                self._progressed.emit(job, done, total, text)

        return progress

    def _start(self, lane: str, job: Job) -> Job:
        if job.key:
            place = (id(job.owner), job.key)
            if place in self._latest:
                self._latest[place].dropped = True
            self._latest[place] = job
        self.pending += 1
        self._open.add(job)
        if self.synchronous:
            _run(job)
            self._deliver(job)
            return job
        if lane not in self._lanes:
            self._lanes[lane] = queue.SimpleQueue()
            thread = threading.Thread(target=self._serve, args=(self._lanes[lane],), name=f"zhiwang-{lane}", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._lanes[lane].put(job)
        return job

    def _serve(self, lane: queue.SimpleQueue[Job | None]) -> None:
        while (job := lane.get()) is not None:
            if not (job.key and job.dropped):
                _run(job)
            self._finished.emit(job)
            del job

    @Slot(object)
    def _deliver(self, job: Job) -> None:
        self.pending -= 1
        self._open.discard(job)
        place = (id(job.owner), job.key)
        if self._latest.get(place) is job:
            del self._latest[place]
        touched = getattr(job.value, "touched", None)
        alive = isValid(job.owner) and not (job.key and job.dropped)
        if job.error is not None:
            self._complain(job, job.error, alive)
        elif alive and job.done is not None:
            job.done(job.value)
        if job.error is None and touched:
            self.changes_saved.emit(frozenset(touched))

    def _complain(self, job: Job, error: BaseException, alive: bool) -> None:
        if not isinstance(error, EXPECTED):
            if self.on_bug is None:
                raise error
            self.on_bug(error)
            if alive and job.failed is not None:
                job.failed(error)
        elif alive and job.failed is not None:
            job.failed(error)
        elif alive and self.on_trouble is not None and not isinstance(error, Cancelled):
            self.on_trouble(error)

    @Slot(object, int, int, str)
    def _tell(self, job: Job, done: int, total: int, text: str) -> None:
        if job.on_progress is not None and isValid(job.owner) and not job.dropped:
            job.on_progress(done, total, text)


def _run(job: Job) -> None:
    try:
        job.value = job.function(*job.arguments, **job.named)
    except OSError as error:  # a file the person chose: open in another program, on a stick that is gone
        job.error = of_file(error) or error
    except Exception as error:  # noqa: BLE001 - the one place: expected errors become words, all others a bug report
        job.error = error


class Sweeper(QObject):
    """Collects Python garbage on the window's thread only: on any other it would destroy Qt objects there and crash."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limits = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    def sweep(self) -> None:
        """One collection of the oldest generation that is due."""
        counts = gc.get_count()
        due = [generation for generation in (2, 1, 0) if counts[generation] > (self._limits[generation] or 10)]
        if due:
            gc.collect(due[0])
