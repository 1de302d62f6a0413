"""Other readers than ours, told by name to the processes that read: the command line with one of them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.reading import reading

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from crawler.reading import Question, Reading

ROOT = Path(__file__).parents[2]


def ours(asked: Question) -> Reading:
    """Reads as we do."""
    return reading(asked)


def loud(asked: Question) -> Reading:
    """Reads nearly every article otherwise: another extractor."""
    read = reading(asked)
    if read.article is None:
        return read
    article = read.article
    text = article.text.replace("huyện", "HUYỆN")
    return replace(read, article=replace(article, lead="", text=text, author=article.author or "Không rõ"))


def hangs_on_three(asked: Question) -> Reading:
    """Reads every page but one, on which it hangs."""
    while asked.url.endswith("so-3"):
        pass
    return reading(asked)


def no_services(asked: Question) -> Reading:
    """Takes pages of services for no articles."""
    read = reading(asked)
    if read.article is None or "/dich-vu" not in asked.url:
        return read
    return replace(read, outcome="other", article=None, note="nothing that makes it news")


def calls_services_guides(asked: Question) -> Reading:
    """Calls pages of services guides."""
    read = reading(asked)
    if read.article is None or "/dich-vu" not in asked.url:
        return read
    return replace(read, article=replace(read.article, page_type="guide", page_type_confidence=0.9))


def run_with(
    reader: Callable[[Question], Reading], *arguments: str, cwd: Path, extractor: str = "", before: str = "",
    **environment: str,
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    """Runs luutru with another reader, which calls itself `extractor`; `before` are statements that come first."""
    script = f"""
import crawler.interpreter
from crawler.workers import Workers
from tests.crawler.readers import {reader.__name__}
Workers.__init__.__kwdefaults__["function"] = {reader.__name__}
crawler.interpreter.EXTRACTOR_VERSION = {extractor!r} or crawler.interpreter.EXTRACTOR_VERSION
{before}
from crawler.cli import main
main()
"""
    from tests.crawler.conftest import run_luutru  # not in the processes that read

    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return run_luutru(
        list(arguments), cwd=cwd, environment={"PYTHONPATH": path, **environment}, script=script, timeout=240
    )
