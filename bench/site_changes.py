"""The next day of a static site: news, edits and removals as its generator would have written them; another build.

A new page is an older one's template with another address, title, date and text. It stands at the top of every list,
feed and sitemap that names the page it was made of, and pushes others on to the next page of a list. An edit changes a
paragraph wherever it is printed, and the time of the sitemap and the feed where the site states one; some edits change
the headline, too, on the page and wherever it is named. A removal takes the file away, and its item from every list,
feed and sitemap; links in other articles stay and are dead.
"""

from __future__ import annotations

import html
import os
import random
import re
import shutil
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

import lxml.html
from lxml import etree
from whole_sites import is_stub, path_of

if TYPE_CHECKING:
    from whole_sites import SiteUnderTest

Truth = dict[str, list[dict[str, Any]]]
ADDED, EDITED, REMOVED = 7, 7, 6
RETITLED = 3
"""Those of the edited whose headline changes as well."""
_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
_ITEMS = ("li", "article", "tr", "div", "section")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_PAGE = re.compile(r"page/(\d+)/$")


@dataclass
class Planted:
    """What was changed: paths of articles, and of the lists, feeds and sitemaps that name them."""

    added: set[str] = field(default_factory=set)
    edited: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _News:
    """A page to be made, and the one that it is made of."""

    model: str
    path: str
    model_title: str
    title: str
    model_on: date
    on: date
    paragraphs: tuple[str, ...]

    def renamed(self, text: str) -> str:
        """A text about the model, told of the new page."""
        for old, new in ((self.model, self.path), (quote(self.model), quote(self.path))):
            text = text.replace(old, new)
        text = _retitled(text, self.model_title, self.title)
        for old, new in zip(_written(self.model_on), _written(self.on), strict=True):
            text = text.replace(old, new)
        return text


def plant(site: SiteUnderTest, folder: Path, copy: Path, truth: Truth, *, on: datetime, seed: int = 1) -> Planted:
    """Makes `copy` the next day of `folder`; `on`: when its changed files were written."""
    _link(folder, copy)
    return _Planter(site, copy, truth, on, random.Random(seed)).plant()


def _link(folder: Path, copy: Path) -> None:
    """Copies a folder, with the times of its files; a file is linked where that can be."""
    for place, _, names in os.walk(folder):
        there = copy / Path(place).relative_to(folder)
        there.mkdir(parents=True, exist_ok=True)
        for name in names:
            try:
                os.link(Path(place) / name, there / name)
            except OSError:
                shutil.copy2(Path(place) / name, there / name)


class _Planter:
    def __init__(self, site: SiteUnderTest, folder: Path, truth: Truth, on: datetime, rng: random.Random) -> None:
        self.site, self.folder, self.truth, self.on, self.rng = site, folder, truth, on, rng
        self.planted = Planted()
        self.pages = {path: rows[0] for path, rows in truth.items()
                      if len(rows) == 1 and _DATE.fullmatch(str(rows[0]["date"])) and self._answers(path)}  # fmt: skip

    def _answers(self, path: str) -> bool:
        file = self.folder / path.lstrip("/") / "index.html"
        return path.endswith("/") and file.is_file() and not is_stub(file.read_bytes())

    def _path(self, file: Path) -> str:
        return path_of("/" + file.relative_to(self.folder).as_posix()).removesuffix("index.html")

    def plant(self) -> Planted:
        """Chooses and changes."""
        newest = sorted(self.pages, key=lambda path: (self.pages[path]["date"], path), reverse=True)
        whole = [path for path in newest if len(self.pages[path].get("body", "").split()) > 80]
        models = self.rng.sample([path for path in newest[:30] if self._holders(self._read(path))][:12], ADDED)
        recent = [path for path in newest[:40] if path not in models]
        self.planted.removed = {*self.rng.sample(recent, REMOVED // 2)}
        rest = [path for path in newest if path not in models and path not in self.planted.removed]
        self.planted.removed |= {*self.rng.sample(rest[40:], REMOVED - REMOVED // 2)}
        editable = [path for path in whole if path in rest and path not in self.planted.removed and self._edit(path)]
        edited = self.rng.sample(editable[:30], EDITED // 2) + self.rng.sample(editable[30:], EDITED - EDITED // 2)
        self.planted.edited = set(edited)
        news = [self._news(number, model) for number, model in enumerate(models)]
        self.planted.added = {one.path for one in news}
        self._change_lists(news)
        self._change_feeds(news)
        for one in news:
            self._write_page(one)
        for path in edited:
            file, old, new = self._edit(path) or (self.folder, "", "")
            self._write(file, file.read_text(encoding="utf-8").replace(old, new))
        for path in edited[-RETITLED:]:
            self._retitle(path)
        for path in self.planted.removed:
            shutil.rmtree(self.folder / path.strip("/"))
        return self.planted

    # One page

    def _edit(self, path: str) -> tuple[Path, str, str] | None:
        """The file of a page, a paragraph of its text as it is written there, and as it is written the next day."""
        file = self.folder / path.strip("/") / "index.html"
        text = file.read_text(encoding="utf-8")
        body = " ".join(self.pages[path]["body"].split())
        for found in re.finditer(r"<p>([^<>\n]{60,600}[.])</p>", text):
            if " ".join(html.unescape(found[1]).split()) in body and text.count(found[1]) == 1:
                number = sum(map(ord, path)) % 90 + 10
                return file, found[1], f"{found[1]} The figure has been corrected to {number} after a review."
        return None

    def _read(self, path: str) -> str:
        return (self.folder / path.strip("/") / "index.html").read_text(encoding="utf-8")

    def _holders(self, text: str) -> list[Any]:
        """The elements that hold the paragraphs of a page."""
        return _tree(text.encode()).xpath(self.site.prose or self.site.content)

    def _retitle(self, path: str) -> None:
        """Adds a word to a headline on its page, and in every list and feed that names it."""
        title = self.pages[path]["title"]
        forms = {title, html.escape(title), html.escape(title, quote=False), html.escape(html.escape(title))}
        shown = re.compile(rf"(?<=[>\"'\n ])(?:{'|'.join(map(re.escape, forms))})(?=\s*(?:[<\"']|- ))")
        for file in sorted((*self.folder.rglob("*.html"), *self.folder.rglob("*.xml"))):
            if not file.is_file() or (self._path(file) in self.truth and self._path(file) != path):
                continue
            text = file.read_text(encoding="utf-8", errors="surrogateescape")
            is_its_own = self._path(file) == path
            if not is_its_own and path not in text and quote(path) not in text:
                continue
            changed = shown.sub(lambda match: f"{match[0]}: review", text)
            if changed != text:
                self._write(file, changed)
                self.planted.lists |= set() if is_its_own else {self._path(file)}

    def _news(self, number: int, model: str) -> _News:
        row = self.pages[model]
        bodies = [self.pages[path]["body"] for path in sorted(self.pages) if self.pages[path].get("body")]
        paragraphs = [one for body in self.rng.sample(bodies, 4) for one in body.split("\n\n") if len(one.split()) > 20]
        self.rng.shuffle(paragraphs)
        words = re.findall(r"[^\W\d_]{4,}", self.rng.choice(bodies))[:40]
        title = " ".join(self.rng.sample(words, 6)).capitalize()
        slug = "-".join(re.sub(r"[^a-z]", "", word.lower()) or "x" for word in title.split()) + f"-{number}"
        old_on, on = date.fromisoformat(row["date"]), self.on.date()
        place = model.rstrip("/").rpartition("/")[0] + "/"
        place = place.replace(f"/{old_on:%Y/%m/%d}/", f"/{on:%Y/%m/%d}/")
        return _News(model, f"{place}{slug}/", row["title"], title, old_on, on, tuple(paragraphs[:6]))

    def _write_page(self, new: _News) -> None:
        holder = self._holders(new.renamed(self._read(new.model)))[0]
        for child in list(holder):
            holder.remove(child)
        holder.text = None
        for paragraph in new.paragraphs:
            etree.SubElement(holder, "p").text = " ".join(re.sub(r"[*_#>\[\]]", "", paragraph).split())
        text = lxml.html.tostring(holder.getroottree(), encoding="unicode", doctype="<!DOCTYPE html>")
        file = self.folder / new.path.strip("/") / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        self._write(file, text)

    # Lists

    def _change_lists(self, news: list[_News]) -> None:
        named = {one.model: [] for one in news}
        for one in news:
            named[one.model].append(one)
        groups: dict[str, list[tuple[int, Path]]] = {}
        for file in sorted(self.folder.rglob("*.html")):
            path = self._path(file)
            if path not in self.truth and file.is_file():
                turned = _PAGE.search(path)
                groups.setdefault(_PAGE.sub("", path), []).append((int(turned[1]) if turned else 0, file))
        for files in groups.values():
            self._change_list([file for _, file in sorted(files)], named)

    def _change_list(self, files: list[Path], named: dict[str, list[_News]]) -> None:
        """Changes the pages of one list, in order."""
        texts = [file.read_bytes() for file in files]
        concerned = [path.encode() for path in (*named, *self.planted.removed)]
        concerned += [quote(path).encode() for path in (*named, *self.planted.removed)]
        if not any(path in text for text in texts for path in concerned) or any(map(is_stub, texts[:1])):
            return
        shown = [(file, _tree(text)) for file, text in zip(files, texts, strict=True)
                 if not is_stub(text)]  # fmt: skip
        held = [self._items(file, tree) for file, tree in shown]
        sizes = [len(items) for items in held]
        items = [one for page in held for one in page]
        before = [element for _, element in items]
        fresh = [self._item(element, path, new) for path, element in items for new in named.get(path, ())]
        after = fresh + [element for path, element in items if path not in self.planted.removed]
        if len(files) == 1 and sizes[0] < 20 and self._path(files[0]) == "/":
            after = after[: len(before)]
        if [*map(id, after)] == [*map(id, before)]:
            return
        self._redistribute(shown, held, sizes, after)

    def _redistribute(self, shown: list[Any], held: list[Any], sizes: list[int], after: list[Any]) -> None:
        marks = []
        for page in held:
            if not page:
                marks.append(None)
                continue
            first = page[0][1]
            mark = etree.Element("luutru-mark")
            first.addprevious(mark)
            marks.append(mark)
            for _, element in page:
                element.getparent().remove(element)
        start = 0
        for number, (file, tree) in enumerate(shown):
            mark = marks[number]
            if mark is None:
                continue
            end = len(after) if number == len(shown) - 1 else start + sizes[number]
            for element in after[start:end]:
                mark.addprevious(element)
            start = end
            mark.getparent().remove(mark)
            text = lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
            if lxml.html.tostring(_tree(file.read_bytes())) != lxml.html.tostring(tree):
                self._write(file, text)
                self.planted.lists.add(self._path(file))

    def _items(self, file: Path, tree: Any) -> list[tuple[str, Any]]:
        """The entries of a list that name one article each, in order; those of the list that holds most of them."""
        base = self.site.base + quote(self._path(file))
        links: dict[Any, str] = {}
        for link in tree.iter("a"):
            href = link.get("href", "").strip()
            path = path_of(urljoin(base, href)) if href and urljoin(base, href).startswith(self.site.base) else ""
            if path in self.pages:
                links[link] = path
        found: dict[Any, str] = {}
        for link, path in links.items():
            found.setdefault(_entry(link, links), path)
        parents: dict[Any, list[tuple[str, Any]]] = {}
        for element, path in found.items():
            if element.getparent() is not None:
                parents.setdefault(element.getparent(), []).append((path, element))
        return max(parents.values(), key=len, default=[])

    @staticmethod
    def _item(element: Any, path: str, new: _News) -> Any:
        text = new.renamed(lxml.html.tostring(element, encoding="unicode", with_tail=True))
        return lxml.html.fragments_fromstring(text)[0]

    # Feeds and sitemaps

    def _change_feeds(self, news: list[_News]) -> None:
        for file in sorted(self.folder.rglob("*.xml")):
            text = file.read_text(encoding="utf-8", errors="replace")
            if "<item" in text or "<entry" in text or "<urlset" in text:
                changed = self._feed(text, news)
                if changed != text:
                    self._write(file, changed)
                    self.planted.lists.add(self._path(file))

    def _feed(self, text: str, news: list[_News]) -> str:
        found = list(re.finditer(r"<(item|entry|url)(?:\s[^>]*)?>.*?</\1>\s*", text, re.DOTALL))
        if not found:
            return text
        head, tail = text[: found[0].start()], text[found[-1].end() :]
        entries = [(self._named(one[0]), one[0]) for one in found]
        fresh = [self._fresh(entry, new) for path, entry in entries for new in news if new.model == path]
        kept = [self._edited(path, entry) for path, entry in entries if path not in self.planted.removed]
        if len(entries) <= 20 and found[0][1] != "url":
            kept = kept[: len(entries) - len(fresh)]
        if not fresh and kept == [entry for _, entry in entries]:
            return text
        head = re.sub(r"<lastBuildDate>[^<]*", f"<lastBuildDate>{self.on:%a, %d %b %Y %H:%M:%S} +0000", head)
        head = re.sub(r"<updated>[^<]*", f"<updated>{self.on:%Y-%m-%dT%H:%M:%SZ}", head)
        return head + "".join(fresh + kept) + tail

    def _named(self, entry: str) -> str:
        found = re.search(r"<(?:loc|link)>\s*([^<\s]+)|<link\s[^>]*href=\"([^\"]+)", entry)
        return path_of(html.unescape(found[1] or found[2])) if found else ""

    def _fresh(self, entry: str, new: _News) -> str:
        entry = new.renamed(entry)
        words = html.escape(" ".join(new.paragraphs[:1])[:300])
        for name in ("description", "content", "summary"):
            entry = re.sub(rf"(<{name}[^>]*>).*?(</{name}>)", lambda m: m[1] + words + m[2], entry, flags=re.DOTALL)
        at = self.on
        entry = re.sub(r"<pubDate>[^<]*", f"<pubDate>{at:%a, %d %b %Y} 00:00:00 +0000", entry)
        entry = re.sub(r"<(published|updated)>[^<]*", rf"<\1>{at:%Y-%m-%d}T00:00:00+00:00", entry)
        return self._touched(entry)

    def _touched(self, entry: str) -> str:
        """The entry with the time of a sitemap as of today, in the form that it has."""
        return re.sub(r"(<lastmod>)\d{4}-\d\d-\d\d(?=[T<])", rf"\g<1>{self.on:%Y-%m-%d}", entry)

    def _edited(self, path: str, entry: str) -> str:
        if path not in self.planted.edited or (edit := self._edit(path)) is None:
            return entry
        entry = self._touched(entry).replace(edit[1], edit[2])
        return re.sub(r"<updated>[^<]*", f"<updated>{self.on:%Y-%m-%d}T00:00:00+00:00", entry)

    def _write(self, file: Path, text: str) -> None:
        """Writes a file anew: what it was linked to stays as it is."""
        file.unlink(missing_ok=True)
        file.write_text(text, encoding="utf-8", errors="surrogateescape")
        os.utime(file, (self.on.timestamp(), self.on.timestamp()))


def _tree(text: bytes) -> Any:
    """The tree of a page. Spaces around an address are taken off: written again they would be a part of it."""
    tree = lxml.html.fromstring(text)
    for element in tree.iter():
        for name in ("href", "src"):
            if isinstance(element.tag, str) and (value := element.get(name)) and value != value.strip():
                element.set(name, value.strip())
    return tree


def _entry(link: Any, links: dict[Any, str]) -> Any:
    """The largest element around a link that links to no other article; the nearest item where it is alone."""
    element = link
    while (parent := element.getparent()) is not None and parent.tag not in ("body", "main", "html"):
        if any(links.get(one, links[link]) != links[link] for one in parent.iter("a")):
            return element
        element = parent
    return next((one for one in link.iterancestors(*_ITEMS)), link)


def _retitled(text: str, old: str, new: str) -> str:
    """A text with one title in another's place, cut ones too."""
    for form in (lambda one: one, html.escape, lambda one: html.escape(one, quote=False)):
        text = text.replace(form(old), form(new))
    cut = re.compile(re.escape(html.escape(old, quote=False)[:25]) + r"[^<>\"]*")
    return cut.sub(html.escape(new, quote=False).replace("\\", ""), text) if len(old) > 25 else text


def _written(on: date) -> list[str]:
    """A date in the forms in which the sites print it, the same order for each date."""
    forms = [f"{on:%Y-%m-%d}", f"{on:%a, %d %b %Y}"]
    for months in _MONTHS.values():
        month = months[on.month - 1]
        for name in (month, month[:3], month[:4] + ".", month[:3].upper(), month.upper()):
            for day in (f"{on.day:02}", str(on.day)):
                forms += [f"{day} {name} {on.year}", f"{name} {day}, {on.year}"]
    return forms


def rebuild(folder: Path, copy: Path, *, on: datetime, seed: int = 1) -> None:
    """Makes `copy` another build of `folder`: other ids of headings, hashes in classes, other names of assets.

    Nothing that a reader sees is another.
    """
    rng = random.Random(seed)
    _link(folder, copy)
    build = f"{rng.getrandbits(40):x}"
    for file in sorted(copy.rglob("*.html")):
        if not file.is_file():
            continue
        text = file.read_text(encoding="utf-8", errors="surrogateescape")
        for old in dict.fromkeys(re.findall(r"<h[1-6]\b[^>]*?\bid=[\"']?([^\"' >]+)", text)):
            named = rf"(<h[1-6]\b[^>]*?\bid=[\"']?|href=[\"']?#|aria-labelledby=[\"']?){re.escape(old)}(?=[\"' >])"
            text = re.sub(named, rf"\g<1>h-{rng.getrandbits(48):x}", text)
        text = re.sub(r"\bclass=\"([^\"]+)\"", lambda m: f'class="{m[1]} css-{_hash(m[1], build)}"', text)
        text = re.sub(r"(/[\w./-]+)\.(css|js)(?=[\"'?])", rf"\1.{build}.\2", text)
        file.unlink()
        file.write_text(text, encoding="utf-8", errors="surrogateescape")
        os.utime(file, (on.timestamp(), on.timestamp()))


def _hash(names: str, build: str) -> str:
    return f"{sum(ord(char) * 31**place for place, char in enumerate(names + build)) % 16**8:08x}"
