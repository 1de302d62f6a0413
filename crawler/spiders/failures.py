"""Why a request brought no response, for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twisted.python.failure import Failure

_TLS = (
    (
        re.compile(r"dh key too small|bad dh value|modulus too small"),
        'the server\'s Diffie-Hellman key is too short; [tls] ciphers = "DEFAULT:!DH" does without, '
        '"DEFAULT@SECLEVEL=0" takes it as it is',
    ),
    (
        re.compile(r"unsupported protocol|alert protocol version|version too low|internal error.*tls_choose_sigalg"),
        'the server speaks old protocols alone; [tls] oldest = "TLSv1" speaks them with it',
    ),
    (
        re.compile(r"alert handshake failure|no ciphers available|no shared cipher|key too small|md too weak"),
        'the server and luutru have no cipher in common; [tls] ciphers = "DEFAULT@SECLEVEL=0" offers the old ones too',
    ),
    (re.compile(r"wrong version number|packet length too long|http request"), "what answers there does not speak TLS"),
)
"""What OpenSSL says of a handshake that failed, and what to do about it."""


def failure_reason(failure: Failure) -> str:
    """Why there was no response, in one line that a user can read."""
    error = failure.value
    return reason_of(error) if isinstance(error, Exception) else "no answer"


def reason_of(error: Exception) -> str:
    """What an error of the network says, in one line that a user can read.

    >>> reason_of(OSError("[('SSL routines', '', 'wrong version number')]"))
    'what answers there does not speak TLS'
    """
    text = " ".join(str(error).split())
    name = type(error).__name__
    if name == "CertificateRefused":
        return text[:600]
    if "SSL routines" in text:
        for pattern, words in _TLS:
            if pattern.search(text):
                return words
    return f"{name}: {text}"[:300] if text else name
