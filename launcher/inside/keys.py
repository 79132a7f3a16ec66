"""`./loa keys`: shows the signing keys of an instance, as the signer reports them, and what must be done
about them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from launcher.inside import manage, note
from launcher.inside.clock import LOCAL
from launcher.inside.exposure import Exposure
from launcher.inside.processes import Setting
from launcher.layout import Home, Instance, default_home
from launcher.words import stop, t

NEAR_END = timedelta(days=31)
OLD_LIST = timedelta(days=3)
"""The list of keys in force is renewed twice a day and is valid for 30 days."""
TELLS = ("keys", "root", "top", "demo", "sheets", "lowered", "clock", "restored", "purposes", "bundle")
"""Everything that the signer reports. An older version that still runs reports less: the rest is shown as
unknown, not as a problem."""


def show(home: Home, mode: str | None) -> int:
    """Prints the keys; returns 0 when all is well, 1 when something must be done."""
    here = note.chosen(home, mode)
    told = ask(running(here))
    print("\n".join(lines(told, here)))
    wrong = troubles(told, here)
    for trouble in wrong:
        print(f"  ▲ {trouble}")
    return 1 if wrong else 0


def ask(setting: Setting) -> dict[str, Any]:
    """Returns what the signer reports about its keys (`loa.signer.commands.status`). Stops when it reports
    nothing."""
    return answer(manage.run_quietly(setting, "signer", "status", module="loa.signer"))


def _place(told: dict[str, Any]) -> str:
    """Returns where the private keys are stored, in words."""
    if told.get("keys") == "files":
        return t("tệp của người dùng chạy signer", "files of the signer's user")
    return str(told.get("keys") or _unknown())


def _unknown() -> str:
    return t("chưa rõ", "not known")


def _untold(told: dict[str, Any]) -> str:
    """Returns, as the end of a line, what the running signer does not report; "" if it reports everything."""
    names = ", ".join(name for name in TELLS if name not in told)
    if not names:
        return ""
    return t(
        f"; chưa rõ: {names} (bản đang chạy cũ hơn, khởi động lại loa để biết)",
        f"; not known: {names} (an older version is running, start loa again to know)",
    )


def lines(told: dict[str, Any], here: Instance) -> list[str]:
    """Returns the lines of `./loa keys`: where the keys are, which root they belong to, until when each may
    sign."""
    root = told.get("root", _unknown()) or t("chưa có", "none yet")
    found = [
        t(
            f"loa {here.mode}: khóa ký ở {_place(told)}, khóa gốc {root}{_untold(told)}",
            f"loa {here.mode}: signing keys in {_place(told)}, root {root}{_untold(told)}",
        ),
    ]
    for purpose, until in sorted(told.get("purposes", {}).items()):
        said = _day(until) if until else t("không có trên máy này", "not on this machine")
        found.append(f"  {'●' if until else '▲'} {purpose:<8}{said}")
    if told.get("bundle"):
        made, until = _day(told["bundle"]["made"]), _day(told["bundle"]["until"])
        found.append(
            t(
                f"  danh sách khóa có hiệu lực: ký ngày {made}, dùng tới {until}",
                f"  list of keys in force: signed on {made}, good until {until}",
            )
        )
    for each in told.get("lowered", ()):
        found.append(f"  {_lowered(each)}")
    return found


def _lowered(each: dict[str, Any]) -> str:
    """Returns one floor that the root lowered, in words."""
    floor, ends = minute(each["floor"]), minute(each["ends"])
    where = (
        t("đã vào danh sách", "on the list") if each["listed"] else t("chờ signer", "waits for the signer")
    )
    return t(
        f"lùi mốc giờ: {whose(each)}, về {floor}, hạn tới {ends} ({where})",
        f"earliest time taken back: {whose(each)}, to {floor}, until {ends} ({where})",
    )


def whose(each: dict[str, Any]) -> str:
    """Returns which box an answer of the signer is about."""
    if not each["device"]:
        return t("mọi cụm loa", "every device")
    if not each["called"]:
        return str(each["device"])
    return f"{each['called']['name']}, {each['called']['place']} ({each['device']})"


def line(told: dict[str, Any]) -> str:
    """Returns the one line for `./loa status`."""
    untils = told.get("purposes", {}).values()
    if told.get("root", "") is None:
        said = t("chưa có khóa", "no keys yet")
    elif not untils:
        said = _unknown()
    elif None in untils:
        said = t("thiếu khóa", "keys are missing")
    else:
        said = t(f"ký tới {_day(min(untils))}", f"sign until {_day(min(untils))}")
    said += _untold(told)
    return t(f"  khóa ký: {_place(told)}, {said}", f"  signing keys: {_place(told)}, {said}")


def troubles(told: dict[str, Any], here: Instance, now: datetime | None = None) -> list[str]:
    """Returns what somebody must do about the keys, the most serious first; nothing before there is a
    root."""
    if told.get("root", "") is None:
        return []
    at = now or datetime.now(UTC)
    asked = (_missing_or_ending, _no_top, _old_list, _clock, _restored, _sheets)
    return [said for ask in asked if (said := ask(told, here, at))]


def _missing_or_ending(told: dict[str, Any], here: Instance, now: datetime) -> str:
    untils = told.get("purposes", {})
    missing = ", ".join(sorted(purpose for purpose, until in untils.items() if until is None))
    ends = min((moment(until) for until in untils.values() if until), default=None)
    how = command(here)
    if missing:
        return t(
            f"Máy này thiếu khóa ký ({missing}): không ký được gì mới. Lấy tờ 1 trong két, chạy {how}",
            f"Signing keys are missing here ({missing}): nothing new is signed. Take sheet 1, run {how}",
        )
    if ends is not None and ends - now < NEAR_END:
        return t(
            f"Khóa ký hết hạn ngày {ends:%Y-%m-%d}. Lấy tờ 1 trong két, chạy {how}",
            f"The signing keys end on {ends:%Y-%m-%d}. Take sheet 1, run {how}",
        )
    return ""


def _no_top(told: dict[str, Any], here: Instance, now: datetime) -> str:
    if told.get("top", "") is not None:
        return ""
    how = command(here)
    return t(
        f"Khóa gốc chưa khai nơi đứng đầu, nên không nhận được cụm loa mới. Lấy tờ 1 trong két, chạy {how}",
        "The root states no place above all others, so no new device can be claimed. Take sheet 1, "
        f"run {how}",
    )


def _old_list(told: dict[str, Any], here: Instance, now: datetime) -> str:
    listed = told.get("bundle")
    if not listed or now - moment(listed["made"]) <= OLD_LIST:
        return ""
    made, until, log = _day(listed["made"]), _day(listed["until"]), here.log / "signer.log"
    return t(
        f"Danh sách khóa ký từ {made}, lẽ ra mỗi ngày. Quá {until}, loa không tin máy này nữa. Xem {log}",
        f"The list of keys is of {made}, it should be of today. After {until} devices believe this server no "
        f"more. See {log}",
    )


def _clock(told: dict[str, Any], here: Instance, now: datetime) -> str:
    if not told.get("clock"):
        return ""
    shown, newest = moment(told["clock"]["shown"]), moment(told["clock"]["newest"])
    return t(
        f"Máy ký dừng vì đồng hồ: máy đang chỉ {shown:%H:%M ngày %Y-%m-%d}, lần ký cuối là "
        f"{newest:%H:%M ngày %Y-%m-%d}. Giờ sai thì chỉnh lại giờ máy; giờ đúng thì người vận hành hoặc quản "
        "trị viên của tỉnh vào trang Điều hành, bấm “Giờ này đúng”.",
        f"The signer stopped because of its clock: it shows {shown:%H:%M on %Y-%m-%d}, and last signed at "
        f"{newest:%H:%M on %Y-%m-%d}. If it is wrong, set the machine's clock; if it is right, an operator "
        "or administrator of the province presses “This time is right” on the page Operations.",
    )


def _restored(told: dict[str, Any], here: Instance, now: datetime) -> str:
    if not told.get("restored"):
        return ""
    made = moment(told["restored"])
    return t(
        f"Vừa phục hồi từ bản sao lưu lúc {made:%H:%M ngày %Y-%m-%d}: chưa lịch nào được ký. Người vận hành "
        "của tỉnh vào trang Điều hành, xem sẽ phát gì và cụm loa đang giữ gì, rồi cho ký.",
        f"Restored from the backup of {made:%H:%M on %Y-%m-%d}: no plan is signed yet. An operator of the "
        "province looks on the page Operations at what would sound and what clusters hold, and lets plans be "
        "signed.",
    )


def _sheets(told: dict[str, Any], here: Instance, now: datetime) -> str:
    if not told.get("sheets") or told.get("demo"):
        return ""
    folder = here.folder / "keys"
    return t(
        f"Tờ khóa gốc còn trên máy, ở {folder}: in ra, cất vào két, rồi xóa.",
        f"The root's sheets still lie in {folder}: print them, lock them away, then delete them.",
    )


def are_lost(here: Instance) -> bool:
    """Returns True on a restored machine without any key. Looks into the folder and does not ask the
    signer."""
    return "restored" in note.read(here) and not any((here.folder / "keys").glob("*.key"))


def command(here: Instance) -> str:
    """Returns the exact command to type for this instance."""
    return f"./loa keys renew{where(here)}"


def where(here: Instance) -> str:
    """Returns ` --data FOLDER` unless the folder is the default one."""
    return "" if here.home.base == default_home() else f" --data {here.home.base}"


def running(here: Instance) -> Setting:
    """Returns the setting with which commands of a running instance's parts are started. Stops if it does not
    run."""
    known = note.read(here)
    if note.holder(here) is None:
        stop(
            f"loa {here.mode} không chạy. Chạy ./loa {here.mode}{where(here)} ở cửa sổ khác, rồi gõ lại.",
            f"loa {here.mode} is not running. Run ./loa {here.mode}{where(here)} in another window, then "
            "again.",
            code=3,
        )
    return Setting(here, note.ports(here), Exposure(), Path(str(known["code"])))


def answer(said: list[str]) -> dict[str, Any]:
    """Returns the JSON answer among other lines of output. Stops if there is none."""
    first = next((number for number, line in enumerate(said) if line.startswith("{")), None)
    if first is None:
        last = "\n".join(said[-3:])
        stop(f"signer không trả lời: {last}", f"signer does not answer: {last}")
    found: dict[str, Any] = json.loads("\n".join(said[first:]))
    return found


def moment(text: str) -> datetime:
    """Returns a time in one of the signer's answers, in Vietnam's time zone."""
    return datetime.fromisoformat(text).astimezone(LOCAL)


def minute(text: str) -> str:
    """Returns the same in words, to the minute."""
    return f"{moment(text):{t('%H:%M ngày %Y-%m-%d', '%H:%M on %Y-%m-%d')}}"


def _day(text: str) -> str:
    return f"{moment(text):%Y-%m-%d}"
