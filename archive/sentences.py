"""Sentences for people, in English, which pages can say in other languages as well. Pure."""

from __future__ import annotations


class Sentence(str):
    """A sentence that remembers its form and the values in it; otherwise the text that these make.

    >>> told = Sentence("there is no portal {portal!r} in this archive", portal="hp")
    >>> told
    "there is no portal 'hp' in this archive"
    >>> told.form, told.values
    ('there is no portal {portal!r} in this archive', {'portal': 'hp'})
    """

    form: str
    """As `str.format` takes it."""
    values: dict[str, object]
    """By name; a value may be a sentence itself."""

    def __new__(cls, form: str, /, **values: object) -> Sentence:
        made = super().__new__(cls, form.format(**values))
        made.form, made.values = form, values
        return made

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)
