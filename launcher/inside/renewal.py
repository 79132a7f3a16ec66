"""`./loa keys renew`: new signing keys under the root in force, whose private half comes from its sheet.

It goes from the person's keyboard (or a file) through this process's memory into the standard input of one
process of the signer's user, which signs and ends. It is on no command line, in no variable of the
environment, and in no file that was not there before.
"""

import getpass
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from launcher.inside import keys, manage, note
from launcher.inside.processes import Setting
from launcher.layout import Home
from launcher.words import Step, stop, t

ROWS = 4
LIST_S = 30


def renew(home: Home, mode: str | None, file: Path | None) -> int:
    """New keys from sheet 1: typed without echo, from a file, or from standard input. Stops where refused."""
    here = note.chosen(home, mode)
    setting = keys.running(here)
    typed = file is None and sys.stdin.isatty()
    rows = _typed() if typed else []
    text = "\n".join(rows) if typed else _given(file)
    began = datetime.now(UTC)
    answer = _renewed(setting, text)
    while typed and answer.get("refused") == "row":
        number = int(answer["row"]) or 1
        rows[number - 1] = _row(number, again=True)
        answer = _renewed(setting, "\n".join(rows))
    if "refused" in answer:
        stop(*_refusal(answer))
    listed = _wait_for_list(setting, began)
    print(
        t(
            f"Đã ký {answer['delegations']} giấy ủy quyền cho khóa mới. Cụm loa tự nhận khi nối vào, không "
            "phải khai báo lại.\n"
            f"Việc trước đó thiếu khóa, nay ký tiếp: {answer['asked_again']}.\n"
            "Cất tờ 1 vào két.",
            f"Signed {answer['delegations']} delegations for new keys. Devices learn of them when they "
            "connect; none is enrolled again.\n"
            f"Requests that had no key until now and are signed: {answer['asked_again']}.\n"
            "Lock sheet 1 away again.",
        )
    )
    if answer["top"]:
        print(_said_again(answer["top"]))
    if not listed:
        log = here.log / "signer.log"
        stop(
            f"Nhưng signer chưa ký danh sách khóa mới. Xem {log}",
            f"But the signer's new list is not there yet. See {log}",
        )
    return keys.show(home, here.mode)


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


def _renewed(setting: Setting, text: str) -> dict[str, Any]:
    with Step("Làm khóa mới, ký bằng khóa gốc", "Making new keys, signing them with the root"):
        said = manage.run_quietly(setting, "signer", "renew", module="loa.signer", told=text, may_refuse=True)
    return keys.answer(said)


def _said_again(top: dict[str, Any]) -> str:
    """What root states from now on, and what that ends."""
    name, code, codes = top["name"], top["code"], top["codes"]
    return t(
        f"Đã ký cả lời khai mới của khóa gốc, nêu nơi đứng đầu là {name} (mã {code}): từ nay nhận được "
        "cụm loa mới, cụm đã nhận thì tự theo.\n"
        f"Mã nhận máy làm trước lúc này không dùng được nữa (còn hạn: {codes}). Cần cụm nào thì mở trang của "
        "cụm ấy, làm mã mới.",
        f"The root's new statement is signed too. It names the place above all others, {name} (code {code}): "
        "new devices can be claimed from now on, those claimed before follow by themselves.\n"
        f"Claim codes made before this are void (not yet ended: {codes}). For a device that needs one, "
        "make a new code on its page.",
    )


def _wait_for_list(setting: Setting, began: datetime) -> bool:
    """Whether the running signer put the new keys into a list that devices can fetch, within a while."""
    deadline = time.monotonic() + LIST_S
    with Step("Chờ signer ký danh sách khóa mới", "Waiting for the signer's new list of keys"):
        while time.monotonic() < deadline:
            bundle = keys.ask(setting)["bundle"]
            if bundle and keys.moment(bundle["made"]) > began:
                return True
            time.sleep(0.5)
    return False


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
