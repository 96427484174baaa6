"""What this computer's user chose: text size, columns, last register.  Never data of the office."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


class Preferences:
    """A small JSON file; ``path`` None keeps everything in memory (tests, gallery)."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.values: dict[str, Any] = {}
        if path is not None and path.exists():
            try:
                loaded = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                loaded = {}  # a broken file of preferences is not worth a question
            self.values = loaded if isinstance(loaded, dict) else {}

    def get(self, key: str, default: Any = None) -> Any:
        """A preference."""
        return self.values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Keep a preference; a full disk must not stop the work."""
        self.values[key] = value
        if self.path is None:
            return
        try:
            half = self.path.with_suffix(".new")
            half.write_text(json.dumps(self.values, ensure_ascii=False, indent=1), encoding="utf-8")
            os.replace(half, self.path)
        except OSError:
            return
