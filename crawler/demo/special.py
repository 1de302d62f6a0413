"""Texts that are alike on purpose: near-copies (one story), and formulas that share words without being copies."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from crawler.demo.parts import Block, Content, Story
from crawler.demo.wording import slug

_WEATHER = (
    "Theo Đài Khí tượng Thủy văn tỉnh Hải Sơn, ngày và đêm {day}, khu vực huyện An Bình {sky}. "
    "Nhiệt độ thấp nhất {low} độ C, cao nhất {high} độ C. Gió {wind} cấp {force}. Độ ẩm trung bình {wet}%."
)
_SKIES = (
    "nhiều mây, có mưa vài nơi", "ít mây, trưa chiều giảm mây trời nắng", "có mưa rào và rải rác có dông",
    "nhiều mây, sáng sớm có sương mù", "trời rét, đêm không mưa", "nắng nóng, có nơi nắng nóng gay gắt",
)  # fmt: skip
_GREETING = (
    "Nhân dịp {feast}, Huyện ủy, HĐND, UBND, Ủy ban MTTQ Việt Nam huyện An Bình gửi tới {who} "
    "lời chúc sức khỏe, hạnh phúc và thành công./."
)
_FEASTS = (
    ("ngày Nhà giáo Việt Nam 20/11", "các thầy giáo, cô giáo"),
    ("ngày Thầy thuốc Việt Nam 27/2", "các y sĩ, bác sĩ và điều dưỡng"),
    ("ngày Quốc tế Phụ nữ 8/3", "chị em hội viên và nữ công nhân"),
    ("ngày Báo chí Cách mạng Việt Nam 21/6", "những người làm báo"),
    ("ngày Doanh nhân Việt Nam 13/10", "cộng đồng doanh nghiệp và hợp tác xã"),
    ("Tết Trung thu", "các cháu thiếu niên, nhi đồng"),
)


def formula_content(position: int, on: datetime) -> Content:
    """A weather notice or a holiday greeting; each with figures or names of its own."""
    day = f"{on.day}/{on.month}"
    if position % 2:
        feast, who = _FEASTS[position // 2 % len(_FEASTS)]
        return Content(f"Lời chúc mừng {feast} năm {on.year}", "", (Block("paragraph", _GREETING.format(feast=feast, who=who)),))
    low = 9 + position * 7 % 17
    text = _WEATHER.format(
        day=day, sky=_SKIES[position // 2 % len(_SKIES)], low=low, high=low + 5 + position % 4,
        wind=("đông bắc", "đông nam", "nam", "tây nam")[position // 2 % 4], force=2 + position % 3, wet=61 + position * 5 % 34,
    )  # fmt: skip
    return Content(f"Dự báo thời tiết huyện An Bình ngày {on.day}/{on.month}/{on.year}", "", (Block("paragraph", text),))


def near_copy(original: Story, place: Story) -> Story:
    """The original's text, lightly edited, under the address, date and category of another article."""
    blocks = list(original.content.blocks)
    first = blocks[0]
    blocks[0] = replace(first, text=re.sub(r"\d+", lambda match: str(int(match[0]) + 1), first.text, count=1) + " Tin đăng lại.")
    title = f"{original.content.title} (tin đăng lại)"
    lead = "" if first.text.startswith(original.content.lead or "\0") else original.content.lead
    content = replace(original.content, title=title, blocks=tuple(blocks), lead=lead)
    form = place.date_form if place.date_form not in ("dateline", "month") else "slashes"
    return replace(
        place, content=content, slug=slug(title)[:90].rstrip("-"), category=original.category, topic=original.topic,
        story=original.story, date_form=form, listing_date=True, other_category=None, source=original.source,
        source_label=original.source_label, author="", tags=original.tags,
    )  # fmt: skip
