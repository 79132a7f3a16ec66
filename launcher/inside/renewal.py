"""`./loa keys renew`: makes new signing keys under the root in force, whose private key comes from its
sheet."""

import time
from datetime import datetime
from pathlib import Path
from typing import Any

from launcher.inside import keys, note, rootsheet
from launcher.inside.processes import Setting
from launcher.layout import Home
from launcher.words import Step, stop, t

LIST_S = 30


def renew(home: Home, mode: str | None, file: Path | None) -> int:
    """Makes new keys with sheet 1, which is typed without echo, or read from a file or standard input. Stops
    if the signer rejects it."""
    here = note.chosen(home, mode)
    setting = keys.running(here)
    answer = rootsheet.signed(
        setting,
        "renew",
        file,
        "Làm khóa mới, ký bằng khóa gốc",
        "Making new keys, signing them with the root",
    )
    listed = _wait_for_list(setting, keys.moment(answer["at"]))
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


def _said_again(top: dict[str, Any]) -> str:
    """Returns what the root states from now on, and what becomes invalid by that."""
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


def _wait_for_list(setting: Setting, signed: datetime) -> bool:
    """Returns whether the running signer put the new keys into a list that devices can fetch,
    within LIST_S seconds."""
    deadline = time.monotonic() + LIST_S
    with Step("Chờ signer ký danh sách khóa mới", "Waiting for the signer's new list of keys"):
        while time.monotonic() < deadline:
            bundle = keys.ask(setting)["bundle"]
            if bundle and keys.moment(bundle["made"]) > signed:
                return True
            time.sleep(0.5)
    return False
