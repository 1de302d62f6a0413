"""What a TOML file holds, read within bounds; what is wrong with a value, in words that say what to write instead."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import ValidationError

LONGEST = 200_000
"""Characters; a definition has some hundred."""
_DEEP_KEY = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++\s*+\.\s*+){50}")
"""A key of so many parts takes time with the square of their number, and names nothing that we know."""
_HOW = {
    "tuple_type": 'write a list, as in ["a", "b"]',
    "dict_type": 'write a table, as in {{ a = "b" }}',
    "model_type": "is a section: write it as [{key}] and its keys below",
    "string_type": "write it in quotes",
    "bool_type": "write true or false, without quotes",
    "bool_parsing": "write true or false, without quotes",
    "float_type": "write a number, without quotes",
    "float_parsing": "write a number, without quotes",
    "int_type": "write a whole number, without quotes",
    "int_parsing": "write a whole number, without quotes",
    "int_from_float": "write a whole number",
    "finite_number": "write a number",
    "greater_than_equal": "write {ge} or more",
    "greater_than": "write more than {gt}",
    "less_than_equal": "write {le} or less",
    "less_than": "write less than {lt}",
    "literal_error": "write one of {expected}",
    "string_too_short": "write something",
    "too_short": "write {min_length} at least",
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        "write a date, as in 2025-06-30",
    ),
}
"""What to write where a value is of the wrong kind, by pydantic's name of the fault."""


def read_toml(text: str) -> dict[str, Any]:
    """The values of a TOML document. Raises ValueError, in a few words, where it cannot be read or is out of bounds.

    >>> read_toml("[politeness]\\ndelay = 2")
    {'politeness': {'delay': 2}}
    """
    if len(text) > LONGEST:
        raise ValueError(f"{len(text):,} characters are too many: {LONGEST:,} at most")
    if _DEEP_KEY.search(text):
        raise ValueError("a key of 50 parts and more")
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"not TOML: {error}") from None
    except RecursionError:
        raise ValueError("lists within lists, too deep to read") from None
    except ValueError as error:  # a number of more digits than Python reads
        raise ValueError(f"not TOML: {str(error).partition(':')[0]}") from None
    _check_numbers(found)
    return found


def _check_numbers(found: object) -> None:
    """Raises ValueError for a whole number of more than 64 bits: TOML has none, and no table holds one."""
    for value in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise ValueError(f"not TOML: the number {str(value)[:40]} is of more than 64 bits")
        _check_numbers(value)


def first_fault(error: ValidationError, model: type[BaseModel]) -> str:
    """The first thing wrong with what was to be a `model`, as `key: what to write`, and how many more there are."""
    faults = error.errors(include_url=False)
    fault = faults[0]
    key = ".".join(str(part) for part in fault["loc"]) or "file"
    if fault["type"] == "extra_forbidden":
        reason = "unknown key" + _meant(model, fault["loc"])
    elif fault["type"] == "missing":
        reason = "missing; it is the one key that every definition needs"
    elif fault["type"] in _HOW:
        reason = _HOW[fault["type"]].format(key=key, **fault.get("ctx", {}))
    else:
        reason = fault["msg"].removeprefix("Value error, ")
        reason = reason[:1].lower() + reason[1:] if fault["type"] != "value_error" else reason
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"{key}: {reason}{more}"


def _meant(model: type[BaseModel], place: Sequence[int | str]) -> str:
    """Which key an unknown one may be meant for, and where it stands; empty where none is like it."""
    keys: dict[str, str] = {}
    for section, known in sorted(_sections(model), key=lambda one: (one[0] != place[:-1], len(one[0]))):
        for name in known:
            keys.setdefault(name, ".".join([*section, name]))
    like = get_close_matches(str(place[-1]), keys, n=1)
    return f"; is {keys[like[0]]} meant?" if like else ""


def _sections(model: type[BaseModel], place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Sequence[str]]]:
    """Each section of a model, with the keys that it knows."""
    yield place, list(model.model_fields)
    for name, field in model.model_fields.items():
        for one in (field.annotation, *get_args(field.annotation)):
            if isinstance(one, type) and issubclass(one, BaseModel):
                yield from _sections(one, (*place, name))
