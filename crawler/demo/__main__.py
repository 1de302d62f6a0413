"""Serves a practice portal in the foreground: `python -m crawler.demo --port 8642 --layout mixed --day 1`, or one of the
practice platforms: `python -m crawler.demo --platform liferay`.
"""

from __future__ import annotations

import argparse
import contextlib
import sys

from crawler.demo import LAYOUTS, DemoPortal, DemoServer, PlatformServer
from crawler.demo.postback import AspNet, Repeater
from crawler.demo.queries import QUERIED
from crawler.demo.turnings import LINKED

PLATFORMS = {platform.key: platform for platform in (*LINKED, AspNet(), Repeater(), *QUERIED)}


def main() -> None:
    """Serves until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m crawler.demo", description="The practice portals on loopback.")
    parser.add_argument("--port", type=int, default=8642)
    parser.add_argument("--layout", choices=("mixed", *LAYOUTS), default="mixed")
    parser.add_argument("--day", type=int, default=1)
    parser.add_argument("--articles", type=int, default=312)
    parser.add_argument("--platform", choices=sorted(PLATFORMS), help="a platform instead: nothing but its listings")
    given = parser.parse_args()
    server: DemoServer | PlatformServer
    if given.platform:
        server = PlatformServer(PLATFORMS[given.platform], port=given.port)
    else:
        server = DemoServer(DemoPortal(given.layout, given.articles), port=given.port, day=given.day)
    sys.stderr.write(f"{server.url}\n")
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
