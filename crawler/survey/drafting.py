"""Writes a portal definition with comments that say where each value comes from. Pure.

What a portal says of itself goes into values and comments alike: strings are quoted and comments kept to one line, so
that nothing it says becomes a line of the definition.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.terminal import escaped, one_line
from crawler.defaults import plain_value, toml_value
from crawler.discovery.platforms import platforms
from crawler.survey.found import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crawler.survey.found import Source, Survey

_WIDTH = 110
_MOST_LINES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a definition that has moved keeps of the one before."""

    name: str = ""
    language: str = ""
    timezone: str = ""
    hosts: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    """Patterns of addresses that were the portal's and are asked for no more."""
    url: str = ""
    """The pattern of article addresses."""
    follow: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    documents: bool = True
    selectors: Mapping[str, str] = field(default_factory=dict)
    delay: float = 1.0
    politeness: Mapping[str, float] = field(default_factory=dict)
    """What else was set of it."""
    schedule: Mapping[str, object] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    """Feeds that were named beforehand."""


def bare_text(homepage: str, kept: Kept, *, private: bool) -> str:
    """The definition of a portal that nobody has looked at: what is said of it, and its home page."""
    lines = [_comment("Written by luutru add without a look: the crawl finds out the rest."), ""]
    lines += [f"name = {toml_string(kept.name)}"] if kept.name else []
    lines.append(f"homepage = {toml_string(homepage)}")
    lines += [_listed("tags", kept.tags)] if kept.tags else []
    lines += ["private = true"] if private else []
    lines += ["", "[discover]", _listed("feeds", kept.feeds)] if kept.feeds else []
    lines += ["", "[politeness]", "delay = 0"] if private else []
    return "\n".join([*lines, *_schedule(kept)]) + "\n"


def definition_text(survey: Survey, *, at: str = "", kept: Kept | None = None) -> str:
    """The definition of a portal as a look found it. `at` is the day of the look; `kept` what stays of an older one."""
    kept = kept or Kept()
    lines = [
        *_head(survey, at),
        *_identity(survey, kept),
        *_discover(survey, kept),
        *_article(survey, kept),
        *_politeness(survey, kept),
        *_schedule(kept),
    ]
    return "\n".join(lines) + "\n"


def with_settings(text: str, settings: Mapping[str, str]) -> str:
    """The definition in `text` with values by dotted key, written as in TOML or plainly; others stay as they are.

    >>> with_settings("[politeness]\\ndelay = 1\\n", {"politeness.delay": "2", "tls.verify": "false"})
    '[politeness]\\ndelay = 2\\n\\n[tls]\\nverify = false\\n'
    """
    lines = text.rstrip("\n").split("\n")
    for name, written in settings.items():
        section, _, key = name.rpartition(".") if name.count(".") < 2 else name.partition(".")
        _set(lines, section, key, toml_value(plain_value(written)))
    return "\n".join(lines) + "\n"


def _set(lines: list[str], section: str, key: str, written: str) -> None:
    """Puts a value into its section, which is made where there is none, in place of one that stands there."""
    heads = [place for place, line in enumerate(lines) if line.startswith("[") and line.endswith("]")]
    if section and f"[{section}]" not in lines:
        lines += ["", f"[{section}]", f"{key} = {written}"]
        return
    begin = lines.index(f"[{section}]") + 1 if section else 0
    end = next((place for place in heads if place >= begin), len(lines))
    for place in range(begin, end):
        if lines[place].partition("=")[0].strip() == key:
            last = place
            while lines[place].endswith("[") and lines[last] != "]":  # a list of a line each
                last += 1
            lines[place : last + 1] = [f"{key} = {written}"]
            return
    while end > begin and not lines[end - 1]:
        end -= 1
    lines.insert(end, f"{key} = {written}")


def _head(survey: Survey, at: str) -> Iterator[str]:
    day = f" on {at}" if at else ""
    yield _comment(f"Written by luutru add after a look{day}: {survey.requests} requests. Change what you know better.")
    yield ""


def _identity(survey: Survey, kept: Kept) -> Iterator[str]:
    name = kept.name or survey.name
    yield f"name = {toml_string(name)}" if name else _comment('name = "…": it gives itself no name')
    yield f"homepage = {toml_string(survey.homepage)}"
    hosts = tuple(dict.fromkeys((*kept.hosts, *survey.hosts)))
    if hosts:
        yield _listed("hosts", hosts) + "  # where it was, or from where it leads here"
    for host, count in survey.related:
        if host not in hosts:
            yield _comment(f"hosts = [{toml_string(host)}]: linked {count} times; put it in if it is this portal's too")
    if kept.tags:
        yield _listed("tags", kept.tags)
    language = kept.language or survey.language
    yield (
        f"language = {toml_string(language)}" if language else _comment("language: not stated, found out page by page")
    )
    zone = kept.timezone or survey.timezone
    if zone:
        yield f"timezone = {toml_string(zone)}" + _why(survey.timezone_why if zone == survey.timezone else "as before")
    else:
        offset = f"; the times that it states are at {survey.offset}" if survey.offset else ""
        yield _comment(f'timezone = "…": could not be told{offset}; without one dates are read as UTC')
    if survey.platform:
        found = survey.platform
        marks = ", ".join(found.marks[:3])
        yield f"platform = {toml_string(found.key)}" + _why(f"{platforms()[found.key].name}, by {marks}")
    else:
        yield _comment("platform: none of those that luutru knows")
    if survey.private:
        yield "private = true"


def _discover(survey: Survey, kept: Kept) -> Iterator[str]:
    yield from ("", "[discover]")
    for key, sources in (("feeds", survey.feeds), ("sitemaps", survey.sitemaps), ("listings", survey.listings)):
        if sources:
            yield f"{key} = ["
            yield from (f"    {toml_string(_short(one.url, survey))},  # {_counted(one)}" for one in sources)
            yield "]"
        else:
            yield _comment(f"{key}: none found")
    for key, patterns in (("follow", kept.follow), ("ignore", kept.ignore), ("former", kept.former)):
        if patterns:
            yield _listed(key, patterns)
    if not kept.documents:
        yield "documents = false"


def _article(survey: Survey, kept: Kept) -> Iterator[str]:
    yield from ("", "[article]")
    found = survey.pattern
    regex = found.regex if found and found.is_sure else ""
    if found:
        yield _comment(f"Fits {found.fits} of {found.of} articles and none of {found.others} other pages looked at.")
    else:
        yield _comment("The addresses of articles share nothing that others have not: no pattern.")
    if found and not found.is_sure:
        yield _comment("It asks for words alone, which other pages may have: whatever it fits is taken for an article.")
        yield _comment(f"url = {_pattern(found.regex)}")
    if kept.url and kept.url != regex:
        regex = f"(?:{kept.url})|(?:{regex})" if regex else kept.url
    if regex:
        yield f"url = {_pattern(regex)}"
    yield from (f"{name} = {_pattern(selector)}" for name, selector in kept.selectors.items())
    if survey.samples:
        yield from map(_comment, sureness(survey))


def sureness(survey: Survey) -> Iterator[str]:
    """How many samples have each part, a line each; then what to do where that is few."""
    total = len(survey.samples)
    weak = []
    for name in FIELDS:
        count = survey.sure_of(name)
        more = ""
        if name == "date" and count:
            more = f" ({', '.join(f'{origin} {times}' for origin, times in survey.date_origins.items())})"
        if name == "text":
            lengths = sorted(sample.words for sample in survey.samples)
            more = f" (long enough; {lengths[len(lengths) // 2]} words in the middle one)"
        yield f"{name}: {count} of {total} samples{more}"
        if count < total and name in ("title", "date", "text"):
            weak.append(name)
    if weak:
        selectors = "body" if weak == ["text"] else " and ".join("body" if name == "text" else name for name in weak)
        yield f'where they lack it though the page has it, a CSS selector helps: {selectors} = "…"'


def _politeness(survey: Survey, kept: Kept) -> Iterator[str]:
    yield from ("", "[politeness]")
    rules = survey.closed
    yield _comment("robots.txt closes to us:" if rules else "robots.txt closes nothing to us.")
    yield from (_comment(f"  {rule}") for rule in rules[:_MOST_LINES])
    if len(rules) > _MOST_LINES:
        yield _comment("  …")
    asked = survey.crawl_delay or 0.0
    delay = max(asked, kept.delay) if not survey.private else 0
    yield f"delay = {delay:g}" + (_why(f"robots.txt asks for {asked:g} seconds") if asked else "")
    yield from (f"{key} = {value:g}" for key, value in kept.politeness.items())


def _schedule(kept: Kept) -> Iterator[str]:
    if kept.schedule:
        yield from ("", "[schedule]")
        yield from (f"{key} = {json.dumps(value)}" for key, value in kept.schedule.items())


def _counted(source: Source) -> str:
    return f"{source.count} address{'es' if source.count != 1 else ''}"


def _short(url: str, survey: Survey) -> str:
    """The address from the root where it is on the home page's host."""
    parts, home = urlsplit(url), urlsplit(survey.homepage)
    return url if parts[:2] != home[:2] else parts.path + (f"?{parts.query}" if parts.query else "")


def _why(reason: str) -> str:
    return f"  # {one_line(reason)}" if reason else ""


def _comment(text: str) -> str:
    plain = one_line(text)
    return f"# {plain}" if len(plain) <= 4 * _WIDTH else f"# {plain[: 4 * _WIDTH]}…"


def _listed(key: str, values: Iterable[str]) -> str:
    return f"{key} = [{', '.join(map(_pattern, values))}]"


def toml_string(text: str) -> str:
    """A TOML string; TOML's escapes are JSON's. What steers a terminal, or hides from who reads it, is escaped."""
    plain = text.encode("utf-8", "replace").decode()
    return escaped(json.dumps(plain, ensure_ascii=False), is_toml=True)


def _pattern(text: str) -> str:
    """A pattern as it is written by hand: in single quotes, where nothing is escaped."""
    return f"'{text}'" if text.isprintable() and "'" not in text else toml_string(text)
