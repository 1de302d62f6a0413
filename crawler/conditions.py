"""Asking whether a page has changed, instead of asking for it again (RFC 9110, 13.1). Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from crawler.extraction import UNDECIDED

if TYPE_CHECKING:
    from datetime import datetime

    from archive.captures import Validators

TRUSTED = {"article": timedelta(days=90), "document": timedelta(days=365)}
TRUSTED_ELSE = timedelta(days=7)
"""How long a server is believed that says that nothing has changed. Some always say it, so now and then each page is
asked for whole: one that announces news soon.
"""


def conditions(validators: Validators | None, *, at: datetime) -> dict[str, str]:
    """The headers of a conditional request; none where the page is to be received whole."""
    if validators is None or validators.note == UNDECIDED:
        return {}  # what was told of it since may make an article of it
    age = at - validators.fetched_at
    if not timedelta(0) <= age <= TRUSTED.get(validators.kind, TRUSTED_ELSE):
        return {}
    headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in headers.items() if value}
