"""The arrows between the rooms (docs/architecture.md), held against the imports that the code really makes."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FORBIDDEN = [
    ("archive", ("crawler", "scrapy", "twisted")),
    ("archive/records.py", ("archive", "sqlite3", "sqlite_utils", "warcio", "lxml")),
    ("archive/digest.py", ("archive.database", "archive.schema", "sqlite3", "sqlite_utils")),
    ("archive/differences.py", ("archive", "sqlite3", "sqlite_utils")),
    ("archive/same_content.py", ("sqlite3", "sqlite_utils", "archive.articles", "archive.looks")),
    ("crawler/hosts.py", ("archive", "crawler", "scrapy", "socket")),
    ("crawler/urls.py", ("archive", "crawler.portal", "crawler.extraction", "crawler.discovery", "scrapy")),
    ("crawler/downloading/peers.py", ("scrapy", "twisted", "socket", "crawler.portal")),
    ("crawler/downloading/connections.py", ("archive", "sqlite3", "crawler.job", "crawler.writer", "crawler.frontier")),
    (
        "crawler/extraction",
        ("scrapy", "twisted", "sqlite3", "sqlite_utils", "urllib.request", "time", "archive.database"),
    ),
    ("crawler/discovery", ("scrapy", "twisted", "sqlite3", "sqlite_utils", "time", "crawler.spiders", "crawler.job")),
    (
        "crawler/schedule.py",
        ("scrapy", "sqlite3", "crawler.job", "crawler.frontier", "crawler.writer", "archive.database"),
    ),
    ("crawler/calendar.py", ("archive", "crawler", "scrapy", "sqlite3", "time")),
    ("crawler/roster.py", ("scrapy", "sqlite3", "crawler.run", "crawler.writer", "crawler.job", "archive.database")),
    ("crawler/defaults.py", ("scrapy", "sqlite3", "crawler.portal", "archive.archive")),
    ("crawler/survey/lists.py", ("scrapy", "sqlite3", "archive")),
    ("archive/health/life.py", ("sqlite3", "archive.archive", "archive.database")),
    ("crawler/agenda.py", ("scrapy", "sqlite3", "crawler.run", "crawler.writer", "archive.database")),
    ("crawler/service.py", ("crawler", "scrapy", "sqlite3", "subprocess", "archive.database")),
    ("crawler/rounds.py", ("scrapy", "twisted", "sqlite3", "crawler.run", "crawler.frontier", "archive.archive")),
    ("crawler/conditions.py", ("scrapy", "sqlite3", "crawler.job", "crawler.frontier", "archive.database")),
    ("crawler/touched.py", ("archive", "crawler", "scrapy", "sqlite3")),
    ("crawler/admission.py", ("scrapy", "sqlite3", "crawler.job", "crawler.writer", "archive.database")),
    ("crawler/survey", ("sqlite3", "crawler.job", "crawler.writer", "crawler.frontier", "archive.database")),
    ("archive/terminal.py", ("archive", "typer", "sys")),
    ("archive/sentences.py", ("archive", "sqlite3")),
    ("archive/web/guard.py", ("archive", "datasette")),
    ("archive/web/questions", ("archive", "sqlite3", "datasette")),
    ("archive/export/atom.py", ("sqlite3", "sqlite_utils", "datasette", "archive.archive", "archive.search")),
    ("archive/mcp/marking.py", ("sqlite3", "mcp", "archive.archive")),
    ("archive/mcp/answers.py", ("sqlite3", "mcp", "typer")),
    ("archive/search_parameters.py", ("sqlite3", "sqlite_utils", "typer", "datasette", "archive.archive")),
    ("archive/citation.py", ("sqlite3", "sqlite_utils", "archive.archive", "archive.clock")),
    *(
        (f"archive/stories/{name}.py", ("sqlite3", "sqlite_utils", "archive.articles", "archive.versions"))
        for name in ("texts", "beside", "alike", "signature", "credits", "publishing")
    ),
    ("archive/stories", ("archive.articles", "archive.versions", "archive.recording", "archive.search", "tantivy")),
    ("archive/turning.py", ("archive", "sqlite3", "sqlite_utils")),
    ("archive/gaps.py", ("archive", "sqlite3", "sqlite_utils")),
    ("archive/heat_map.py", ("sqlite3", "sqlite_utils", "archive.database")),
    ("crawler/frontier", ("scrapy", "twisted", "crawler.spiders", "crawler.writer", "crawler.extraction")),
    ("crawler/stubs.py", ("archive", "crawler", "scrapy", "sqlite3")),
    (
        "crawler/joining.py",
        ("scrapy", "sqlite3", "crawler.job", "crawler.writer", "crawler.spiders", "archive.database"),
    ),
    ("crawler/downloading", ("sqlite3", "sqlite_utils", "archive.database", "crawler.writer", "crawler.spiders")),
    ("crawler/middlewares", ("sqlite3", "sqlite_utils", "archive.database", "archive.articles", "crawler.writer")),
    (
        "crawler/demo",
        ("crawler.extraction", "crawler.discovery", "crawler.spiders", "crawler.writer", "archive.database"),
    ),
]
SCRAPY_IS_SLOW_TO_IMPORT = ("crawler/cli.py", "crawler/commands", "crawler/portal.py", "crawler/run.py", "archive")


def imports(file: Path, *, top_level_only: bool = False) -> Iterator[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in tree.body if top_level_only else ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def files(place: str) -> list[Path]:
    path = ROOT / place
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


@pytest.mark.parametrize(("place", "forbidden"), FORBIDDEN, ids=[place for place, _ in FORBIDDEN])
def test_a_room_imports_only_what_it_may(place: str, forbidden: tuple[str, ...]) -> None:
    found = files(place)
    assert found, f"{place} is empty: mend the table"
    for file in found:
        for name in imports(file):
            assert not any(name == bad or name.startswith(f"{bad}.") for bad in forbidden), f"{file}: {name}"


@pytest.mark.parametrize("place", SCRAPY_IS_SLOW_TO_IMPORT)
def test_scrapy_is_imported_only_when_a_crawl_begins(place: str) -> None:
    for file in files(place):
        assert not any(name.split(".")[0] in ("scrapy", "twisted") for name in imports(file, top_level_only=True)), file


EVERY_MODULE = """
import importlib, pkgutil, signal, threading
import archive, crawler
before = {number: signal.getsignal(number) for number in signal.valid_signals()}
for package in (archive, crawler):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if module.name.rpartition(".")[2] != "__main__":
            importlib.import_module(module.name)
after = {number: signal.getsignal(number) for number in signal.valid_signals()}
assert after == before, {number: after[number] for number in before if before[number] != after[number]}
assert threading.active_count() == 1
"""


def test_to_import_a_module_changes_nothing_of_the_process() -> None:
    """A process that ignores a signal hands that on to all that it begins."""
    done = subprocess.run([sys.executable, "-c", EVERY_MODULE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
