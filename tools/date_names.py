"""Writes crawler/extraction/date_names.py: month and weekday names of the languages that are read, from the CLDR.

Run by hand when a language is added or the CLDR has changed: `pip install babel && python tools/date_names.py`.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from babel import Locale

TARGET = Path(__file__).parents[1] / "crawler" / "extraction" / "date_names.py"
LOCALES = {
    "en": ("en", "en_GB", "en_AU", "en_CA"), "vi": ("vi",), "fr": ("fr", "fr_CA", "fr_CH"), "de": ("de", "de_AT"),
    "es": ("es", "es_MX", "es_PE", "es_UY"), "pt": ("pt", "pt_PT"), "it": ("it",), "ca": ("ca",), "gl": ("gl",),
    "eu": ("eu",), "ro": ("ro",), "nl": ("nl",), "af": ("af",), "lb": ("lb",), "sv": ("sv", "sv_FI"), "da": ("da",),
    "no": ("nb", "nn"), "fi": ("fi",), "is": ("is",), "fo": ("fo",), "et": ("et",), "lv": ("lv",), "lt": ("lt",),
    "pl": ("pl",), "cs": ("cs",), "sk": ("sk",), "sl": ("sl",), "hr": ("hr",), "bs": ("bs", "bs_Cyrl"),
    "sr": ("sr", "sr_Latn"), "mk": ("mk",), "bg": ("bg",), "ru": ("ru",), "uk": ("uk",), "be": ("be",), "hu": ("hu",),
    "sq": ("sq",), "mt": ("mt",), "ga": ("ga",), "cy": ("cy",), "el": ("el",), "tr": ("tr",), "az": ("az",),
    "kk": ("kk",), "ky": ("ky",), "uz": ("uz",), "hy": ("hy",), "ka": ("ka",), "ar": ("ar", "ar_EG",
    "ar_SA", "ar_IQ", "ar_LB", "ar_DZ", "ar_TN", "ar_MA", "ar_MR"), "fa": ("fa",), "ps": ("ps",), "ur": ("ur",),
    "he": ("he",), "hi": ("hi",), "bn": ("bn",), "ta": ("ta",), "te": ("te",), "mr": ("mr",), "ne": ("ne",),
    "si": ("si",), "th": ("th",), "lo": ("lo",), "km": ("km",), "my": ("my",), "id": ("id",), "ms": ("ms",),
    "fil": ("fil",), "sw": ("sw",), "ko": ("ko",), "zh": ("zh", "zh_Hant"), "ja": ("ja",),
}  # fmt: skip
"""By language the locales whose names it may use."""
_HAS_NUMBER = re.compile(r"\d")
_HEAD = '''"""Month and weekday names by language, in small letters: `|` parts forms of one, `;` the twelve or seven.

Written by tools/date_names.py from the Unicode CLDR (Unicode License v3); not edited by hand.
"""

from __future__ import annotations
'''


def names(locales: tuple[str, ...], kind: str, numbers: list[int]) -> str:
    """All forms of the names of a language's months or days."""
    found: list[list[str]] = [[] for _ in numbers]
    for name in locales:
        table = getattr(Locale.parse(name), kind)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for place, number in enumerate(numbers):
                    form = " ".join(table[context][width][number].lower().split()).rstrip(".")
                    if form not in found[place] and len(form) > 1 and not _HAS_NUMBER.search(form):
                        found[place].append(form)
    return ";".join("|".join(forms) for forms in found)


def table(title: str, kind: str, numbers: list[int]) -> str:
    """The assignment of one table."""
    lines = [f"{title}: dict[str, str] = {{"]
    for language, locales in sorted(LOCALES.items()):
        written = names(locales, kind, numbers)
        if not written.strip(";"):
            continue
        lines.append(f'    "{language}": (')
        lines += [f'        "{part}"' for part in _wrapped(written)]
        lines.append("    ),")
    return "\n".join([*lines, "}"])


def _wrapped(written: str) -> list[str]:
    # Chinese letters take two columns.
    width = 92 if max(written) < "\u1100" else 60
    return textwrap.wrap(
        written.replace(" ", "\u2423").replace(";", "; "), width, break_long_words=False, break_on_hyphens=False
    )


def main() -> None:
    """Writes the module."""
    tables = [
        table("MONTH_NAMES", "months", list(range(1, 13))),
        table("WEEKDAY_NAMES", "days", list(range(7))),
    ]
    text = "\n\n".join([_HEAD, *tables]).replace("\u2423", " ") + "\n"
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
