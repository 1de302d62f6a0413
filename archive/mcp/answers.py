"""What the tools answer, out of an open archive: each passage with its citation and the digest of its bytes."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from archive.changes import Kind
from archive.commands.difference import difference_record, shortened
from archive.doubts import doubts_of
from archive.errors import UsageError
from archive.mcp.marking import Answer, Passage
from archive.moments import latest
from archive.search_json import answer
from archive.search_parameters import read_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from archive.archive import Archive
    from archive.citation import Citation

MOST_HITS = 50
"""Hits, and changes, of one answer, at most."""
_ARTICLE = "SELECT state, first_seen, last_seen, gone_at, page_type, page_type_confidence FROM articles WHERE id = ?"
LONGEST_PAGE = 20_000
"""Characters of a text in one answer, at most."""


def search(archive: Archive, given: Mapping[str, Sequence[str]]) -> Answer:
    """The hits of a search; `given` as `archive.search_parameters` reads it."""
    asked = read_parameters(given, most=MOST_HITS)
    found = answer(archive.search(**asked))
    passages = []
    for hit in found.pop("hits"):
        cited = archive.cite(hit["id"], hit["version"])
        passages.append(
            Passage(
                facts=_facts(cited) | {name: hit[name] for name in ("page_type", "state", "key")},
                archived={name: hit[name] for name in ("title", "url", "category", "lead", "snippet")}
                | _citation(cited),
            )
        )
    return Answer(facts=found, passages=tuple(passages))


def read_article(
    archive: Archive, article_id: int, *, version: int | None = None, as_of: str | None = None, offset: int = 0
) -> Answer:
    """An article in one of its versions, or as of a time, from a place in its text on."""
    if version is not None and as_of is not None:
        raise UsageError("version and as_of do not go together: give one of them")
    then: dict[str, Any] = {}
    if as_of is not None:
        version, then = _version_as_of(archive, article_id, as_of)
    cited = archive.cite(article_id, version)
    statement = "SELECT * FROM article_versions WHERE article_id = ? AND number = ?"
    (said,) = archive.rows(statement, article_id, cited.version)
    (article,) = archive.rows(_ARTICLE, article_id)
    seen = {one["number"]: one["seen_at"] for one in archive.rows(
        "SELECT number, seen_at FROM article_versions WHERE article_id = ? ORDER BY number", article_id
    )}  # fmt: skip
    text = said["text"][offset : offset + LONGEST_PAGE]
    end = offset + len(text)
    facts = _facts(cited) | {
        "published_from": said["published_from"], "versions_first_seen": seen, **article, **then,
        "doubts": [doubt.sentence for doubt in doubts_of(archive, said["id"])],
        "text_characters": len(said["text"]), "offset": offset,
        "next_offset": end if end < len(said["text"]) else None,
    }  # fmt: skip
    archived = {name: said[name] for name in ("title", "author", "source", "category", "language")} | {
        "url": cited.url, "portal_name": cited.portal_name, "tags": json.loads(said["tags"]),
        "captions": [one["caption"] for one in json.loads(said["captions"]) if one["caption"]],
        "attachments": [one["name"] or one["url"] for one in json.loads(said["attachments"])],
        **_citation(cited), "text": text,
    }  # fmt: skip
    return Answer(passages=(Passage(facts=facts, archived=archived),))


def _version_as_of(archive: Archive, article_id: int, as_of: str) -> tuple[int, dict[str, Any]]:
    """The version that the archive held last at a time, and whether the portal showed the article then."""
    until = latest(as_of, "as_of")
    archive.cite(article_id)  # says what is wrong where there is no such article
    number = archive.version_as_of(article_id, as_of)
    if number is None:
        raise UsageError(f"article {article_id} was not known on {as_of}: it was first received later")
    away = archive.rows(
        "SELECT gone_at FROM absences WHERE article_id = ? AND removed_at IS NOT NULL AND gone_at <= ? "
        "AND (back_at IS NULL OR back_at > ?)",
        article_id, until, until,
    )  # fmt: skip
    return number, {"as_of": as_of, "was_on_the_portal_then": not away}


def compare_versions(archive: Archive, article_id: int, first: int, second: int) -> Answer:
    """What was edited from one version to another: the words that went and came, equal stretches shortened."""
    record = difference_record(archive, article_id, first, second)
    facts: dict[str, Any] = {
        "article_id": article_id,
        "words": {
            name: {"removed": field["words_removed"], "added": field["words_added"]}
            for name, field in record["fields"].items()
        },
        "is_cut_short": False,
    }
    edited: dict[str, list[dict[str, str]]] = {}
    room = LONGEST_PAGE
    for name, field in record["fields"].items():
        if not field["words_removed"] and not field["words_added"]:
            continue
        edited[name] = []
        for piece in _pieces(field["pieces"]):
            room -= len(piece["text"])
            if room < 0:
                facts["is_cut_short"] = True
                break
            edited[name].append(piece)
    sides = {"from": archive.cite(article_id, first), "to": archive.cite(article_id, second)}
    passages = [
        Passage(
            facts={"side": side, **_facts(cited)},
            archived={"title": cited.title, "url": cited.url, **_citation(cited)},
        )
        for side, cited in sides.items()
    ]
    digests = {f"{side}_payload_digest": cited.payload_digest for side, cited in sides.items()}
    passages.append(Passage(facts={"side": "difference", **digests}, archived=edited))
    return Answer(facts=facts, passages=tuple(passages))


def _pieces(pieces: Sequence[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    for place, piece in enumerate(pieces):
        text = piece["text"]
        if piece["kind"] == "equal":
            text = shortened(text, is_first=place == 0, is_last=place == len(pieces) - 1)
        yield {"kind": piece["kind"], "text": text}


def story(archive: Archive, number: int) -> Answer:
    """Who carries the same text, a passage each."""
    found = archive.story(number)
    if found is None:
        raise UsageError(f"there is no story {number}, and article {number} is in none")
    passages = []
    for member in found.members[:MOST_HITS]:
        cited = archive.cite(member.id)
        passages.append(
            Passage(
                facts=_facts(cited) | {"similarity": round(member.similarity, 3), "state": member.state},
                archived={"title": member.title, "url": member.url, "source": member.source} | _citation(cited),
            )
        )
    facts = {"story": found.id, "articles": found.size, "first": found.first, "reason": found.reason}
    return Answer(facts=facts, passages=tuple(passages))


def list_portals(archive: Archive) -> Answer:
    """The portals, each with how many articles are held and from when to when they were published."""
    counted = {row["portal"]: row for row in archive.rows(
        "SELECT portal, count(*) AS articles, min(published_on) AS first_published_on, "
        "max(published_on) AS last_published_on, sum(state = 'removed') AS removed FROM usual_articles GROUP BY portal"
    )}  # fmt: skip
    passages = []
    for portal in archive.portals():
        counts = counted.get(portal["id"], {"articles": 0})
        facts = {"portal": portal["id"], **counts, "language": portal["language"], "last_crawled": portal["last_used"]}
        passages.append(Passage(facts=facts, archived={"portal_name": portal["name"], "homepage": portal["homepage"]}))
    return Answer(facts={"portals": len(passages)}, passages=tuple(passages))


def changes(
    archive: Archive, *, since: str | None = None, until: str | None = None, portal: str | None = None,
    kind: str | None = None, limit: int = 20,
) -> Answer:  # fmt: skip
    """What was edited, removed or restored, newest first."""
    if not 1 <= limit <= MOST_HITS:
        raise UsageError(f"limit {limit} is none: it is 1 to {MOST_HITS}; until goes on behind the last one")
    if kind is not None and kind not in list(Kind):
        raise UsageError(f"kind {kind[:40]!r} is unknown: it is {', '.join(Kind)}")
    passages = []
    found = archive.changes(
        since=since, until=until, portal=portal, kind=Kind(kind) if kind is not None else None, limit=limit
    )
    for change in found:
        cited = archive.cite(change.article_id, change.version)
        told = asdict(change)
        facts = {"at": change.at, "kind": str(change.kind), **_facts(cited)} | {
            name: told[name] for name in ("fields", "words_added", "words_removed", "evidence")
        }
        passages.append(Passage(facts=facts, archived={"title": change.title, "url": change.url, **_citation(cited)}))
    return Answer(passages=tuple(passages))


def _facts(cited: Citation) -> dict[str, Any]:
    return {
        "article_id": cited.article_id, "version": cited.version, "portal": cited.portal,
        "published": cited.published or None, "captured_at": cited.captured_at, "payload_digest": cited.payload_digest,
    }  # fmt: skip


def _citation(cited: Citation) -> dict[str, str]:
    return {"citation": cited.written("text").strip()}
