"""The browser for portals whose pages are written by scripts: where it is, and how it is begun."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.portal import Portal

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LAUNCH_SECONDS = 60
_ALONE = (
    # All that a page asks for goes through our own downloader (`rendering`). What would go past it is sent to a proxy
    # whose name nobody has (RFC 2606, 2), and no name is looked up: there is no address at which anybody could listen.
    "--proxy-server=http://nowhere.invalid:1",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--no-pings",
    "--disable-gpu",
    "--disable-dev-shm-usage",
)


def check_browser(portals: Iterable[Portal]) -> None:
    """Raises UsageError where a portal needs a browser and there is none: before anything is asked."""
    for portal in portals:
        if not portal.definition.javascript:
            continue
        if find_spec("scrapy_playwright") is None:
            raise UsageError(
                f"{portal.key}: javascript = true needs Chromium and the extra `browser`: pip install 'luutru[browser]'"
            )
        program()


def program() -> str:
    """The browser's file. Raises UsageError where there is none."""
    named = os.environ.get("LUUTRU_CHROMIUM")
    if named:
        if not Path(named).is_file() or not os.access(named, os.X_OK):
            raise UsageError(f"LUUTRU_CHROMIUM={named}: there is no such program")
        return named
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        raise UsageError(
            "javascript = true needs Chromium: apt install chromium, or name the program in LUUTRU_CHROMIUM"
        )
    return found


def browser_settings(*, pages: int) -> dict[str, Any]:
    """Scrapy's settings for a portal whose pages are rendered, `pages` at a time."""
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    handler = "crawler.downloading.rendering.RenderingHandler"
    others = dict.fromkeys(("data", "file", "ftp", "s3"))
    return {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, **others},
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": program(),
            "args": [*_ALONE, *as_root],
            "chromium_sandbox": not as_root,
            "timeout": LAUNCH_SECONDS * 1000,
            # What ends a run is ours to hear: what has been asked for is waited for.
            "handle_sigint": False,
            "handle_sigterm": False,
            "handle_sighup": False,
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": pages,
    }
