"""Rows as Arrow: the types of the columns, and batches of them. pyarrow is an extra, imported when first needed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from archive.errors import LuutruError
from archive.export import COLUMNS, plain_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pyarrow

TIMES = ("published_at", "modified_at", "first_seen", "last_seen", "gone_at")
"""Columns that are times, in UTC."""
BATCH_ROWS = 20_000
BATCH_CHARACTERS = 16_000_000
"""A batch is full with so many rows, or so much text."""


def pyarrow_module(what: str) -> Any:
    """The module. Raises LuutruError, which names `what` needs it, where it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise LuutruError(f"{what} needs pyarrow: pip install 'luutru[parquet]'") from None
    return pyarrow


def schema(pa: Any) -> pyarrow.Schema:
    """The columns with their types."""
    types = dict.fromkeys(COLUMNS, pa.string()) | dict.fromkeys(TIMES, pa.timestamp("us", tz="UTC"))
    types |= {"id": pa.int64(), "version": pa.int32(), "published_on": pa.date32(), "tags": pa.list_(pa.string())}
    types |= {"story_id": pa.int64(), "page_type_confidence": pa.float64()}
    may_lack = {*TIMES, "published_on", "published_precision", "published_from", "story_id", "page_type_confidence"}
    may_lack -= {"first_seen", "last_seen"}
    return pa.schema([pa.field(name, types[name], nullable=name in may_lack) for name in COLUMNS])


def batches(pa: Any, rows: Iterable[dict[str, Any]]) -> Iterator[pyarrow.RecordBatch]:
    """The rows, a few at a time."""
    columns = schema(pa)
    kept: list[dict[str, Any]] = []
    characters = 0
    for row in rows:
        kept.append(typed(row))
        characters += len(row["text"])
        if len(kept) >= BATCH_ROWS or characters >= BATCH_CHARACTERS:
            yield pa.RecordBatch.from_pylist(kept, schema=columns)
            kept, characters = [], 0
    if kept:
        yield pa.RecordBatch.from_pylist(kept, schema=columns)


_READ: dict[str, Callable[[str], Any]] = dict.fromkeys(TIMES, datetime.fromisoformat) | {
    "published_on": date.fromisoformat
}


def typed(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its times, dates and lists as what they are."""
    return {
        name: _READ[name](value) if name in _READ and value is not None else value
        for name, value in plain_row(row).items()
    }
