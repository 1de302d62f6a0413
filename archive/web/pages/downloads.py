"""A search, or a citation, to take away: a feed, tables, forms of bibliographies."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from archive.citation import Form
from archive.errors import UsageError
from archive.export import csv_file, jsonl_file, rows_of
from archive.export.atom import MEDIA_TYPE, feed
from archive.export.entries import entries
from archive.search_parameters import grouped
from archive.sentences import Sentence
from archive.web.asking import Answer, Asked, NotHere
from archive.web.language import said
from archive.web.pages.article import known
from archive.web.pages.search import PATH, search_parameters
from archive.web.rendering import address

if TYPE_CHECKING:
    from typing import Any

    from archive.archive import Archive

MOST_ROWS = 5000
"""Articles of a download; `luutru export` writes any number."""
LATEST = "SELECT max(coalesce(finished_at, started_at)) AS at FROM crawls"
_PLAIN = "text/plain; charset=utf-8"
_CITED = {
    Form.text: (_PLAIN, "txt"), Form.text_vi: (_PLAIN, "txt"),
    Form.bibtex: ("application/x-bibtex; charset=utf-8", "bib"),
    Form.ris: ("application/x-research-info-systems; charset=utf-8", "ris"),
    Form.csl_json: ("application/vnd.citationstyles.csl+json; charset=utf-8", "json"),
}  # fmt: skip


def search_atom(archive: Archive, asked: Asked) -> Answer:
    """The newest of what a search finds, as a feed. What cannot be asked is said in a line of text."""
    try:
        parameters = _whole(asked)
        hits = archive.search(**parameters)
    except UsageError as error:
        return _refused(error)
    query = address(PATH, grouped({name: value for name, value in parameters.items() if name != "sort"}))
    title = f"{parameters.get('query') or said('All articles', asked.language)} – luutru"
    made = feed(
        entries(hits, page=lambda number, version: f"{asked.origin}/article/{number}?version={version}"), title=title,
        address=asked.origin + query.replace(PATH, f"{PATH}.atom", 1), home=asked.origin + query,
        updated=archive.rows(LATEST)[0]["at"] or "1970-01-01T00:00:00Z",
    )  # fmt: skip
    return Answer(body=made, content_type=f"{MEDIA_TYPE}; charset=utf-8")


def search_file(archive: Archive, asked: Asked) -> Answer:
    """What a search finds as CSV or JSON Lines, MOST_ROWS articles at most."""
    form = asked.parts["form"]
    try:
        hits = archive.search(**_whole(asked))
    except UsageError as error:
        return _refused(error)
    file = io.StringIO(newline="")
    write = csv_file.write if form == "csv" else jsonl_file.write
    write(file, rows_of(hits, limit=MOST_ROWS))
    kind = "text/csv" if form == "csv" else "application/x-ndjson"
    return _download(file.getvalue(), f"luutru.{form}", f"{kind}; charset=utf-8")


def citation(archive: Archive, asked: Asked) -> Answer:
    """An article, or `version` of it, as it is cited in `form`."""
    number = asked.number("id")
    known(archive, number)
    form = asked.one("form") or Form.text
    if form not in list(Form):
        raise UsageError(Sentence("form {form!r} is unknown: it is {forms}", form=form[:40], forms=", ".join(Form)))
    version = asked.number("version") if asked.one("version") else None
    try:
        cited = archive.cite(number, version)
    except UsageError as error:
        raise NotHere(*error.args) from None
    kind, ending = _CITED[Form(form)]
    return _download(cited.written(form), f"{cited.key}.{ending}", kind)


def _whole(asked: Asked) -> dict[str, Any]:
    """The search without its page: a feed and a table have none."""
    parameters = search_parameters(asked.query)
    return {name: value for name, value in parameters.items() if name not in ("after", "limit")}


def _refused(error: UsageError) -> Answer:
    return Answer(body=f"{error}\n".encode("utf-8", "replace"), content_type=_PLAIN, status=400)


def _download(text: str, name: str, kind: str) -> Answer:
    return Answer(
        body=text.encode("utf-8", "replace"), content_type=kind,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip
