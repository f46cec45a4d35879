"""The streams of the program: dialogues, closed and full and broken ones, Ctrl-C; what is written is always whole."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from programs import PATIENCE, PROGRAM, in_shell, started, surroundings

pytestmark = pytest.mark.usefixtures("book")  # compiled before a process of its own is started

PAY = "what does a COO earn?"


def test_58_a_co_process_holds_a_dialogue() -> None:
    with started("ask", "-", "--format", "json") as process:
        assert process.stdin and process.stdout
        for n, (question, dimension) in enumerate([(PAY, "pay"), ("and education?", "educational-requirements")]):
            process.stdin.write(json.dumps({"question": question, "id": n, "conversation": "c"}).encode() + b"\n")
            line = process.stdout.readline()
            answer = json.loads(line)
            assert (answer["id"], answer["conversation"], answer["dimension"]) == (n, "c", dimension)
        process.stdin.write(b"one letter at a ti")
        time.sleep(0.1)
        process.stdin.write(b"me\n")
        assert json.loads(process.stdout.readline())["question"] == "one letter at a time"
        process.stdin.close()
        assert process.stdout.read() == b""
        assert process.wait(PATIENCE) == 0


ENDLESS = """
import io, resource, sys
from chatbot.frontends.stdin import serve
from chatbot.library import open_book

class Raw(io.RawIOBase):
    left = 300_000_000
    tail = b"x\\nwhat does a COO earn?\\n"
    def readable(self):
        return True
    def readinto(self, buffer):
        data = b"x" * min(len(buffer), self.left) or self.tail[: len(buffer)]
        if self.left:
            self.left -= len(data)
        else:
            self.tail = self.tail[len(data) :]
        buffer[: len(data)] = data
        return len(data)

book = open_book()
kinds = []
serve(book, io.BytesIO(b"what does a LM earn?"), lambda answer, request: None)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
serve(book, io.BufferedReader(Raw(), 2**20), lambda answer, request: kinds.append(str(answer.reason or answer.kind)))
print(kinds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_57_a_line_of_300_mb_costs_constant_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDLESS],
        capture_output=True,
        text=True,
        env=surroundings(),
        timeout=PATIENCE,
        check=True,
    )
    kinds, _, grown = done.stdout.strip().rpartition(" ")
    assert kinds == "['bad-input', 'statement']"
    assert int(grown) < 16_000, "KiB"


def test_47_closed_stdin_is_a_failure_that_is_told() -> None:
    for arguments in (("ask", "-"), ()):
        done = in_shell("<&-", *arguments)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr == b"chatbot: standard input is closed; give it questions, one a line\n"


@pytest.mark.parametrize("arguments", [("ask", PAY), ("roles",), ("compare", "COO", "LM"), ("check",)])
def test_48_closed_stdout_is_a_failure_that_is_told(arguments: tuple[str, ...]) -> None:
    done = in_shell(">&-", *arguments)
    assert (done.returncode, done.stderr) == (2, b"chatbot: standard output is closed\n")


@pytest.mark.parametrize("arguments", [("ask", PAY), ("ask", "dress code?"), ("roles",), ("check",), ("--help",)])
def test_49_a_full_device_is_a_failure_that_is_told(arguments: tuple[str, ...]) -> None:
    done = in_shell(">/dev/full", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(b"chatbot: ") and done.stderr.count(b"\n") == 1


def test_a_full_device_ends_the_answering_of_lines(tmp_path: Path) -> None:
    (tmp_path / "lines").write_text(f"{PAY}\n" * 3)
    done = in_shell(f">/dev/full <{tmp_path / 'lines'}", "ask", "-")
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
def test_a_message_that_cannot_be_written_changes_no_status(redirection: str) -> None:
    assert in_shell(redirection, "compare", "COO", "plumber").returncode == 1
    assert in_shell(redirection, "ask", PAY, "--knowledge", "no-such-folder").returncode == 2
    assert in_shell(redirection, "ask", PAY).returncode == 0


def test_50_a_reader_that_goes_away_ends_it_quietly() -> None:
    with started("ask", "-") as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(f"{PAY}\n".encode())
        assert process.stdout.readline()
        process.stdout.close()
        process.stdin.write(f"{PAY}\n".encode() * 100)
        process.stdin.close()
        assert process.wait(PATIENCE) == 141
        assert process.stderr.read() == b""


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("roles",), ("ask", "--help"), ("ask", PAY)])
def test_a_reader_that_was_never_there_ends_every_command_quietly(arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*PROGRAM, *arguments], stdout=writing, stderr=subprocess.PIPE, env=surroundings())
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_61_ctrl_c_while_it_waits_for_a_line_ends_it() -> None:
    with started("ask", "-", "--format", "json") as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(f"{PAY}\n".encode())
        assert json.loads(process.stdout.readline())["question"] == PAY
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
        assert process.stdout.read() == b""
        assert b"Traceback" not in process.stderr.read()


def test_61_ctrl_c_in_mid_stream_leaves_the_current_line_whole() -> None:
    with started("ask", "-", "--format", "json") as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(b"OM vs LM vs COO vs HoO\n" * 200)
        first = process.stdout.readline()
        time.sleep(1)  # by now it waits for somebody to read what it writes
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        rest = process.stdout.read()
        assert process.wait(PATIENCE) == 130
        assert b"Traceback" not in process.stderr.read()
    lines = (first + rest).decode().split("\n")
    assert lines.pop() == ""
    assert 0 < len(lines) < 200
    assert {json.loads(line)["kind"] for line in lines} == {"overview"}


def test_at_a_terminal_it_talks() -> None:
    ours, theirs = pty.openpty()
    environment = surroundings(TERM="dumb")
    with subprocess.Popen(PROGRAM, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        seen = read_until(ours, b"> ")
        os.write(ours, f"{PAY}\n".encode())
        seen = read_until(ours, b"\r\n> ")
        assert b"Chief Operating Officer" in seen
        os.write(ours, b"\x04")
        assert process.wait(PATIENCE) == 0
    os.close(ours)


def read_until(handle: int, end: bytes) -> bytes:
    seen = b""
    while not seen.endswith(end):
        seen += os.read(handle, 4096)
    return seen
