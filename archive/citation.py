"""How an article is cited: where it stood, when, in which version, and which bytes prove it; in the forms of footnotes
and of reference managers. Pure.

Who wrote it is named as printed: a name is never taken apart. Where nobody is named, the portal is the author.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from archive.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Form(StrEnum):
    """How a citation can be written."""

    text = "text"
    text_vi = "text-vi"
    bibtex = "bibtex"
    ris = "ris"
    csl_json = "csl-json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One version of an article, as it is cited. Texts are on one line, without signs that steer a terminal."""

    article_id: int
    version: int
    title: str
    author: str
    """As printed; empty: nobody is named."""
    portal: str
    """The portal's key."""
    portal_name: str
    url: str
    published: str
    """As much of the date as was stated: `2022-12-12`, `2022-12`, `2022`; empty: not known."""
    captured_at: str
    """When the bytes that say so were received, in UTC (`2022-12-13T01:00:00Z`)."""
    payload_digest: str
    """Of those bytes: `sha256:` and hex."""
    language: str
    """ISO 639-1; empty: not known."""

    @property
    def key(self) -> str:
        """What a bibliography calls it: no other version of no other article of the archive has the same."""
        return re.sub(r"[^A-Za-z0-9]+", "-", self.portal).strip("-") + f"-{self.article_id}-v{self.version}"

    @property
    def creator(self) -> str:
        """The author, else the portal."""
        return self.author or self.portal_name

    @property
    def evidence(self) -> str:
        """Which bytes say so."""
        return f"version {self.version}, captured {self.captured_at}, {self.payload_digest}"

    def written(self, form: str) -> str:
        """The citation in one of the forms (`Form`), ended as files of that form are."""
        return _WRITERS[Form(form)](self)


_PRECISION = {"year": len("2022"), "month": len("2022-12")}


def citation(row: Mapping[str, Any]) -> Citation:
    """The citation of a version, given as a row of `archive.citing`."""
    stated = row["published_on"] or ""
    return Citation(
        article_id=row["article_id"], version=row["version"], title=one_line(row["title"]),
        author=one_line(row["author"]), portal=row["portal"], portal_name=one_line(row["portal_name"]) or row["portal"],
        url=one_line(row["url"]).replace(" ", "%20"), published=stated[: _PRECISION.get(row["published_precision"])],
        captured_at=row["fetched_at"], payload_digest=f"sha256:{row['payload_digest']}", language=row["language"] or "",
    )  # fmt: skip


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _text(cited: Citation) -> str:
    """A footnote in English."""
    captured = datetime.fromisoformat(cited.captured_at)
    return _footnote(
        cited,
        _english(cited.published) or "n.d.",
        f"version {cited.version}",
        f"captured {_english(cited.captured_at[:10])}, {captured:%H:%M} UTC",
    )


def _text_vi(cited: Citation) -> str:
    """A footnote in Vietnamese."""
    captured = datetime.fromisoformat(cited.captured_at)
    return _footnote(
        cited,
        _vietnamese(cited.published) or "không ghi ngày",
        f"phiên bản {cited.version}",
        f"lưu trữ lúc {captured:%H:%M} (UTC) {_vietnamese(cited.captured_at[:10])}",
    )


def _footnote(cited: Citation, published: str, version: str, captured: str) -> str:
    where = (cited.portal_name,) if cited.author else ()
    parts = (
        cited.creator, f"“{cited.title}”", *where, published, cited.url, f"{version}, {captured}", cited.payload_digest,
    )  # fmt: skip
    return ", ".join(parts) + ".\n"


def _english(written: str) -> str:
    """A date as English writes it.

    >>> _english("2022-12-01"), _english("2022-12"), _english("2022"), _english("")
    ('1 December 2022', 'December 2022', '2022', '')
    """
    year, *rest = written.split("-")
    parts = [year, *(_MONTHS[int(month) - 1] for month in rest[:1]), *(str(int(day)) for day in rest[1:])]
    return " ".join(reversed(parts))


def _vietnamese(written: str) -> str:
    """A date as Vietnamese writes it.

    >>> _vietnamese("2022-12-01"), _vietnamese("2022-12"), _vietnamese("2022"), _vietnamese("")
    ('ngày 1/12/2022', 'tháng 12/2022', 'năm 2022', '')
    """
    if not written:
        return ""
    parts = [str(int(part)) for part in written.split("-")]
    return f"{('năm', 'tháng', 'ngày')[len(parts) - 1]} {'/'.join(reversed(parts))}"


_TEX = {
    # A brace counts for BibTeX also behind a backslash: it has to be named.
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_",
}  # fmt: skip
_LIGATURE = re.compile(r"""(?:-(?=-)|'(?=')|`(?=`)|,(?=,)|<(?=<)|>(?=>)|[?!](?=`))""")
"""What TeX draws together with the sign behind it."""


def _tex(text: str) -> str:
    """A text that TeX prints as it stands.

    >>> _tex("50% & {a_b} -- 'x'")
    "50\\\\% \\\\& \\\\textbraceleft{}a\\\\_b\\\\textbraceright{} -{}- 'x'"
    """
    return "".join(_TEX.get(mark, mark) for mark in _LIGATURE.sub("\\g<0>\0", text)).replace("\0", "{}")


def _bibtex(cited: Citation) -> str:
    """An entry that BibTeX and biblatex take. Names and title stand in double braces: they are not to be changed."""
    fields = [("author", f"{{{_tex(cited.creator)}}}"), ("title", f"{{{_tex(cited.title)}}}")]
    fields.append(("organization", f"{{{_tex(cited.portal_name)}}}"))
    if cited.published:
        year, *rest = cited.published.split("-")
        fields += [("date", cited.published), ("year", year), *(("month", str(int(month))) for month in rest[:1])]
    address = cited.url.translate({ord(mark): f"%{ord(mark):02X}" for mark in '\\{}^`"'})
    fields += [("url", address), ("urldate", cited.captured_at[:10]), ("version", str(cited.version))]
    if cited.language:
        fields.append(("language", _tex(cited.language)))
    fields.append(("note", _tex(cited.evidence[0].upper() + cited.evidence[1:])))
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields)
    return f"@misc{{{cited.key},\n{lines}\n}}\n"


def _ris(cited: Citation) -> str:
    """A record of the RIS format: a tag, two spaces, a hyphen, a space and one line each, ended by CR LF."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _ris_fields(cited) if value or tag == "ER")


def _ris_fields(cited: Citation) -> Iterator[tuple[str, str]]:
    def dated(written: str) -> str:
        parts = [*written.split("-"), "", ""][:3]
        return "/".join(parts) + "/" if written else ""

    yield "TY", "ELEC"
    yield "ID", cited.key
    yield "AU", cited.creator
    yield "TI", cited.title
    yield "PB", cited.portal_name
    yield "PY", cited.published[:4]
    yield "DA", dated(cited.published)
    yield "UR", cited.url
    yield "Y2", dated(cited.captured_at[:10])
    yield "LA", cited.language
    yield "N1", cited.evidence[0].upper() + cited.evidence[1:]
    yield "ER", ""


def _csl_json(cited: Citation) -> str:
    """A list of one item of CSL-JSON, as Zotero, pandoc and citeproc read it."""

    def dated(written: str) -> dict[str, list[list[int]]]:
        return {"date-parts": [[int(part) for part in written.split("-")]]}

    record: dict[str, Any] = {
        "id": cited.key,
        "type": "webpage",
        "title": cited.title,
        "author": [{"literal": cited.creator}],
        "container-title": cited.portal_name,
        "URL": cited.url,
        "accessed": dated(cited.captured_at[:10]),
        "version": str(cited.version),
        "note": cited.evidence[0].upper() + cited.evidence[1:],
    }
    if cited.published:
        record["issued"] = dated(cited.published)
    if cited.language:
        record["language"] = cited.language
    return json.dumps([record], ensure_ascii=False, indent=2) + "\n"


_WRITERS = {
    Form.text: _text, Form.text_vi: _text_vi, Form.bibtex: _bibtex, Form.ris: _ris, Form.csl_json: _csl_json,
}  # fmt: skip
