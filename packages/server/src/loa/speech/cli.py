"""Speech on the command line, without Django.

python -m loa.speech.cli read                       reads lines and writes the reading of each
python -m loa.speech.cli voices add FILE [TITLE]    checks a Piper voice and stores it
python -m loa.speech.cli voices list
python -m loa.speech.cli voices remove NAME
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO


def read(lines: TextIO, out: TextIO) -> int:
    """Writes the reading of each line as soon as the line has come. An empty line stays empty."""
    from loa.speech.reader import reading

    for line in lines:
        out.write(reading(line.rstrip("\r\n")) + "\n")
        out.flush()
    return 0


def _folder() -> Path:
    from loa.config.env import env

    return env().data / "voices"


def voices(what: argparse.Namespace, out: TextIO, errors: TextIO) -> int:
    """Adds, lists or removes voice files. Returns 1 and writes a line to `errors` when it cannot be done."""
    from loa.speech.engines import BadVoice, Engines, VoiceFiles

    files = VoiceFiles(_folder())
    if what.verb == "list":
        for voice in Engines(_folder()).voices():
            out.write(f"{voice.id}\t{voice.title}\n")
        return 0
    if what.verb == "remove":
        if files.remove(what.name.removeprefix("piper:")):
            return 0
        errors.write(f"Không có giọng {what.name}. Xem: ./loa voices list\n")
        return 1
    try:
        added = files.add(Path(what.file), datetime.now(UTC).isoformat(timespec="seconds"), what.title)
    except BadVoice as error:
        errors.write(f"Không dùng được giọng này: {error}\n")
        return 1
    out.write(f"piper:{added.name}\t{added.title}\n")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line."""
    parser = argparse.ArgumentParser(prog="loa", description="Đọc văn bản hành chính thành lời.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("read", help="đọc từng dòng từ đầu vào chuẩn")
    verbs = commands.add_parser("voices", help="các giọng đọc").add_subparsers(dest="verb", required=True)
    add = verbs.add_parser("add", help="thêm một giọng Piper (.onnx và .onnx.json)")
    add.add_argument("file")
    add.add_argument("title", nargs="?", default="")
    verbs.add_parser("list", help="các giọng đang có")
    verbs.add_parser("remove", help="bỏ một giọng").add_argument("name")
    what = parser.parse_args(arguments)
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    if what.command == "read":
        return read(sys.stdin, sys.stdout)
    return voices(what, sys.stdout, sys.stderr)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BrokenPipeError, KeyboardInterrupt):
        sys.exit(1)
