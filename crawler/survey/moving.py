"""A portal that has moved: what its new definition keeps of the one before, so that its articles go on as the same.

Its articles keep their archive: the old host stays among its hosts, and its old addresses are marked as left behind.
Nothing there is asked for any more, since whoever answers there now says nothing of the articles.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive import Archive
from crawler.discovery.addresses import article_pattern
from crawler.survey.drafting import Kept
from crawler.urls import bare_host, split_url

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crawler.portal import Portal
    from crawler.survey.found import Survey

TRIED = 2
"""Old addresses that are looked at, to see whether they still lead to articles."""
_MOST_ADDRESSES = 500


def old_addresses(key: str, folder: Path) -> list[str]:
    """The articles' own addresses in the archive, the latest first."""
    if not (folder / "archive.db").exists():
        return []
    with Archive.open(folder) as archive:
        rows = archive.rows(
            "SELECT url FROM articles WHERE portal = ? AND state IN ('live', 'restored') ORDER BY id DESC LIMIT ?",
            key, _MOST_ADDRESSES,
        )  # fmt: skip
    return [row["url"] for row in rows]


def kept_of(before: Portal, survey: Survey, old: Sequence[str]) -> Kept:
    """What stays, once the portal has been looked at where it is now. `old` are its articles' addresses so far."""
    definition = before.definition
    new = split_url(survey.homepage)
    assert new is not None
    here = new._replace(host=bare_host(new.host)).netloc
    home = before.home._replace(host=bare_host(before.home.host)).netloc
    former = list(definition.discover.former)
    if home != here:
        former.append(rf"^https?://(?:www\.)?{re.escape(home)}/")
    elif pattern := _left_behind(survey, old):
        former.append(pattern)
    rules = definition.article
    return Kept(
        name=definition.name,
        language=definition.language,
        timezone=definition.timezone,
        tags=definition.tags,
        hosts=tuple(sorted(before.netlocs - {here})),
        former=tuple(dict.fromkeys(former)),
        url=rules.url or "",
        follow=definition.discover.follow,
        ignore=definition.discover.ignore,
        documents=definition.discover.documents,
        selectors=before.fields,
        delay=definition.politeness.delay,
        politeness=definition.politeness.model_dump(exclude_defaults=True, exclude={"delay"}),
        schedule=definition.schedule.model_dump(exclude_defaults=True),
    )


def _left_behind(survey: Survey, old: Sequence[str]) -> str:
    """The pattern of the old addresses, where none of those tried leads to an article; empty where none can be told."""
    if not old or survey.old_found:
        return ""
    now = [sample.url for sample in survey.samples]
    found = article_pattern(old, [*now, survey.homepage, *(one.url for one in survey.listings)])
    return found.regex if found else ""
