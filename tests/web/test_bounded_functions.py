"""Functions of SQL that whoever may type SQL cannot make run without end; they answer as SQLite's own."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.web.bounded_functions import bound_functions
from archive.web.guard import read_only

if TYPE_CHECKING:
    from collections.abc import Iterator

CPU_SECONDS = 20
"""What takes longer took minutes before."""
texts = st.text(st.sampled_from("ab-% đ"), max_size=8)
values = st.one_of(st.none(), texts, st.integers(-99, 999))


@pytest.fixture(scope="module")
def guarded() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    bound_functions(connection)
    read_only(connection)
    with contextlib.closing(connection):
        yield connection


@pytest.fixture(scope="module")
def plain() -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        yield connection


@given(values, values, values)
def test_they_answer_as_sqlites_own(
    guarded: sqlite3.Connection, plain: sqlite3.Connection, one: object, two: object, three: object
) -> None:
    statement = "SELECT instr(?1, ?2), replace(?1, ?2, ?3), trim(?1, ?2), ltrim(?1, ?2), rtrim(?1, ?2), trim(?1)"
    assert (
        guarded.execute(statement, (one, two, three)).fetchone()
        == plain.execute(statement, (one, two, three)).fetchone()
    )


@given(st.sampled_from(["%d", "%5d", "%-8s|", "%.2f", "%,d", "%%", "%s %s", "%05.1f", "%q", "%x"]), values, values)
def test_so_does_printf(
    guarded: sqlite3.Connection, plain: sqlite3.Connection, form: str, one: object, two: object
) -> None:
    assert guarded.execute("SELECT printf('%*d|%-*s', 5, 1000000, 4, 'a')").fetchone() == ("1000000|a   ",)
    for name in ("printf", "format"):
        statement = f"SELECT {name}(?, ?, ?)"
        assert (
            guarded.execute(statement, (form, one, two)).fetchone()
            == plain.execute(statement, (form, one, two)).fetchone()
        )


def test_what_is_refused_is_an_error_of_the_statement_and_prints_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printed: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", printed.append)
    sqlite3.enable_callback_tracebacks(True)  # as Datasette does
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        bound_functions(connection)
        with pytest.raises(sqlite3.OperationalError, match="user-defined function"):
            connection.execute("SELECT printf('%1000000000d', 1)").fetchone()
    assert printed == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT printf('%.*c', 1000000000, 'x')",
        "SELECT format('%1000000000d', 1)",
        "SELECT printf('%.1000000000f', 1.5)",
        "WITH big(t) AS (SELECT replace(hex(zeroblob(4000000)), '00', 'a')) "
        "SELECT instr(t || t, t || 'b'), replace(t || t, t || 'b', 'c') FROM big",
        "WITH big(t) AS (SELECT hex(zeroblob(4000000))) SELECT length(trim(t, substr(t, 1, 1000000) || '1')) FROM big",
    ],
)
def test_none_runs_for_minutes(guarded: sqlite3.Connection, statement: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(sqlite3.Error):
        guarded.execute(statement).fetchall()
    assert time.process_time() - begun < CPU_SECONDS


def test_a_pattern_has_an_end(guarded: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="LIKE or GLOB pattern too complex"):
        guarded.execute("SELECT 'a' LIKE ?", ("%a" * 1000,)).fetchall()
