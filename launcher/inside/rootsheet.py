"""Brings the root's private key from sheet 1 to the signer, for one signature.

It goes from the person's keyboard (or a file) through this process's memory into the standard input of one
process of the signer's user, which signs and ends. It is in no command line, in no environment variable, and
in no file that was not there before.
"""

import getpass
import sys
from pathlib import Path
from typing import Any

from launcher.inside import keys, manage
from launcher.inside.processes import Setting
from launcher.words import Step, stop, t

ROWS = 4
SHEETS = ("row", "next", "no-root", "other")
"""The reasons of `loa.signer` for a rejection that concern the sheet."""


def signed(
    setting: Setting, command: str, file: Path | None, vi: str, en: str, before: str = ""
) -> dict[str, Any]:
    """Returns the signer's answer to a command of the root. Sheet 1 is typed without echo, or read from a
    file or standard input.

    `before`: a line that the command reads first.
    `vi`, `en`: what is being done.

    Stops if the sheet is not the root's. The caller handles any other rejection.
    """
    typed = file is None and sys.stdin.isatty()
    rows = _typed() if typed else []
    text = "\n".join(rows) if typed else _given(file)
    answer = _asked(setting, command, before + text, vi, en)
    # Only the row that is wrong is typed again; the check digits tell which one.
    while typed and answer.get("refused") == "row":
        number = int(answer["row"]) or 1
        rows[number - 1] = _row(number, again=True)
        answer = _asked(setting, command, before + "\n".join(rows), vi, en)
    if answer.get("refused") in SHEETS:
        stop(*_refusal(answer))
    return answer


def _typed() -> list[str]:
    print(
        t(
            "Lấy tờ 1 (khóa gốc đang dùng). Gõ bốn dòng của khóa riêng, cả hai chữ số kiểm tra; dấu cách "
            "không tính, chữ gõ không hiện ra.",
            "Take sheet 1 (the root in force). Type the four rows of the private half with their two check "
            "digits; spaces do not count, what you type is not shown.",
        )
    )
    return [_row(number) for number in range(1, ROWS + 1)]


def _row(number: int, again: bool = False) -> str:
    asked = (
        t(f"Dòng {number} sai, gõ lại: ", f"Row {number} is wrong, again: ")
        if again
        else t(f"Dòng {number}: ", f"Row {number}: ")
    )
    typed = getpass.getpass(asked).strip().removeprefix(f"{number}:")
    return f"{number}: {typed}"


def _given(file: Path | None) -> str:
    if file is None:
        return sys.stdin.read()
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        stop(f"Không đọc được {file}: {error}", f"{file} cannot be read: {error}")


def _asked(setting: Setting, command: str, text: str, vi: str, en: str) -> dict[str, Any]:
    with Step(vi, en):
        said = manage.run_quietly(setting, "signer", command, module="loa.signer", told=text, may_refuse=True)
    return keys.answer(said)


def _refusal(answer: dict[str, Any]) -> tuple[str, str]:
    match answer["refused"]:
        case "row" if answer["row"]:
            return (
                f"Dòng {answer['row']} của khóa riêng sai. Chép lại đúng như trên tờ 1.",
                f"Row {answer['row']} of the private half is wrong. Copy it as it stands on sheet 1.",
            )
        case "row":
            return (
                "Đó không phải khóa riêng: cần bốn dòng như trên tờ 1.",
                "That is no private half: the four rows of sheet 1 are needed.",
            )
        case "next":
            return (
                "Đó là tờ 2 (khóa gốc kế tiếp). Cần tờ 1; cất tờ 2 lại chỗ cũ.",
                "That is sheet 2 (the next root). Sheet 1 is needed; put sheet 2 back.",
            )
        case "no-root":
            return (
                "Máy này chưa có khóa gốc: khai báo lần đầu xong, signer tự tạo.",
                "There is no root here yet: after the first run the signer makes it.",
            )
    return (
        f"Tờ này của khóa gốc {answer['sheet']}, loa này dùng khóa gốc {answer['root']}.",
        f"This sheet is of root {answer['sheet']}; this loa's root is {answer['root']}.",
    )
