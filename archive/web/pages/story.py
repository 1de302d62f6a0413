"""A story: who published a text first, who copied it, and what they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.sentences import Sentence
from archive.stories.reading import changed_by_copy
from archive.web.asking import Asked, NotHere, Page
from archive.web.pages.article import known
from archive.web.pages.difference import compared

if TYPE_CHECKING:
    from archive.archive import Archive

SHOWN = 100


def story_page(archive: Archive, asked: Asked) -> Page:
    """A story by its number; with `compare`, what that member has changed of the first one's text."""
    number = asked.number("id")
    story = archive.story(number)
    if story is None:
        raise NotHere(Sentence("there is no story {number} in this archive", number=number))
    values: dict[str, Any] = {"story": story, "fields": None, "compared": None}
    if asked.one("compare"):
        copy = asked.number("compare")
        if copy not in [member.id for member in story.members]:
            form = "article {article} does not belong to story {number}"
            raise NotHere(Sentence(form, article=copy, number=number))
        values["compared"] = next(member for member in story.members if member.id == copy)
        values["fields"] = compared(changed_by_copy(known(archive, story.first), known(archive, copy)))
    return Page(template="story.html", values=values)


def stories_page(archive: Archive, asked: Asked) -> Page:
    """The stories that most articles carry."""
    return Page(template="stories.html", values={"stories": archive.story_heads(limit=SHOWN)})
