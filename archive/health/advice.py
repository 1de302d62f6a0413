"""What a trouble means and what to do about it, in words; one line of each change. Pure.

Two places of a text are filled in: PORTAL with its key, HOME with its home page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.health.troubles import Changed


@dataclass(frozen=True, slots=True)
class Advice:
    """What to know of one kind of trouble."""

    name: str
    """In a few words, for a line of `status`."""
    meaning: str
    step: str
    """What to do next."""


_LOOK = "Open HOME and one of the pages below in a browser."
_FIELD = (
    "the pages may be laid out anew, so that the extractor looks in the wrong place, or the portal states it no more",
    _LOOK + " Where it is printed: luutru extract URL shows what is read, [article] in the definition helps with a "
    "selector, luutru reextract PORTAL --apply reads all again. Where it is not: luutru accept PORTAL",
)
ADVICE = {
    "unreachable": Advice(
        "cannot be reached", "the server does not answer: it is down, it has gone, or it shuts us out by our address",
        "Open HOME from another network. Where it answers there, write to the portal; where it is gone for good, give "
        "the definition a valid_until. Until then it is asked again at each run, and nothing is lost.",
    ),
    "certificate": Advice(
        "its certificate is not accepted", "it has expired, or names another host, or its chain is incomplete",
        "Expired certificates are mostly renewed within days. Where it stays: [tls] verify = false in the definition, "
        "after you have made sure that it is the portal; the certificate is recorded with what is received.",
    ),
    "challenge": Advice(
        "answers with robot checks", "a wall before the portal wants a browser",
        "Ask the portal's operator to let luutru pass (LUUTRU_CONTACT says whom they may ask), or set "
        "javascript = true in the definition. Robot checks are never archived as articles.",
    ),
    "challenges": Advice(
        "answers with robot checks now and then", "a wall before the portal finds us too quick",
        "Raise [politeness] delay in the definition, or ask the portal's operator to let luutru pass.",
    ),
    "blocked": Advice(
        "refuses us", "the server answers 401, 403, 412, 429 or the like to everything, or its robots.txt forbids it",
        "Raise [politeness] delay, look at HOME from another network, write to the portal; see docs/portals.md.",
    ),
    "errors": Advice(
        "more requests fail than usual", "the server is overloaded or half broken",
        "Mostly it passes. Where it stays, raise [politeness] delay; luutru status PORTAL --json has the addresses.",
    ),
    "error_pages": Advice(
        "error pages under status 200", "what it does not find, or cannot show, the portal answers as if all were well",
        _LOOK + " Nothing of it is archived as an article.",
    ),
    "idle": Advice(
        "not crawled any more", "no run has asked this portal for anything for much longer than usual",
        "Is luutru run still going, or its timer? luutru service status; luutru portals shows pauses.",
    ),
    "slow": Advice(
        "slow", "answers take much longer than they did",
        "Nothing has to be done: the crawl asks more slowly by itself. Where runs do not end any more: "
        "[schedule] budget.",
    ),
    "moved": Advice(
        "has moved", "its home page sends readers to another host",
        "Look whether that is the same portal. If so: luutru add NEW --same-as PORTAL. If somebody else has the "
        "address now: valid_until in the definition.",
    ),
    "silent": Advice(
        "nothing new for longer than ever", "the portal has gone quiet, or its news are where luutru does not look",
        "Open HOME. Is there news? Then see where it is listed and name that page in [discover] listings, or look anew "
        "with luutru add HOME. Is there none: luutru accept PORTAL",
    ),
    "empty_lists": Advice(
        "lists and feeds that named articles name none", "the lists are laid out anew, or filled in by a script now",
        _LOOK + " Where a script fills the lists: javascript = true, or name a feed or sitemap in [discover].",
    ),
    "lost_articles": Advice(
        "articles read as none any more", "the pages are laid out anew, or something else stands at their addresses",
        _LOOK + " What was archived stays as it was. Where the domain has changed hands: valid_until in the "
        "definition.",
    ),
    "unread_news": Advice(
        "news is read as no article", "the pages are laid out anew, or they print no date any more",
        _LOOK + " luutru extract URL says why it is none; [article] in the definition helps with url, date, title. "
        "What was received is kept: luutru reextract PORTAL --apply reads it again.",
    ),
    "unread_pages": Advice(
        "new pages are read as no article", "the pages are laid out anew, or new pages are of another kind",
        _LOOK + " luutru extract URL says why it is none; [article] url in the definition says what articles are.",
    ),
    "gone_articles": Advice(
        "many articles are not to be found", "the portal clears out, or has changed its addresses",
        "luutru changes --kind removed lists them; what was archived stays. New addresses: luutru add HOME --same-as "
        "PORTAL",
    ),
    "no_articles": Advice(
        "no article was ever found", "luutru does not see how this portal shows its articles",
        "Open HOME, take the address of an article: luutru extract URL says why it is none. Then [article] url. Where "
        "pages hold scripts and hardly any text: javascript = true in the definition has a browser show them.",
    ),
    "new_layout": Advice(
        "articles are laid out anew", "the portal has been redesigned",
        _LOOK + " luutru learns a new layout by itself from some twenty articles; compare a few with luutru show ID.",
    ),
    "short_texts": Advice(
        "texts are short", "the extractor takes only a part, or the portal cuts its texts", *_FIELD[1:],
    ),
    "no_text": Advice("articles without text", *_FIELD),
    "lost_text": Advice(
        "articles lack text of their pages", "the extractor takes a part of the text for something else",
        "luutru extract URL --why shows each block of a page, kept or dropped, and the reasons. [article] body in the "
        "definition helps with a selector, luutru reextract PORTAL --doubtful --apply reads these pages again. Where "
        "nothing is lost: luutru accept PORTAL lost_text",
    ),
    "no_date": Advice("articles without a date", *_FIELD),
    "no_lead": Advice("articles without a lead", *_FIELD),
    "no_author": Advice("articles without an author", *_FIELD),
    "no_source": Advice("articles without a source", *_FIELD),
    "no_category": Advice("articles without a category", *_FIELD),
    "no_image": Advice("articles without a picture", *_FIELD),
    "set_aside": Advice(
        "pages are set aside", "what was read of them is so unlike the portal's articles that it is not published",
        "luutru doctor PORTAL lists them. Publish them as they are: luutru accept PORTAL. Drop them: luutru accept "
        "PORTAL --drop. When a later look or luutru reextract PORTAL --apply reads them well, they are published.",
    ),
    "interrupted": Advice(
        "interrupted, goes on with the next run",
        "its last run ended before its work was done; what it received is kept",
        "Nothing: the next run goes on where it was. luutru crawl PORTAL begins it now.",
    ),
    "definition": Advice(
        "its definition cannot be used", "it is not crawled as long as that is so",
        "Mend the file; luutru portals tells when it can be used.",
    ),
    "cut_off": Advice(
        "a run was cut off", "the process was killed, or the machine went down",
        "Nothing is lost. Where it happens again: look at the machine's log for want of memory.",
    ),
    "disk": Advice(
        "no room on the disk", "less is free than [disk] floor in luutru.toml", "Make room, or move the archive.",
    ),
    "broken": Advice(
        "the run broke off", "luutru could not go on",
        "Run luutru verify; where it finds nothing, this is a bug of ours.",
    ),
    "faults": Advice(
        "an error of luutru's own", "a page met something that luutru did not expect; what was received is kept",
        "Please report it with the address; luutru reextract PORTAL --apply reads the page again after an update.",
    ),
}  # fmt: skip


def advice_of(kind: str, *, portal: str, homepage: str, said: Callable[[str], str] = str) -> Advice:
    """What to know of a kind of trouble at a portal; `said` says each sentence in another language."""
    found = ADVICE.get(kind) or Advice(kind, "", "")
    return Advice(
        said(found.name), said(found.meaning),
        said(found.step).replace("PORTAL", portal).replace("HOME", homepage),
    )  # fmt: skip


def said_of(change: Changed) -> str:
    """A change of state in one line."""
    name = advice_of(change.kind, portal="", homepage="").name
    if change.change == "over":
        return f"over: {name} (since {change.since})"
    return f"{change.level}: {name}: {change.evidence}"
