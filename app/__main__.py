"""``python -m app`` and the installed command ``zhiwang`` are the same program."""

from __future__ import annotations

from app.cli import main

if __name__ == "__main__":
    main()
