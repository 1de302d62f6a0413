"""The command line as a process of its own that has begun already: forked from one that has imported everything.

Starting Python and importing Scrapy takes longer than most crawls of a test. What is forked is a process like any
other: with its own descriptors, folder, environment and end. Where the interpreter itself is to be told something, and
while coverage is measured, a new one is started all the same.
"""

from __future__ import annotations

import array
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
IMPORTED = (
    "crawler.downloading.handler", "crawler.fetch", "crawler.interpreter", "crawler.middlewares.capture",
    "crawler.middlewares.cookies", "crawler.middlewares.guard", "crawler.run", "crawler.scheduler",
    "crawler.spiders.look", "crawler.spiders.portal", "crawler.standalone", "crawler.survey.glance",
    "crawler.survey.looking", "crawler.throttle", "crawler.workers", "crawler.writer", "pebble", "pydantic",
    "rich.console", "rich.progress", "scrapy.crawler", "scrapy.extensions.closespider",
    "scrapy.extensions.feedexport", "scrapy.extensions.logcount", "scrapy.extensions.memdebug",
    "scrapy.extensions.spiderstate", "sqlite_utils", "twisted.internet.asyncioreactor",
)  # fmt: skip


class Warm:
    """Runs commands in processes that are forked from one; it begins with the first."""

    def __init__(self) -> None:
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def run(
        self, arguments: list[str], *, cwd: Path, env: dict[str, str], timeout: float, script: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Runs `luutru` with arguments, or a script that does; as `subprocess.run` with captured text."""
        told, answers = socket.socketpair()
        reading, writing = zip(os.pipe(), os.pipe(), strict=True)
        request = json.dumps({"arguments": arguments, "cwd": str(cwd), "env": env, "script": script}).encode()
        try:
            with self._lock:
                control = self._begun()
                control.sendall(len(request).to_bytes(4, "big"))
                socket.send_fds(control, [request[:1]], [*writing, answers.fileno()])
                control.sendall(request[1:])
        finally:
            answers.close()
            for one in writing:
                os.close(one)
        outputs = ["", ""]

        def read(place: int) -> None:
            with open(reading[place], encoding="utf-8") as stream:  # noqa: PTH123 - a descriptor
                outputs[place] = stream.read()

        threads = [threading.Thread(target=read, args=(place,), daemon=True) for place in (0, 1)]
        for thread in threads:
            thread.start()
        with told:
            number = int(told.recv(16, socket.MSG_WAITALL))
            told.settimeout(timeout)
            try:
                status = int(told.recv(16, socket.MSG_WAITALL))
            except TimeoutError:
                os.kill(number, signal.SIGKILL)
                raise subprocess.TimeoutExpired(arguments, timeout) from None
        for thread in threads:
            thread.join(timeout)
            if thread.is_alive():  # a process that it has begun holds on to them
                raise subprocess.TimeoutExpired(arguments, timeout)
        return subprocess.CompletedProcess(arguments, status, *outputs)

    def close(self) -> None:
        """Ends the process that all others are forked from."""
        if self._control is not None and self._process is not None:
            self._control.close()
            self._process.communicate()

    def _begun(self) -> socket.socket:
        if self._control is None:
            self._control, theirs = socket.socketpair()
            path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
            # Standard output is a pipe as it will be in those that are forked: it cannot be sought in.
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"from tests.crawler.warm import serve; exec(serve({theirs.fileno()}))"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": path},
            )  # fmt: skip
            theirs.close()
        return self._control


def is_measured() -> bool:
    """Whether coverage looks at the processes that are started."""
    return any(name.startswith("COVERAGE_PROCESS") for name in os.environ)


def serve(number: int) -> str:
    """Forks a process for each request that comes over a socket; returns in it, with what it is to run."""
    import gc
    import importlib

    from crawler.cli import NEVER_NEEDED, VERBS

    for name in NEVER_NEEDED:
        sys.modules[name] = None  # type: ignore[assignment]
    for name in (*IMPORTED, *(place.partition(":")[0] for place in VERBS.values())):
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those that wait for the others are not waited for
    control = socket.socket(fileno=number)
    while True:
        request, descriptors = _received(control)
        if not request:
            os._exit(0)
        if not os.fork():
            break
        for one in descriptors:
            os.close(one)
    control.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *outputs, answers = descriptors
    forked = os.fork()
    if forked:
        for one in outputs:
            os.close(one)
        os.write(answers, f"{forked:<16}".encode())
        _, status = os.waitpid(forked, 0)
        os.write(answers, f"{os.waitstatus_to_exitcode(status):<16}".encode())
        os._exit(0)
    os.close(answers)
    for place, one in enumerate(outputs, 1):
        os.dup2(one, place)
        os.close(one)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    random.seed()
    sys.argv = ["luutru", *request["arguments"]]
    return str(request["script"]) or "from crawler.cli import main; main()"


def _received(control: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """A request and its descriptors; empty where nobody is there any more."""
    head = control.recv(4, socket.MSG_WAITALL)
    if len(head) < 4:
        return {}, []
    length = int.from_bytes(head, "big")
    data, ancillary, *_ = control.recvmsg(1, socket.CMSG_LEN(3 * array.array("i").itemsize))
    descriptors = array.array("i")
    for _, _, content in ancillary:
        descriptors.frombytes(content)
    while len(data) < length:
        data += control.recv(length - len(data))
    return json.loads(data), list(descriptors)


def traced(*command: str) -> str:
    """A script that runs luutru while `strace` and its options look at the process, from its first own step on."""
    return f"""
import ctypes, os, subprocess, sys, time
ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0)  # PR_SET_PTRACER: a process of ours may look
where = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
tracer = subprocess.Popen([*{command!r}, "-p", str(os.getpid())], **where)
def is_traced():
    with open("/proc/self/status") as file:
        return "TracerPid:\\t0\\n" not in file.read()
while not is_traced():
    if tracer.poll() is not None:
        sys.exit("strace may not trace here")
    time.sleep(0.005)
from crawler.cli import main
main()
"""
