"""The seed's article, read from the document that came with the project (`material/seed.txt`)."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from crawler.demo.parts import Block, Content, LayoutName, Story
from crawler.demo.wording import MATERIAL

SEED_NUMBER = 212044
_CAPTIONS = ("Quang cảnh Hội nghị", "Đồng chí Phạm Văn Thép, Thành ủy viên, Bí thư Huyện ủy phát biểu tại Hội nghị")


@lru_cache(maxsize=1)
def seed_lines() -> tuple[str, ...]:
    """The lines of the document that are not empty, single-spaced."""
    lines = (MATERIAL / "seed.txt").read_text(encoding="utf-8").splitlines()
    return tuple(squeezed for line in lines if (squeezed := re.sub(r"\s+", " ", line).strip()))


SLOGAN = seed_lines()[1]


def seed_story(layout: LayoutName) -> Story:
    """The article; its page prints no date, the listing does."""
    _, _, title, views, lead, *rest = seed_lines()
    source = next(line for line in rest if line.startswith("Theo "))
    body = rest[: rest.index(source)]
    blocks = tuple(Block("photo" if line in _CAPTIONS else "paragraph", line) for line in body)
    return Story(
        number=SEED_NUMBER,
        category=0,
        topic="",
        content=Content(title, lead, blocks),
        published=datetime(2022, 12, 12, 17, 5),  # noqa: DTZ001 - on the portal's clock
        first_day=1,
        layout=layout,
        slug="huyen-uy-thuy-nguyen-to-chuc-hoi-nghi-lan-thu-13-danh-gia-ket-qua-thuc-hien-nhiem-vu-nam-2022",
        date_form="none",
        source=source.removeprefix("Theo "),
        source_label="Theo ",
        views_form="Lượt xem: {}",
        first_views=int(views.rpartition(" ")[2]),
        roads=frozenset(("listing", "sitemap", "feed", "link")),
    )
