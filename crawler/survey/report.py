"""What a look at a portal found, for a reader and for a program. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.clock import utc_text
from crawler.discovery.platforms import platforms
from crawler.survey.drafting import sureness
from crawler.survey.found import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.survey.found import Sample, Source, Survey

_SHOWN_TEXT = 160


def lines_of(survey: Survey) -> Iterator[str]:
    """The look, a line each."""
    yield f"{survey.name or survey.homepage} ({survey.homepage}), {survey.requests} requests"
    for host in survey.hosts:
        yield f"  {host} leads there"
    family = survey.platform
    yield f"  platform: {f'{platforms()[family.key].name} ({family.marks[0]})' if family else 'none that is known'}"
    yield from _sources("feeds", survey.feeds)
    yield from _sources("sitemaps", survey.sitemaps)
    yield from _sources("listings", survey.listings)
    yield f"  articles: {_pattern(survey)}"
    why = f" ({survey.timezone_why})" if survey.timezone_why else ""
    yield f"  language: {survey.language or 'not stated'}; time zone: {survey.timezone or 'could not be told'}{why}"
    delay = f"; asks for {survey.crawl_delay:g} seconds between requests" if survey.crawl_delay else ""
    yield f"  robots.txt: {'closes' if survey.closed else 'closes nothing'}{delay}"
    for line in survey.closed[:5]:
        yield f"    {line}"
    yield f"{len(survey.samples)} articles as they would be archived:"
    for number, sample in enumerate(survey.samples, 1):
        yield from _sample(number, sample)
    yield "how sure it is:"
    yield from (f"  {line}" for line in sureness(survey))


def record_of(survey: Survey) -> dict[str, Any]:
    """The look as plain JSON values."""
    pattern, family = survey.pattern, survey.platform
    return {
        "name": survey.name,
        "homepage": survey.homepage,
        "hosts": list(survey.hosts),
        "language": survey.language or None,
        "timezone": survey.timezone or None,
        "platform": family.key if family else None,
        "marks": list(family.marks) if family else [],
        "feeds": {one.url: one.count for one in survey.feeds},
        "sitemaps": {one.url: one.count for one in survey.sitemaps},
        "listings": {one.url: one.count for one in survey.listings},
        "article_url": pattern.regex if pattern else None,
        "article_url_fits": pattern.fits if pattern else None,
        "article_url_is_sure": pattern.is_sure if pattern else None,
        "robots": list(survey.closed),
        "crawl_delay": survey.crawl_delay,
        "requests": survey.requests,
        "samples": [_record(sample) for sample in survey.samples],
        "sure": {name: survey.sure_of(name) for name in FIELDS},
        "dates_from": survey.date_origins,
    }


def _sources(what: str, sources: tuple[Source, ...]) -> Iterator[str]:
    yield f"  {what}: {len(sources) or 'none'}"
    yield from (f"    {one.url} ({one.count} address{'es' * (one.count != 1)})" for one in sources)


def _pattern(survey: Survey) -> str:
    found = survey.pattern
    if found is None:
        return "their addresses share nothing that others have not"
    unsure = "" if found.is_sure else "; words alone, so it is only proposed"
    return f"{found.regex} (fits {found.fits} of {found.of}, none of {found.others} other pages{unsure})"


def _sample(number: int, sample: Sample) -> Iterator[str]:
    article = sample.article
    day = f"{article.published_on} ({article.published_from})" if article.published_on else "no date"
    yield f"{number:3}. {article.title}"
    yield f"     {day} · {article.author or 'no author'} · {sample.words} words · {sample.url}"
    opening = article.lead or article.text.partition("\n")[0]
    if opening:
        kind = "lead" if article.lead else "text"
        yield f"     {kind}: {opening[:_SHOWN_TEXT]}{'…' if len(opening) > _SHOWN_TEXT else ''}"


def _record(sample: Sample) -> dict[str, Any]:
    article = sample.article
    return {
        "url": sample.url,
        "title": article.title,
        "published_at": utc_text(article.published_at) if article.published_at else None,
        "published_on": article.published_on.isoformat() if article.published_on else None,
        "published_from": article.published_from,
        "author": article.author,
        "lead": article.lead,
        "words": sample.words,
        "text": article.text,
    }
