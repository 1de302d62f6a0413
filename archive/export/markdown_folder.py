"""A folder of Markdown: an article a file, `portal/YYYY/MM-id-title.md`, its facts in YAML before its text."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from archive.export import COLUMNS, plain_row
from archive.export.markdown_text import escaped as escaped_markdown
from archive.export.markdown_text import markdown, paragraphs
from archive.folding import folded
from archive.terminal import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NEEDED = (*COLUMNS, "html")
"""What a row must hold."""
_LONGEST = 60
"""Characters of a title in a file's name, and of a portal's key in a folder's."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\..*)?", re.IGNORECASE)
"""Names that are devices on Windows, whatever they end with."""


def write(folder: Path, rows: Iterable[dict[str, Any]]) -> int:
    """Writes the rows, a file each, into a folder that is there; how many."""
    count = 0
    for row in rows:
        file = folder / file_name(row)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page(row), encoding="utf-8", newline="\n")
        count += 1
    return count


def file_name(row: dict[str, Any]) -> str:
    """Where an article lies in the folder: a name that every system takes, and that no other article has.

    A month, or a whole date, that is not stated is `00`, or `undated`.

    >>> file_name({"portal": "demo", "published_on": "2022-12-01", "published_precision": "day", "id": 7,
    ...            "title": "Đường mới: 100%!"})
    'demo/2022/12-7-duong-moi-100.md'
    """
    stated, precision = row["published_on"] or "", row["published_precision"]
    year = stated[:4] or "undated"
    month = "" if not stated else "00-" if precision == "year" else f"{stated[5:7]}-"
    words = re.sub(r"[^a-z0-9]+", "-", folded(row["title"]))[:_LONGEST].strip("-")
    return f"{_folder(row['portal'])}/{year}/{month}{row['id']}{'-' if words else ''}{words}.md"


def _folder(portal: str) -> str:
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", portal)[:_LONGEST].strip(".") or "_"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def page(row: dict[str, Any]) -> str:
    """An article: its facts in YAML, title and text in Markdown."""
    facts = {name: value for name, value in plain_row(row).items() if name in COLUMNS and name != "text"}
    lines = "".join(f"{name}: {_yaml(value)}\n" for name, value in facts.items())
    text = markdown(row["html"]) or paragraphs(row["text"])
    title = escaped_markdown(row["title"])
    return f"---\n{lines}---\n\n" + (f"# {title}\n\n" if title else "") + text


def _yaml(value: Any) -> str:
    """A value as YAML that is JSON, too: a text can be nothing but a text."""
    return escaped(json.dumps(value, ensure_ascii=False), is_toml=True)
