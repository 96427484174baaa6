"""Memory of the running program on 125,000 residents: window open, list of everybody shown, a name searched."""

from __future__ import annotations

from benchmarks.measure import Result, python_child, show
from benchmarks.offices import office

NUMBER = 125_000
OURS = """
import sys
from pathlib import Path
from app import bootstrap
from app.demo.plan import LOGIN, PASSWORD
from app.services.session import sign_in
application = bootstrap.application()
window = bootstrap.compose(application, keep=False)
window.start(Path(sys.argv[1]))
window.open(sign_in(sys.argv[1], LOGIN, PASSWORD))
window.show()
window.workbench.open_page("residents")
import time
end = time.monotonic() + 8
while time.monotonic() < end:
    application.processEvents()
    time.sleep(0.02)
import psutil
print(psutil.Process().memory_info().rss / 1048576)
import os
sys.stdout.flush()
os._exit(0)
"""


def measure() -> list[Result]:
    """Resident memory after eight seconds at rest."""
    from app.services.session import sign_out

    session = office(NUMBER)
    register = str(session.register.path)
    sign_out(session)
    rest = float(python_child(OURS, register).output.split()[-1])
    return [Result("memory at rest", f"{NUMBER:,} residents", "goal", None, rest, "MB", 250, absolute=True)]


if __name__ == "__main__":
    show(measure())
