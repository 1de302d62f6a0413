"""Why a request brought no response, for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.errors import LuutruError

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
    (re.compile(r"certificate verify failed"), "its certificate does not prove that it is this host"),
    (re.compile(r"wrong version number|packet length too long|http request"), "what answers there does not speak TLS"),
)
"""What OpenSSL says of a handshake that failed, and what to do about it."""


_NETWORK = (
    (re.compile(r"CannotResolveHost|DNS ?Lookup|no results for hostname|gaierror|name resolution", re.IGNORECASE),
     "its name is not known (DNS)"),
    (re.compile(r"ConnectionRefused|Connection refused"), "the connection was refused: nothing listens there"),
    (re.compile(r"Timeout|timed out|took longer than"), "no answer in time ([politeness] timeout says how long)"),
    (re.compile(r"larger than download max size|maxsize"), "its answer is larger than is received"),
    (re.compile(r"No route to host|NoRoute|Network is unreachable|unreachable"), "there is no way to it"),
    (re.compile(r"ConnectionReset|RemoteDisconnected|reset by peer|ConnectionLost|ConnectionAborted|Broken pipe"),
     "the server broke the connection off"),
    (re.compile(r"ConnectionDone|closed cleanly|ResponseNeverReceived|PartialDownload|ResponseFailed"),
     "the server closed the connection before its answer was whole"),
    (re.compile(r"ParseError|BadStatus|IncompleteRead|LineTooLong|UnknownProtocol|"
                r"Invalid response|_DataLoss|PotentialDataLoss|conflicting Content-Length|"
                r"RemoteProtocol|Malformed|line ?too long", re.IGNORECASE), "its answer is no HTTP"),
)  # fmt: skip
"""What the libraries call a failure of the network, and what a person can make of it; the first that fits."""
_LATE = re.compile(r"took longer than (\d{1,9}(?:\.\d{1,9})?) seconds")
_WRAPPED = re.compile(r"twisted\.python\.failure\.Failure crawler\.[\w.]{1,80}: ([^<>]{1,600})>")
"""An error of our own within one of Twisted's: it says itself what it means."""


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
    if "SSL" in text:
        for pattern, words in _TLS:
            if pattern.search(text):
                return words
        return "no connection over TLS could be made"
    if isinstance(error, LuutruError) or name == "IgnoreRequest":
        return text[:600]
    if wrapped := _WRAPPED.search(text):
        return wrapped[1][:600]
    if late := _LATE.search(text):
        return f"its answer took longer than {late[1].removesuffix('.0')} seconds"
    for pattern, words in _NETWORK:
        if pattern.search(f"{name}: {text}"):
            return words
    return "it could not be received"
