"""The practice portal: a bundled district portal, served on loopback, that knows its own truth.

It shows what goes wrong on real ones, and tests hold what was archived against what it truly holds.
"""

from crawler.demo.articles import FIRST_DAY, LAYOUTS, TrueArticle
from crawler.demo.chrome import LINES as BOILERPLATE
from crawler.demo.portal import CLOSED, DemoPortal, Truth, day_of
from crawler.demo.server import DemoServer, PlatformServer

__all__ = [
    "BOILERPLATE",
    "CLOSED",
    "FIRST_DAY",
    "LAYOUTS",
    "DemoPortal",
    "DemoServer",
    "PlatformServer",
    "TrueArticle",
    "Truth",
    "day_of",
]
