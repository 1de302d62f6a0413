"""What can befall a crawl and the medium it writes to, but for a plain kill (Linux, root)."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import struct
import subprocess
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from practice import NOW, Bench

from crawler.demo import DemoServer

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

MEGABYTE = 1 << 20
_EXT4_SHUTDOWN, _WITHOUT_LOG = 0x8004587D, 2


@dataclass
class Medium:
    """A small file system of its own."""

    file: Path
    device: Path
    mounted: Path

    def mount(self) -> None:
        """Makes it visible."""
        subprocess.run(["mount", "-o", "errors=remount-ro", self.device, self.mounted], check=True)

    def unmount(self) -> None:
        """Takes it away."""
        subprocess.run(["umount", self.mounted], check=True)

    def mend(self) -> None:
        """What an administrator does at boot."""
        subprocess.run(
            ["e2fsck", "-fy", self.device], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


@contextlib.contextmanager
def image(place: Path) -> Iterator[Medium]:
    """An ext4 file system of 48 MB, mounted until the end of the `with` statement."""
    file = place / "image"
    with file.open("wb") as opened:
        opened.truncate(48 * MEGABYTE)
    subprocess.run(["mkfs.ext4", "-q", file], check=True)
    device = subprocess.run(
        ["losetup", "-f", "--show", file], check=True, capture_output=True, text=True
    ).stdout.strip()
    medium = Medium(file, Path(device), place / "medium")
    medium.mounted.mkdir(exist_ok=True)
    medium.mount()
    try:
        yield medium
    finally:
        medium.unmount()
        subprocess.run(["losetup", "-d", device], check=True)
        file.unlink()


def full_disk(bench: Bench, medium: Medium, folder: Path, draw: random.Random) -> tuple[list[str], str]:
    """Something else has filled the disk but for what some part of a crawl needs."""
    free = os.statvfs(medium.mounted)
    ballast = medium.mounted / "ballast"
    size = free.f_bavail * free.f_frsize - int(draw.uniform(0.05, 6.0) * MEGABYTE)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, size)
    code, said = bench.crawl(folder)
    ballast.unlink()
    return _one_line(code, said), said


def read_only(bench: Bench, medium: Medium, folder: Path, draw: random.Random) -> tuple[list[str], str]:
    """The file system finds an error in itself and goes read-only."""

    def strike() -> None:
        Path(f"/sys/fs/ext4/{medium.device.name}/trigger_fs_error").write_text("tried", encoding="ascii")

    code, said = _struck(bench, folder, draw, strike)
    medium.unmount()
    medium.mend()
    medium.mount()
    return _one_line(code, said), said


def power_cut(bench: Bench, medium: Medium, folder: Path, draw: random.Random) -> tuple[list[str], str]:
    """Everything that was not made durable is lost, and the process with it."""
    with DemoServer(bench.portal, port=bench.port):
        process = bench.begin(folder)
        time.sleep(draw.uniform(1.0, bench.seconds - 0.5))
        handle = os.open(medium.mounted, os.O_RDONLY)
        fcntl.ioctl(handle, _EXT4_SHUTDOWN, struct.pack("I", _WITHOUT_LOG))
        os.close(handle)
        process.kill()
        process.communicate()
    medium.unmount()
    medium.mount()
    return [], "killed"


def lost_network(bench: Bench, _medium: Medium, folder: Path, draw: random.Random) -> tuple[list[str], str]:
    """The portal is gone in the middle of the crawl."""
    process = bench.begin(folder)
    with DemoServer(bench.portal, port=bench.port):
        time.sleep(draw.uniform(1.0, bench.seconds - 0.5))
    said = process.communicate()[1].strip()
    return _one_line(process.returncode, said), said


def jumping_clock(bench: Bench, _medium: Medium, folder: Path, draw: random.Random) -> tuple[list[str], str]:
    """A crawl that is stopped, and goes on at another time, before or after."""
    jump = timedelta(hours=draw.uniform(-9000, 9000))
    with DemoServer(bench.portal, port=bench.port):
        process = bench.begin(folder, NOW + jump)
        time.sleep(draw.uniform(1.0, bench.seconds - 0.5))
        process.send_signal(draw.choice((signal.SIGTERM, signal.SIGKILL)))
        said = process.communicate()[1].strip()
    return [], f"{jump.days} days; {said}"


DISASTERS: dict[str, Callable[[Bench, Medium, Path, random.Random], tuple[list[str], str]]] = {
    "full disk": full_disk,
    "read-only": read_only,
    "power cut": power_cut,
    "lost network": lost_network,
    "jumping clock": jumping_clock,
}


def _struck(bench: Bench, folder: Path, draw: random.Random, strike: Callable[[], None]) -> tuple[int, str]:
    with DemoServer(bench.portal, port=bench.port):
        process = bench.begin(folder)
        time.sleep(draw.uniform(1.0, bench.seconds - 0.5))
        with contextlib.suppress(OSError):  # writing that file tells that the file system is read-only now
            strike()
        try:
            said = process.communicate(timeout=120)[1].strip()
        except subprocess.TimeoutExpired:
            process.kill()
            return -1, "it did not end by itself within 120 s"
    return process.returncode, said


def _one_line(code: int, said: str) -> list[str]:
    """A crawl that was over before the disaster is no failure; one that fell to it says so in a line."""
    if code == 0 or (code == 1 and len(said.splitlines()) == 1 and "Traceback" not in said):
        return []
    return [f"status {code}, said: {said}"]
