"""JSON as portals write it, read into values whose texts can be kept. Pure.

JSON can spell half of a pair of surrogates (`"\\ud83d"`), as a text does that was cut in the middle of an emoji. No
encoding has such a sign: no table, record or terminal could take the text.
"""

from __future__ import annotations

import json
import re
from typing import Any

_MAY_BE_HALF = re.compile("\\\\u[dD][89a-fA-F]|[\ud800-\udfff]")


def json_value(source: str | bytes, *, strict: bool = True) -> Any:
    r"""The value of a JSON text; half a pair of surrogates is read as U+FFFD. Raises ValueError or RecursionError where
    it is none.

    >>> json_value('["a\\ud83d", "\\ud83d\\ude00"]')
    ['a�', '😀']
    """
    text = source if isinstance(source, str) else source.decode(json.detect_encoding(source), "surrogatepass")
    value = json.loads(text, strict=strict)
    return _whole(value) if _MAY_BE_HALF.search(text) else value


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(one) for name, one in value.items()}
    return value
