"""`./loa keys lower-floor`: lowers the floor of devices that accepted a time far ahead, by a
statement of the root.

A device believes no time before the newest signed thing that it accepted (its floor). Only the root can lower
it, for one device or all, to a moment, by a statement that ends. The command prints what will be signed, and
asks for the sheet only after the person agreed.
"""

import argparse
import json
import sys
import time
from datetime import datetime
from typing import Any

from launcher.inside import keys, manage, note, rootsheet
from launcher.inside.clock import LOCAL
from launcher.inside.processes import Setting
from launcher.layout import Home
from launcher.words import Step, number, stop, t

LIST_S = 30
MISTYPED = 2


def lower(home: Home, asked: argparse.Namespace) -> int:
    """Prints what the root will sign, asks, signs, and waits until it is published.

    Returns 1 if the person does not agree. Stops if the signer rejects the request; then nothing is signed.
    """
    line = _wanted(asked)
    here = note.chosen(home, asked.mode)
    setting = keys.running(here)
    if not asked.yes and not sys.stdin.isatty():
        stop(
            "Không có bàn phím để hỏi lại. Xem lệnh này ký gì trong tài liệu, rồi gõ thêm --yes.",
            "There is no terminal to ask on. Add --yes to sign without being asked.",
            MISTYPED,
        )
    would = _looked(setting, line)
    print(_said(would))
    if not asked.yes and not _agreed():
        print(t("Không ký gì.", "Nothing is signed."))
        return 1
    answer = rootsheet.signed(
        setting,
        "lower-floor",
        asked.sheet,
        "Ký bằng khóa gốc",
        "Signing with the root",
        # Exactly the values that the person saw, so that the signer computes no other ones now.
        before=json.dumps({name: would[name] for name in ("device", "floor", "ends")}) + "\n",
    )
    if "refused" in answer:
        stop(*_refusal(answer))
    print(t("Đã ký. Cất tờ 1 vào két.", "Signed. Lock sheet 1 away again."))
    if not _listed(setting, answer["sequence"]):
        log = here.log / "signer.log"
        stop(
            f"Nhưng signer chưa đưa vào danh sách cho cụm loa. Xem {log}",
            f"But the signer has not put it into the list that devices get yet. See {log}",
        )
    print(
        t(
            "Đã vào danh sách: cụm đang nối nhận trong mười phút, cụm khác khi nối vào, rồi hỏi lại giờ.",
            "It is on the list: devices that are connected take it within ten minutes, others when they "
            "connect, and ask the time again.",
        )
    )
    return keys.show(home, here.mode)


def _wanted(asked: argparse.Namespace) -> str:
    """Returns the line that the signer reads. Stops if the arguments are wrong."""
    if not asked.device and not asked.all:
        stop(
            "Của cụm nào? Ghi --device MÃ (mã trên trang của cụm loa), hoặc --all cho mọi cụm.",
            "Whose? Say --device ID (the id on the device's page), or --all for every device.",
            MISTYPED,
        )
    wanted = {
        "device": asked.device or "",
        "floor": _moment(asked.to, "--to"),
        "ends": _moment(asked.until, "--until"),
    }
    return json.dumps(wanted) + "\n"


def _moment(typed: str | None, name: str) -> str:
    """Returns a time in Vietnam's time zone in the form that the signer reads; "" if none was typed."""
    if typed is None:
        return ""
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        stop(
            f"{name} {typed}: không đọc được. Ghi ngày và giờ Việt Nam, như '2026-11-29 08:30'.",
            f"{name} {typed}: cannot be read. Write a day and time of Vietnam, as '2026-11-29 08:30'.",
            MISTYPED,
        )
    return (at if at.tzinfo else at.replace(tzinfo=LOCAL)).isoformat()


def _looked(setting: Setting, line: str) -> dict[str, Any]:
    said = manage.run_quietly(
        setting, "signer", "look-lower", module="loa.signer", told=line, may_refuse=True
    )
    would = keys.answer(said)
    if "refused" in would:
        stop(*_refusal(would))
    return would


def _said(would: dict[str, Any]) -> str:
    """Returns what the root is about to sign, in words."""
    floor, ends, shown = (keys.minute(would[name]) for name in ("floor", "ends", "shown"))
    of = keys.whose(would)
    if not would["device"]:
        of += t(f" ({number(would['boxes'])} cụm)", f" ({number(would['boxes'])})")
    return t(
        f"Khóa gốc sẽ ký: {of} được lùi mốc giờ về {floor}.\n"
        "  Mốc giờ là lúc sớm nhất mà cụm loa còn tin. Mốc đang sớm hơn thì giữ nguyên; ngoài ra không gì "
        "thay đổi.\n"
        f"  Cụm loa nhận một lần, từ danh sách ký trước {ends}.\n"
        f"  Đồng hồ máy này đang chỉ {shown}: so với một đồng hồ khác trước khi ký.",
        f"Root will sign: {of} may take the earliest time it believes back to {floor}.\n"
        "  Where that is earlier already it stays; nothing else changes.\n"
        f"  A device takes it once, from a list signed before {ends}.\n"
        f"  This machine's clock shows {shown}: compare it with another clock before you sign.",
    )


def _agreed() -> bool:
    try:
        answer = input(t("Gõ “ký” để ký: ", "Type “sign” to sign: "))
    except EOFError:
        return False
    return answer.strip().lower() in ("ký", "ky", "sign")


def _listed(setting: Setting, sequence: int) -> bool:
    """Returns whether the running signer put it into the list that devices get, within LIST_S seconds."""
    deadline = time.monotonic() + LIST_S
    with Step("Chờ signer đưa vào danh sách", "Waiting for the signer's new list"):
        while time.monotonic() < deadline:
            if [
                each
                for each in keys.ask(setting)["lowered"]
                if each["sequence"] == sequence and each["listed"]
            ]:
                return True
            time.sleep(0.5)
    return False


def _refusal(answer: dict[str, Any]) -> tuple[str, str]:
    shown = keys.minute(answer["shown"])
    match answer["refused"]:
        case "future":
            return (
                f"Lúc ấy chưa tới: máy này đang chỉ {shown}. Chỉ lùi mốc giờ về lúc đã qua.",
                f"That time has not come: this machine's clock shows {shown}. Give a time that is past.",
            )
        case "ended":
            return (
                f"Hạn đã qua: máy này đang chỉ {shown}. Ghi --until muộn hơn.",
                f"That end is past: this machine's clock shows {shown}. Give a later --until.",
            )
        case "too-long":
            days = answer["longest_days"]
            return (f"Hạn dài nhất là {days} ngày.", f"The end is at most {days} days from now.")
        case "full":
            first, most = keys.minute(answer["first_end"]), answer["most"]
            return (
                f"Đã có {most} lần lùi mốc giờ còn hạn, danh sách không chở thêm được. Lần đầu hết hạn lúc "
                f"{first}. Xem từng lần: ./loa keys",
                f"{most} times were taken back and have not ended, the list carries no more. The first ends "
                f"at {first}. See them: ./loa keys",
            )
        case "clock":
            return (
                "Máy ký đang dừng vì đồng hồ, nên không ký mốc giờ. Xem ./loa keys, rồi làm lại.",
                "The signer has stopped because of its clock: no time is signed. See ./loa keys, then again.",
            )
        case "not-claimed":
            return (
                "Cụm loa này chưa nhận máy: không có máy nào giữ mốc giờ.",
                "No box has claimed this device: there is none that keeps a floor.",
            )
    return (
        "Không có cụm loa nào mang mã ấy. Mã ở trang của cụm loa, mục “Sổ của cụm loa”.",
        "No device has this id. It is on the device's page.",
    )
