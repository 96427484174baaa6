"""What holds for every test: no window on the screen, a fixed office day, and no silent complaint in the log."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"
for name in [name for name in os.environ if name.startswith("ZHIWANG_")]:
    del os.environ[name]

settings.register_profile("zhiwang", deadline=None, derandomize=True, database=None)
settings.load_profile("zhiwang")

OFFICE_DAY = "2026-11-20"


@pytest.fixture(scope="session")
def home_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Stands for the user's own directory, so that no test reads or writes the real one."""
    return str(tmp_path_factory.mktemp("home"))


@pytest.fixture(autouse=True)
def office_day(monkeypatch: pytest.MonkeyPatch, home_of_the_tests: str) -> str:
    """Every test happens on the Friday of the golden year unless it sets another day itself."""
    monkeypatch.setenv("ZHIWANG_TODAY", OFFICE_DAY)
    monkeypatch.setenv("ZHIWANG_HOME", home_of_the_tests)
    return OFFICE_DAY


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Password hashing is slow on purpose; tests open registers by the dozen."""
    from app.storage import key_file

    real, key_file.DEFAULT_COST = key_file.DEFAULT_COST, key_file.Cost(1, 8)
    yield
    key_file.DEFAULT_COST = real


@pytest.fixture(autouse=True, scope="session")
def temporary_files_where_they_always_are() -> Iterator[None]:
    """Commands that run inside the tests do not move the temporary files of pytest to a folder of their own."""
    from app import temporary

    with open(os.devnull, "rb") as nothing:
        temporary._held.append(nothing)
        yield
        temporary._held.remove(nothing)


@pytest.fixture(autouse=True)
def nothing_complains(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[None]:
    """An error in the log, or a warning from our own code, fails the test that caused it."""
    yield
    if request.node.get_closest_marker("log_expected"):
        return
    bad = [
        record.getMessage()
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.levelno >= (logging.WARNING if record.name.split(".")[0] == "app" else logging.ERROR)
    ]
    assert not bad, f"unexpected log lines: {bad}"
