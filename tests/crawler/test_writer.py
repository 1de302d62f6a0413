"""The writer: what goes wrong over what one portal has sent is told, and costs no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import Archive, Visit
from archive.clock import now
from archive.errors import ArchiveError
from crawler.crawl_options import Options
from crawler.frontier import Entry
from crawler.frontier.sqlite import SqliteFrontier
from crawler.interpreter import PortalReader
from crawler.job import Job
from crawler.portal import parse_portal
from crawler.run import begin_job, queue_due
from crawler.writer import Report, Writer

if TYPE_CHECKING:
    from pathlib import Path


def report(job: Job, hint: str) -> Report:
    """A home page that names an article, with the date as it was written."""
    home, url = job.portal.homepage, f"{job.portal.homepage}tin/bai-viet"
    link = Entry(
        portal=job.portal.key, url=url, request_url=url, host=job.portal.home.netloc, priority=1, newest=0.0,
        road="feed", referrer=home, hints=(("feed", hint),), depth=1,
    )  # fmt: skip
    visit = Visit(
        portal=job.portal.key, url=home, requested_url=home, at=now(), outcome="failure", error="no answer"
    )  # fmt: skip
    return Report(job=job, visit=visit, links=(link,))


def test_what_no_table_takes_of_one_portal_is_told_and_costs_no_other(tmp_path: Path) -> None:
    failures: list[ArchiveError] = []
    frontier = SqliteFrontier(tmp_path / "frontier.db")
    with Archive.open(tmp_path, write=True, create=True, interpreter=PortalReader()) as archive:
        jobs = []
        for key in ("a", "b"):
            portal = parse_portal(f"homepage = 'https://{key}.gov.vn/'", key=key, origin=key)
            jobs.append(begin_job(archive, frontier, portal, Options(), owner=key, user_agent="luutru"))
            queue_due(archive, jobs[-1], due=True)
        writer = Writer(archive, on_failure=failures.append)
        for job, hint in zip(jobs, ("2022-12-12 \ud83d", "2022-12-12"), strict=True):
            writer.add(report(job, hint))
        writer.flush()
        assert failures == []
        assert [job.counts["faults"] for job in jobs] == [1, 0]
        assert "UnicodeEncodeError" in jobs[0].first_fault
        assert "https://b.gov.vn/tin/bai-viet" in frontier.known("b")
        assert "https://a.gov.vn/tin/bai-viet" not in frontier.known("a")
    frontier.close()
