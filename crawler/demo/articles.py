"""The portal's articles as first published: made from the sentence material, the same for the same number.

Which article is awkward in which way is decided here, by its rank (0 is the newest of day 1); how it is printed is
the layouts' business, what later days do to it `days.py`'s.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

from crawler.demo.dates import FORMS, calendar_date
from crawler.demo.parts import CATEGORIES, Block, Content, LayoutName, Road, Story
from crawler.demo.seed import seed_story
from crawler.demo.shingles import Neighbours
from crawler.demo.special import formula_content, near_copy
from crawler.demo.wording import Topic, Voice, common, names, slug, topics

FIRST_NUMBER = 100000
_SHAPES = (
    "plain", "headings", "list", "quotation", "repeated", "plain", "table", "no-lead", "dashes", "photos",
    "short", "long", "more", "attachment", "plain", "decision",
)  # fmt: skip
_FORMS = tuple(form for form in FORMS if form != "month")
_VIEWS = ("Lượt xem: {}", "Số lượt xem: {}", "{} lượt xem", "Lượt đọc: {}", "")


def stories(count: int, layout: str, days: int) -> tuple[Story, ...]:
    """`count` generated articles of day 1, the seed's, and those of the days up to `days`; newest of day 1 first."""
    neighbours = Neighbours()
    made = [_story(rank, count, 1, layout, neighbours) for rank in range(count)]
    for day in range(2, days + 1):
        made += [_story(rank, count, day, layout, neighbours) for rank in range(news_count(count))]
    return (seed_story(_layout(layout, 0.0)), *_with_copies(made, count))


def news_count(count: int) -> int:
    """How many articles each later day brings."""
    return max(4, count // 100)


def _layout(layout: str, age: float) -> LayoutName:
    """The layout of an article of that age (0 new, 1 old); layout `mixed` has been redesigned twice."""
    if layout == "mixed":
        return "modern" if age < 0.34 else "divs" if age < 0.67 else "tables"
    if layout in ("tables", "divs", "modern"):
        return layout  # type: ignore[return-value]  # narrowed by the line above
    raise ValueError(f"{layout!r} is no layout of the practice portal: mixed, tables, divs or modern")


def _story(rank: int, count: int, day: int, layout: str, neighbours: Neighbours) -> Story:
    age = rank / count if day == 1 else 0.0
    number = FIRST_NUMBER + count * 7 - rank * 7 if day == 1 else FIRST_NUMBER + count * 7 + day * 100 + rank * 3 + 1
    random = Random(f"{day}/{rank}")  # noqa: S311 - repeatable, not secret
    backwards = timedelta(hours=rank * 83) if day == 1 else timedelta()
    noon = datetime.combine(calendar_date(day), time(9 if day == 1 else 7, 0))
    published = noon - backwards + timedelta(minutes=random.randint(0, 170))
    kind = _layout(layout, age)
    shape = _SHAPES[rank % len(_SHAPES)] if day == 1 else _SHAPES[(rank + day * 3) % 9]
    subjects = [topic for topic in topics() if topic.name != "chung"]
    topic = subjects[(rank * 7 + day) % len(subjects)]
    content = _content(random, topic, shape, published, neighbours)
    story = Story(
        number=number,
        category=topic.category,
        topic=topic.name,
        content=content,
        published=published,
        first_day=day,
        layout=kind,
        slug=slug(content.title)[:90].rstrip("-"),
        date_form=_FORMS[(rank * 5 + day) % len(_FORMS)],
        views_form=_VIEWS[rank % len(_VIEWS)],
        first_views=random.randint(20, 4800),
        breaks=kind == "divs" and rank % 4 == 1,
        comments=rank % 6 == 2,
        conditional=kind == "modern" and rank % 2 == 0,
        head_dates=(("json-ld", "meta", "time"), ("meta", "time"), ("json-ld",), ("time",))[rank % 4],
    )
    return _signed(_awkward(story, rank, day), rank, random)


def _content(random: Random, topic: Topic, shape: str, published: datetime, neighbours: Neighbours) -> Content:
    """The first draft that is like no earlier article; the least alike where none is."""
    drafts: list[tuple[float, Content]] = []
    for _ in range(14):
        draft = _draft(Voice(random, published.date()), topic, shape)
        likeness = neighbours.likeness(draft.title, draft.text)
        drafts.append((likeness, draft))
        if likeness < 0.2:
            break
    content = min(drafts, key=lambda scored: scored[0])[1]
    neighbours.add(content.title, content.text)
    return content


def _draft(voice: Voice, topic: Topic, shape: str) -> Content:
    random = voice.random
    title = voice.say(random.choice(topic.titles))
    lead = voice.say(random.choice(topic.leads)) if shape != "no-lead" else ""
    wanted = {"short": 1, "photos": 1, "long": 9}.get(shape, random.randint(4, 6))
    own = random.sample(topic.sentences, min(len(topic.sentences), wanted))
    shared = random.sample(common().sentences, {"short": 0, "photos": 0, "long": 6}.get(shape, 3))
    said = [voice.say(template) for template in [*own, *shared]]
    random.shuffle(said)
    opening = voice.say(random.choice(topic.openings))
    if shape == "repeated":
        opening = f"{lead} {opening}"
    if shape == "short":
        return Content(title, "", (Block("paragraph", f"{opening} {said[0]}./."[:-3].rstrip(".") + "./."),))
    paragraphs = [Block("paragraph", opening)]
    while said:
        size = random.choice((1, 1, 2, 3))
        paragraphs.append(Block("paragraph", " ".join(said[:size])))
        del said[:size]
    captions = iter(random.sample([*topic.captions, *common().captions], 4))
    blocks = _shaped(voice, topic, shape, paragraphs)
    for _ in range(4 if shape == "photos" else random.randint(0, 2)):
        blocks.insert(random.randint(1, len(blocks)), Block("photo", voice.say(next(captions))))
    if random.random() < 0.4:
        last = max(index for index, block in enumerate(blocks) if block.kind == "paragraph")
        blocks[last] = replace(blocks[last], text=blocks[last].text.rstrip(".") + "./.")
    attachments = tuple(
        f"{kind} số {voice.say('{so}')}" for kind in ("Quyết định", "Phụ lục kèm theo")[: 1 + random.randint(0, 1)]
    )
    return Content(title, lead, tuple(blocks), attachments if shape in ("attachment", "decision") else ())


def _shaped(voice: Voice, topic: Topic, shape: str, blocks: list[Block]) -> list[Block]:
    """The paragraphs with what the shape adds to them."""
    random = voice.random
    middle = max(1, len(blocks) // 2)
    items = tuple(
        voice.say(item) for item in random.sample([*topic.items, *common().items], min(4, len(topic.items) + 3))
    )
    match shape:
        case "headings" | "long":
            headings = random.sample([*topic.headings, *common().headings], 2)
            blocks.insert(middle, Block("heading", headings[0]))
            if len(blocks) > middle + 2:
                blocks.insert(middle + 2, Block("heading", headings[1]))
        case "list" | "decision":
            blocks.insert(middle, Block("list", lines=items))
        case "dashes":
            blocks[middle:middle] = [Block("paragraph", f"- {item}.") for item in items]
        case "quotation":
            blocks.insert(middle, Block("quotation", voice.say(random.choice([*topic.quotations, *common().quotations]))))
        case "table":
            places = random.sample(names("xa"), 4)
            rows = tuple((place, *(voice.say(slot) for slot in ("{n}", "{nn}", "{pct}"))) for place in places)
            blocks.insert(middle, Block("table", rows=(("Đơn vị", "Số thôn", "Số hộ", "Tỷ lệ"), *rows)))
        case "more":
            blocks.insert(middle, Block("more", "Xem thêm"))
        case _:
            pass
    return blocks


def _awkward(story: Story, rank: int, day: int) -> Story:
    """What is unusual about the article's dates, roads, addresses and encoding."""
    roads: set[Road] = {"listing", "sitemap", "link"}
    if day == 1:
        match rank % 26:
            case 5:
                roads = {"sitemap"}
            case 11 if rank < 40:
                roads = {"feed"}
            case 17:
                roads = {"link"}
            case 21:
                roads = {"listing"}
    if rank < 60 or day > 1:
        roads |= {"feed"} if "listing" in roads else set()
    story = replace(story, roads=frozenset(roads))
    if day == 1:
        match rank % 34:
            case 9:
                story = replace(story, date_form="none", head_dates=(), conditional=False)
            case 19:
                story = replace(story, date_form="dateline", listing_date=False, head_dates=(), conditional=False)
            case 29:
                story = replace(
                    story, date_form="month", listing_date=False, head_dates=(), conditional=False,
                    roads=story.roads - {"feed"},
                )  # fmt: skip
        if story.date_form == "none" and "listing" not in story.roads:
            story = replace(story, date_form="slashes")
        if story.date_form in ("dateline", "month"):
            story = replace(story, roads=frozenset(story.roads - {"feed"} or {"listing"}))
        if story.date_form == "dateline":
            story = replace(story, content=_with_dateline(story))
        if rank % 31 == 13:
            story = replace(story, other_category=(story.category + 2) % len(CATEGORIES))
        if rank % 33 == 23:
            story = replace(story, content=Content(story.content.title, "", ()))  # a headline and a date
        if rank in (16, 47):
            story = replace(story, fault="busy" if rank == 16 else "slow")
        if story.layout == "tables" and rank % 5 in (2, 4):
            story = replace(story, encoding="windows-1258")
        if story.layout == "divs" and rank % 9 == 4:
            story = replace(story, encoding="nfd")
    return story


def _with_dateline(story: Story) -> Content:
    """The content, its first paragraph told from a day and month."""
    first, *rest = story.content.blocks
    text = f"Ngày {story.published.day}/{story.published.month}, " + first.text[:1].lower() + first.text[1:]
    if first.text.startswith(("Sáng ", "Chiều ", "Trưa ", "Tối ")) or first.text.startswith(story.content.lead or "\0"):
        text = first.text
    if f"{story.published.day}/{story.published.month}" not in text:
        text += f" Tin ghi ngày {story.published.day}/{story.published.month}."
    return replace(story.content, blocks=(replace(first, text=text), *rest))


def _signed(story: Story, rank: int, random: Random) -> Story:
    """The article with author, source and tags, where its kind has them."""
    if not story.content.blocks:
        return story
    if rank % 3 == 0:
        story = replace(story, source=random.choice(names("nguon")), source_label=random.choice(("Theo ", "Nguồn: ")))
    if rank % 4 in (1, 3):
        label = random.choice(("Tác giả: ", "Bài, ảnh: ", "Tin, bài: ", "") if story.layout != "modern" else ("Tác giả: ",))
        story = replace(story, author=random.choice(names("but")), author_label=label)
    if rank % 2 == 0 and story.layout != "tables":
        topic = next(topic for topic in topics() if topic.name == story.topic)
        story = replace(story, tags=tuple(random.sample(topic.tags, min(2, len(topic.tags)))))
    return story


def _with_copies(made: list[Story], count: int) -> list[Story]:
    """The articles with exact copies under other numbers, near-copies of their own, and formula texts among them."""
    for position, rank in enumerate((20, 70, 140, 210)):
        if rank < count:
            made[rank] = replace(made[rank], copies=(made[rank].number + 3,), roads=made[rank].roads | {"listing"})
        if rank + 6 < count:
            made[rank + 4] = replace(made[rank + 4], story=f"story-{position}")
            made[rank + 6] = near_copy(made[rank + 4], made[rank + 6])
    for position, rank in enumerate(range(35, min(count, 260), 22)):
        made[rank] = replace(
            made[rank],
            content=(content := formula_content(position, made[rank].published)),
            slug=slug(content.title)[:90].rstrip("-"),
            formula=("thoi-tiet", "chuc-mung")[position % 2],
            story="", other_category=None, tags=(),
            date_form=made[rank].date_form if made[rank].date_form in FORMS else "slashes",
        )  # fmt: skip
    return [_normal(story) for story in made]


def _normal(story: Story) -> Story:
    assert unicodedata.is_normalized("NFC", story.content.text), story.content.title  # noqa: S101 - our own material
    return story
