"""Whether a portal's crawls bring what they usually bring, judged by what came and not by how the program ended.

`runs` reads what each run brought, `usual` learns what is usual and says when something is not, `outages` knows when
a portal is away for too long, `findings` puts it together (all three pure), `troubles` keeps what was found from run to
run, `advice` says what to do. Nothing here knows of crawling.
"""

from archive.health.findings import Finding, assess
from archive.health.runs import History, RunFigures, history
from archive.health.troubles import Changed, open_troubles, update_troubles

__all__ = [
    "Changed",
    "Finding",
    "History",
    "RunFigures",
    "assess",
    "history",
    "open_troubles",
    "update_troubles",
]
