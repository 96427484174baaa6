"""Threads, and who gets which answer."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.errors import Cancelled, Refused, Unavailable
from app.ui.jobs import Jobs, Sweeper


@dataclass
class Saved:
    touched: frozenset[str] = frozenset({"visit"})


@pytest.fixture
def threaded(qapp):
    jobs = Jobs()
    yield jobs
    jobs.stop()


def test_work_runs_elsewhere_and_the_answer_arrives_on_the_windows_thread(threaded, qtbot) -> None:
    owner, seen = QObject(), []
    threaded.query(owner, threading.current_thread, done=lambda thread: seen.append((thread.name, threading.current_thread().name)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [("zhiwang-read", "MainThread")]


def test_changes_run_on_one_thread_and_say_what_they_touched(threaded, qtbot) -> None:
    owner, touched, names = QObject(), [], []
    threaded.changes_saved.connect(touched.append)

    def save() -> Saved:
        names.append(threading.current_thread().name)
        return Saved()

    for _ in range(3):
        threaded.operation(owner, save)
    qtbot.waitUntil(lambda: len(touched) == 3)
    assert set(names) == {"zhiwang-data"}
    assert touched[0] == frozenset({"visit"})


def test_an_answer_for_a_closed_page_is_dropped(threaded, qtbot) -> None:
    page, seen, go = QWidget(), [], threading.Event()
    threaded.query(page, go.wait, 5, done=seen.append)
    page.deleteLater()
    qtbot.waitUntil(lambda: not _alive(page))
    go.set()
    qtbot.waitUntil(lambda: threaded.pending == 0)
    assert seen == []


def test_only_the_newest_answer_of_a_key_arrives(threaded, qtbot) -> None:
    owner, seen, go = QObject(), [], threading.Event()

    def slow(text: str) -> str:
        go.wait(5)
        return text

    for text in ("w", "wa", "wan"):
        threaded.query(owner, slow, text, done=seen.append, key="find")
    go.set()
    qtbot.waitUntil(lambda: threaded.pending == 0)
    assert seen == ["wan"]


def test_progress_and_cancel(threaded, qtbot) -> None:
    owner, steps, ended, started = QObject(), [], [], threading.Event()

    def long(progress, cancelled) -> None:
        progress(1, 2, "一半")
        started.set()
        for _ in range(500):
            if cancelled():
                raise Cancelled
            threading.Event().wait(0.01)

    job = threaded.long_operation(owner, long, failed=ended.append, on_progress=lambda *step: steps.append(step))
    qtbot.waitUntil(lambda: bool(steps))
    job.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert steps == [(1, 2, "一半")]
    assert isinstance(ended[0], Cancelled)


@pytest.mark.parametrize("error", [Refused("姓名还没有填"), Unavailable("D 盘已满")])
def test_expected_errors_go_to_the_page_or_else_to_the_frame(jobs, error) -> None:
    owner, page, frame = QObject(), [], []
    jobs.on_trouble = frame.append
    jobs.query(owner, _raise, error, failed=page.append)
    assert (page, frame) == ([error], [])
    jobs.query(owner, _raise, error)
    assert frame == [error]


def test_anything_else_is_a_bug(jobs) -> None:
    bugs: list[BaseException] = []
    jobs.on_bug = bugs.append
    jobs.query(QObject(), _raise, ValueError("990106199001011234"))
    assert isinstance(bugs[0], ValueError)


def test_garbage_is_collected_on_the_windows_thread_only(qapp) -> None:
    import gc

    try:
        sweeper = Sweeper()
        assert not gc.isenabled()
        sweeper.sweep()
    finally:
        gc.enable()


def _raise(error: BaseException) -> None:
    raise error


def _alive(widget: QWidget) -> bool:
    from shiboken6 import isValid

    return isValid(widget)
