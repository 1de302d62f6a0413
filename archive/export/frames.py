"""Rows as a data frame of pandas or a table of Arrow. Both are extras, imported when first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.errors import LuutruError
from archive.export import COLUMNS, plain_row
from archive.export.arrow import TIMES, batches, pyarrow_module, schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas
    import pyarrow

_CATEGORIES = ("portal", "published_precision", "published_from", "language", "state", "page_type")
"""Columns of few values."""


def to_arrow(rows: Iterable[dict[str, Any]]) -> pyarrow.Table:
    """A table: times in UTC, dates, tags as lists. Raises LuutruError where pyarrow is not installed."""
    pa = pyarrow_module("An Arrow table")
    return pa.Table.from_batches(batches(pa, rows), schema=schema(pa))


def to_pandas(rows: Iterable[dict[str, Any]]) -> pandas.DataFrame:
    """A data frame: times in UTC to the second, dates as times without a zone, tags as lists, columns of few values as
    categories. Raises LuutruError where pandas is not installed.
    """
    try:
        import numpy as np
        import pandas as pd
    except ImportError:
        raise LuutruError("A data frame needs pandas: pip install pandas") from None
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for row in rows:
        for name, value in plain_row(row).items():
            columns[name].append(value)
    frame: dict[str, Any] = {}
    for name, values in columns.items():
        if name == "published_on" or name in TIMES:
            # A date far from today does not fit into nanoseconds, which pandas would make of texts.
            times = pd.Series(np.array([(value or "NaT").removesuffix("Z") for value in values], "datetime64[s]"))
            frame[name] = times if name == "published_on" else times.dt.tz_localize("UTC")
        elif name in ("id", "version"):
            frame[name] = np.array(values, "int64")
        elif name == "page_type_confidence":
            frame[name] = np.array(values, "float64")
        elif name == "story_id":
            frame[name] = pd.array(values, "Int64")
        elif name == "tags":
            frame[name] = pd.Series(values, dtype="object")
        else:
            frame[name] = pd.Series(values, dtype="category" if name in _CATEGORIES else "str")
    return pd.DataFrame(frame, columns=list(COLUMNS))
