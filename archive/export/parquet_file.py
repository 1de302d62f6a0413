"""Parquet: columns with their types, compressed (zstd), in groups of rows that fit into memory one by one."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from archive.export.arrow import batches, pyarrow_module, schema

if TYPE_CHECKING:
    from collections.abc import Iterable


def write(file: IO[bytes], rows: Iterable[dict[str, Any]]) -> int:
    """Writes the rows; how many. Raises LuutruError where pyarrow is not installed."""
    pa = pyarrow_module("Parquet")
    count = 0
    with pa.parquet.ParquetWriter(file, schema(pa), compression="zstd") as writer:
        for batch in batches(pa, rows):
            writer.write_batch(batch, row_group_size=batch.num_rows)
            count += batch.num_rows
    return count
