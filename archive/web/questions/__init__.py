"""The commonest questions, one SQL file each, as queries that Datasette offers by name.

The first line of a file is the question, the second says what is answered and what its parameters mean, each as a
comment; the statement follows. A parameter that is not given is the empty text. A statement is ended after a second
(`archive.web.server`), so each reads by an index no more articles than that allows, whatever the archive holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_PARAMETER = re.compile(r":([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer in SQL."""

    name: str
    title: str
    description: str
    sql: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters, in the order in which they first stand in the statement.

        >>> Question("a", "A", "", "SELECT :day, ':', :portal, :day").parameters
        ('day', 'portal')
        """
        return tuple(dict.fromkeys(_PARAMETER.findall(self.sql)))

    @property
    def query(self) -> dict[str, Any]:
        """As Datasette's metadata has it."""
        return {
            "title": self.title, "description": self.description, "sql": self.sql, "params": list(self.parameters),
        }  # fmt: skip


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """All questions, by name."""
    return tuple(_read(file) for file in sorted(Path(__file__).parent.glob("*.sql")))


def _read(file: Path) -> Question:
    title, description, sql = file.read_text(encoding="utf-8").split("\n", 2)
    return Question(file.stem, title.removeprefix("-- "), description.removeprefix("-- "), sql.strip())
