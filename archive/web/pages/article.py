"""An article as a reader should see it, with where each statement comes from and what became of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive.citation import Form
from archive.clock import time_of
from archive.doubts import doubts_of
from archive.sentences import Sentence
from archive.web.archived_html import shown
from archive.web.asking import Asked, NotHere, Page, Withheld
from archive.web.charts import line
from archive.web.language import in_language, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.archive import Archive

_CAPTURE = "SELECT * FROM captures WHERE id = ?"
_ADDRESSES = (
    "SELECT url, reason, first_seen, last_seen, diverged_at FROM article_urls WHERE article_id = ? ORDER BY url"
)
_VIEWS = "SELECT observed_at, value FROM observations WHERE article_id = ? AND name = 'views' ORDER BY observed_at"
_ABSENCES = "SELECT * FROM absences WHERE article_id = ? ORDER BY gone_at"
_WITHHELD = "SELECT withheld_at FROM withholdings WHERE article_id = ? AND undone_at IS NULL"
_LANGUAGE_LETTERS = 12
_FORMS = {Form.bibtex: "BibTeX", Form.ris: "RIS", Form.csl_json: "CSL-JSON"}


def article_page(archive: Archive, asked: Asked) -> Page:
    """One article in one of its versions: `version=2`, or the wording of a day, `as_of=2022-12-13`; else today's."""
    number = asked.number("id")
    article = known(archive, number)
    versions = archive.versions(number)
    version = _wanted(archive, versions, article, asked)
    portal = archive.rows("SELECT * FROM portals WHERE id = ?", article["portal"])[0]
    captures = archive.rows(_CAPTURE, version["capture_id"])
    cited = archive.cite(number, version["number"])
    values = {
        "cited": cited.written(Form.text_vi if asked.language == "vi" else Form.text).strip(),
        "cited_forms": [(form, label, cited.written(form)) for form, label in _FORMS.items()],
        "article": article, "version": version, "versions": versions, "portal": portal,
        "is_present": version["number"] == article["version"],
        "body": shown(version["html"], picture=said("Picture", asked.language)),
        "paragraphs": [one for one in version["text"].split("\n\n") if one],
        "tongue": _language(version["language"]),
        "tags": json.loads(version["tags"]),
        "images": [one for one in json.loads(version["captions"]) if one["caption"] or one["alt"] or one["url"]],
        "attachments": json.loads(version["attachments"]),
        "addresses": archive.rows(_ADDRESSES, number),
        "absences": archive.rows(_ABSENCES, number),
        "capture": captures[0] if captures else None,
        "story": archive.story_head(article["story_id"]) if article["story_id"] else None,
        "views": _views(archive, number),
        "doubts": [in_language(one.sentence, asked.language) for one in doubts_of(archive, version["id"])],
    }  # fmt: skip
    return Page(template="article.html", values=values)


def known(archive: Archive, number: int) -> dict[str, Any]:
    """The article of that number. Raises NotHere, or Withheld."""
    article = archive.article(number)
    if article is not None:
        return article
    if archive.rows(_WITHHELD, number):
        raise Withheld(Sentence("article {number} is withheld", number=number))
    raise NotHere(Sentence("there is no article {number} in this archive", number=number))


def _wanted(
    archive: Archive, versions: Sequence[dict[str, Any]], article: dict[str, Any], asked: Asked
) -> dict[str, Any]:
    number = article["version"]
    if asked.one("version"):
        number = asked.number("version")
    elif asked.one("as_of"):
        number = archive.version_as_of(article["id"], asked.one("as_of"))
        if not number:
            raise NotHere(Sentence("the archive did not hold article {number} on that day", number=article["id"]))
    for one in versions:
        if one["number"] == number:
            return one
    raise no_version(article["id"], len(versions), number)


def no_version(article: int, count: int, wanted: int) -> NotHere:
    """That an article of so many versions has none of that number."""
    form = "article {article} has versions 1 to {count}, not {wanted}"
    return NotHere(Sentence(form, article=article, count=count, wanted=wanted))


def _views(archive: Archive, number: int) -> dict[str, Any] | None:
    rows = archive.rows(_VIEWS, number)
    if not rows:
        return None
    moments = [(time_of(row["observed_at"]), row["value"]) for row in rows]
    return {"line": line([(at.timestamp(), value) for at, value in moments if at is not None]), "rows": rows}


def _language(written: str) -> str:
    """A language tag that may stand in an attribute; empty where it is none."""
    return written if written.replace("-", "").isalnum() and len(written) <= _LANGUAGE_LETTERS else ""
