"""What a version of an article says, field by field, as texts that can be compared.

It stands apart because two rooms need it (the list of changes, and `luutru show --diff`), and because it has to hold
what `archive.digest.content_hash` covers, neither more nor less.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive.digest import STATED, without_host

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = ("title", "lead", "text", "author", "published_on", "captions", "attachments")
COLUMNS = (*FIELDS, "published_from")
"""What `wording` needs of table `article_versions`."""


def wording(version: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a version, given as its row: the date only where the page itself states it, captions and
    attachments a paragraph each, an attachment as its name and its address without the host.
    """
    captions = [image["caption"] for image in json.loads(version["captions"]) if image["caption"]]
    attachments = [f"{one['name']} {without_host(one['url'])}" for one in json.loads(version["attachments"])]
    return {
        "title": version["title"],
        "lead": version["lead"],
        "text": version["text"],
        "author": version["author"],
        "published_on": (version["published_on"] or "") if version["published_from"] in STATED else "",
        "captions": "\n\n".join(captions),
        "attachments": "\n\n".join(attachments),
    }
