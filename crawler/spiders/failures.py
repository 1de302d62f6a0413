"""Why a request brought no response, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twisted.python.failure import Failure


def failure_reason(failure: Failure) -> str:
    """Why there was no response, in one line that a user can read."""
    error = failure.value
    if isinstance(error, Exception):
        text = " ".join(str(error).split())
        return f"{type(error).__name__}: {text}"[:300] if text else type(error).__name__
    return "no answer"
