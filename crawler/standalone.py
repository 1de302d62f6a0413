"""`scrapy crawl portal -a portal=KEY_OR_FILE [-a archive=DIR]`: the spider without `luutru crawl` around it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import signals

from archive import Archive
from archive.clock import now
from archive.errors import ArchiveError, UsageError
from crawler.crawl_options import Options
from crawler.defaults import read_defaults
from crawler.frontier.sqlite import SqliteFrontier
from crawler.interpreter import PortalReader
from crawler.portal import load_portal
from crawler.roster import named
from crawler.run import begin_job, politeness_settings, queue_due
from crawler.workers import Workers
from crawler.writer import Writer

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def spider_arguments(crawler: Crawler, *, portal: str = "", archive: str = "", limit: str = "") -> dict[str, Any]:
    """What the spider needs, made from `-a` options; everything is closed with the spider."""
    if not portal:
        raise UsageError("name a portal: scrapy crawl portal -a portal=KEY")
    folder = Path(archive or os.environ.get("LUUTRU_ARCHIVE") or "archive-data")
    is_file = portal.endswith(".toml")
    chosen = load_portal(Path(portal), defaults=read_defaults(folder)) if is_file else named(portal, folder)
    user_agent = crawler.settings["USER_AGENT"]
    crawler.settings.setdict(politeness_settings(chosen, user_agent), priority="spider")
    workers = Workers()
    opened = Archive.open(folder, write=True, create=True, interpreter=PortalReader(workers.read_now))
    frontier = SqliteFrontier(folder / "frontier.db")
    options = Options(limit=int(limit) if limit else None)
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    job = begin_job(opened, frontier, chosen, options, owner=owner, user_agent=user_agent)
    queue_due(opened, job, due=True)

    def failed(error: ArchiveError) -> None:
        raise error

    writer = Writer(opened, on_failure=failed)

    def closed(spider: Any, reason: str) -> None:
        writer.finish(job)
        if reason == "finished":
            frontier.end_run(job.portal.key)
        opened.finish_crawl(job.crawl_id, reason=reason, counts=dict(job.counts), at=now())
        frontier.close()
        opened.close()
        workers.close()

    crawler.signals.connect(closed, signal=signals.spider_closed, weak=False)
    return {"job": job, "writer": writer, "workers": workers}
