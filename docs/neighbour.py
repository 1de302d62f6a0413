"""Gives an archive of the practice portal a second portal, which copies: `python docs/neighbour.py demo-data`.

Takes sixteen articles as they are, a little shortened, or with another word here and there, prints them one to four
days later as those of a neighbouring district, half of them with a line that says from where, serves that on loopback
and crawls it. For docs/recipes.md, whose questions of who copied whom need somebody who does.
"""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import tempfile
import threading
from datetime import date, timedelta
from functools import partial
from html import escape
from pathlib import Path

from archive import Archive

DEFINITION = """
name = "Cổng thông tin điện tử huyện Yên Lạc Đông (cổng thực hành)"
homepage = "http://127.0.0.1:{port}/"
language = "vi"
timezone = "Asia/Ho_Chi_Minh"
private = true

[politeness]
delay = 0
"""
CHOSEN = """
SELECT title, text, category, published_on FROM articles
WHERE portal = 'demo' AND published_on BETWEEN '2022-09-01' AND '2022-12-01' AND length(text) > 1200 AND state = 'live'
ORDER BY published_on, title LIMIT 16
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


def write_pages(archive: Archive, folder: Path) -> None:
    """A home page and an article page for each copy."""
    links = []
    for number, row in enumerate(archive.rows(CHOSEN)):
        day = date.fromisoformat(row["published_on"]) + timedelta(days=1 + number % 4)
        paragraphs = row["text"].split("\n\n")
        if number % 4 == 1:
            paragraphs = paragraphs[:-1]
        if number % 4 == 2:
            paragraphs = [one.replace("Nhân dân", "người dân").replace("phấn khởi", "vui mừng") for one in paragraphs]
        source = "<p class='source'>Nguồn: Cổng TTĐT huyện An Bình</p>" if number % 2 else ""
        name = f"tin-{number + 1}-{day}.html"
        body = "".join(f"<p>{escape(one)}</p>" for one in paragraphs)
        folder.joinpath(name).write_text(
            f"<html lang='vi'><head><meta charset='utf-8'><title>{escape(row['title'])}</title>"
            f"<meta property='article:published_time' content='{day}T08:00:00+07:00'></head><body><article>"
            f"<h1>{escape(row['title'])}</h1>{body}{source}</article></body></html>",
            encoding="utf-8",
        )
        links.append(f"<li><a href='{name}'>{escape(row['title'])}</a></li>")
    home = f"<html lang='vi'><meta charset='utf-8'><title>Yên Lạc Đông</title><ul>{''.join(links)}</ul></html>"
    folder.joinpath("index.html").write_text(home, encoding="utf-8")


def main() -> None:
    """Writes, serves and crawls."""
    archive_folder = sys.argv[1]
    with tempfile.TemporaryDirectory() as made:
        pages = Path(made) / "pages"
        pages.mkdir()
        with Archive.open(archive_folder) as archive:
            write_pages(archive, pages)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(pages)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        definition = Path(made) / "neighbour.toml"
        definition.write_text(DEFINITION.format(port=server.server_port), encoding="utf-8")
        crawl = [sys.executable, "-m", "crawler", "-a", archive_folder, "crawl", "--file", str(definition), "--quiet"]
        done = subprocess.run(crawl, env={**os.environ, "LUUTRU_NOW": "2022-12-17T09:00:00+07:00"}, check=False)
        server.shutdown()
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
