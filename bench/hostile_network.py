"""A network that lets hostile servers be met for real, on this machine alone: a network namespace of its own.

In it a public address is ours, names are answered by a server of ours that may change its mind from question to
question (DNS rebinding), and on addresses that nobody may ask somebody listens and counts. Linux, with `unshare`.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import socket
import socketserver
import struct
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path

PUBLIC = "8.8.4.4"
"""Where the hostile portals are: public by every registry, and here ours."""
FORBIDDEN = (
    "127.0.0.1", "127.9.9.9", "10.9.8.7", "172.16.5.4", "192.168.3.3", "169.254.169.254", "100.64.0.1", "198.18.0.1",
    "::1",
)  # fmt: skip
"""Where somebody listens whom nobody may ask."""
PORTS = (80, 443, 8888)
_INSIDE = "LUUTRU_HOSTILE_NETWORK"
_IFF_UP, _SIOCSIFADDR, _SIOCGIFFLAGS, _SIOCSIFFLAGS = 1, 0x8916, 0x8913, 0x8914
_MS_BIND = 4096


def is_possible() -> bool:
    """Whether such a network can be made here."""
    unshare = shutil.which("unshare")
    return unshare is not None and not subprocess.run([unshare, *_options(), "true"], capture_output=True).returncode


def enter() -> None:
    """Begins this program again within such a network; returns there."""
    if os.environ.get(_INSIDE) != "1":
        command = ["unshare", *_options(), sys.executable, *sys.argv]
        os.execvpe("unshare", command, {**os.environ, _INSIDE: "1"})
    _give_addresses()
    _ask_names_here()


def _options() -> list[str]:
    return ["--net", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]


def _give_addresses() -> None:
    """The loopback interface with all of the addresses, and up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        name = b"lo"
        flags = struct.unpack("16sH", fcntl.ioctl(control, _SIOCGIFFLAGS, struct.pack("16sH", name, 0))[:18])[1]
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH", name, flags | _IFF_UP))
        others = [one for one in (PUBLIC, *FORBIDDEN) if ":" not in one and not one.startswith("127.")]
        for number, address in enumerate(others):
            packed = struct.pack("16sHH4s8x", f"lo:{number}".encode(), socket.AF_INET, 0, socket.inet_aton(address))
            fcntl.ioctl(control, _SIOCSIFADDR, packed)


def _ask_names_here() -> None:
    """Whoever looks a name up asks `Names`."""
    with tempfile.NamedTemporaryFile("w", suffix=".resolv", delete=False) as file:
        file.write("nameserver 127.0.0.53\noptions timeout:2 attempts:1\n")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(file.name.encode(), b"/etc/resolv.conf", None, _MS_BIND, None):
        raise OSError(ctypes.get_errno(), "resolv.conf cannot be put in place")
    Path(file.name).unlink()


class Names(threading.Thread):
    """A name server (RFC 1035): every name is at PUBLIC, but those that were told to be elsewhere."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.answers: dict[str, list[tuple[str, ...]]] = {}
        """By name: the addresses of the first answer, of the second, …; the last is given from then on."""
        self.asked: Counter[str] = Counter()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.53", 53))

    def run(self) -> None:
        """Answers for ever."""
        while True:
            question, asker = self._socket.recvfrom(4096)
            self._socket.sendto(self._answer(question), asker)

    def _answer(self, question: bytes) -> bytes:
        place, labels = 12, []
        while question[place]:
            labels.append(question[place + 1 : place + 1 + question[place]])
            place += 1 + question[place]
        name = b".".join(labels).decode("ascii", "replace").lower()
        kind = struct.unpack("!H", question[place + 1 : place + 3])[0]
        family = {1: socket.AF_INET, 28: socket.AF_INET6}.get(kind)
        found = [one for one in self._addresses(name, kind) if family == _family(one)]
        head = question[:2] + struct.pack("!HHHHH", 0x8180, 1, len(found), 0, 0)
        records = b"".join(
            b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 0, len(packed)) + packed
            for packed in (socket.inet_pton(_family(one), one) for one in found)
        )
        return head + question[12 : place + 5] + records

    def _addresses(self, name: str, kind: int) -> tuple[str, ...]:
        told = self.answers.get(name)
        if told is None:
            return (PUBLIC,)
        if kind == 1:
            self.asked[name] += 1
        return told[min(max(self.asked[name], 1), len(told)) - 1]


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


class Forbidden:
    """Listeners on every address that nobody may ask; they note who comes."""

    def __init__(self) -> None:
        self.met: list[str] = []
        """Address, port and first line of each request that arrived."""
        for address in FORBIDDEN:
            for port in PORTS:
                threading.Thread(target=self._listen, args=(address, port), daemon=True).start()

    def _listen(self, address: str, port: int) -> None:
        family = _family(address)
        met = self.met

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                place = len(met)
                met.append(f"{address}:{port}")
                self.request.settimeout(2)
                told = self.request.recv(4096).decode("latin-1")
                met[place] += " " + " ".join(told.split("\r\n")[:2])
                self.request.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret")

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads, address_family = True, True, family

        with Server((address, port), Handler) as server:
            server.serve_forever()
