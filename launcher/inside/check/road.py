"""The main job from an empty instance to two loudspeakers; each step prints a line of evidence."""

from collections.abc import Callable
from datetime import datetime, timedelta

from launcher.inside import accounts, demo, first_run, supervision
from launcher.inside.check import bulletin, clusters, evidence, people
from launcher.inside.check.browser import UnexpectedAnswer
from launcher.inside.check.people import Person
from launcher.inside.check.waiting import wait
from launcher.inside.clock import local_now
from launcher.inside.processes import DEMO_STAGE
from launcher.inside.start import RunningInstance
from launcher.words import decimal, t

RECORDS_S = 90.0


def say(vi: str, en: str) -> None:
    """Prints one line of evidence, with the time in Vietnam."""
    print(f"  ✓ {local_now():%H:%M:%S}  {t(vi, en)}", flush=True)


def walk(running: RunningInstance) -> None:
    """Does all of it. Raises Stop, UnexpectedAnswer or TooLong with the reason at the first step that
    fails."""
    base = running.setting.exposure.public_url(running.setting.ports)
    editor, approver, operator, second, unit = _staff(running, base)
    hours = bulletin.allow_this_hour(operator, second, unit)
    say(
        f"quy chế của xã cho phát {hours}, cả giờ này; người vận hành thứ hai đồng ý",
        f"the commune's rules allow {hours}, this hour too; a second operator agreed",
    )
    _clusters(running, operator, unit)
    draft = bulletin.write(editor, unit)
    say(
        f"“{bulletin.TITLE}” đã viết, máy đọc thành {decimal(draft.seconds, 1)} giây",
        f"“{bulletin.TITLE}” is written, the machine reads it in {decimal(draft.seconds, 1)} s",
    )
    _on_air(running, editor, approver, draft)


def _staff(running: RunningInstance, base: str) -> tuple[Person, Person, Person, Person, str]:
    link = first_run.link(running.setting)
    if link is None:
        raise UnexpectedAnswer(t("không có liên kết khởi đầu", "there is no first-run link"))
    one, other = people.first_run(base, link)
    say(
        "trang khởi đầu: tỉnh Thanh Hóa, hai quản trị viên đã đăng nhập",
        "first-run page: Thanh Hóa, two administrators signed in",
    )
    editor = people.person(base, "Lê Thị Hạnh", "hanh")
    approver = people.person(base, "Nguyễn Văn Thành", "thanh")
    operator = people.person(base, "Hoàng Văn Sơn", "son")
    second = people.person(base, "Lưu Quang Huy", "huy")
    wanted = ((editor, "editor"), (approver, "approver"), (operator, "operator"), (second, "operator"))
    for who, role in wanted:
        people.take_on(one, other, who, role)
    people.confirm_all(other)
    for who, _role in wanted:
        who.sign_in()
    unit = people.unit_id(one)
    people.add_hamlets(operator, unit)
    say(
        f"{people.UNIT[1]}: người viết, người duyệt (quản trị viên thứ hai đồng ý), hai người vận hành, "
        f"{len(people.HAMLETS)} thôn",
        f"{people.UNIT[1]}: an editor, an approver (agreed to by the second administrator), two operators, "
        f"{len(people.HAMLETS)} hamlets",
    )
    return editor, approver, operator, second, unit


def _clusters(running: RunningInstance, operator: Person, unit: str) -> None:
    setting = running.setting
    accounts.folder(demo.folder(setting.instance), "agent", 0o2770, group="loa-demo")
    for agent, hamlet in zip(demo.AGENTS, people.HAMLETS, strict=True):
        code = clusters.claim_code(operator, unit, agent, hamlet)
        # `demo.claim` reads the code from this file and deletes it.
        accounts.write_for(None, demo.folder(setting.instance) / f"{agent}.code", code + "\n")
        demo.claim(setting, agent)
    supervision.start_stage(setting.instance, running.list, DEMO_STAGE)
    say("hai cụm loa thật đã nhận máy bằng mã và đã bật", "two real agents claimed their codes and run")


def _on_air(running: RunningInstance, editor: Person, approver: Person, draft: bulletin.Draft) -> None:
    """Submits and approves the bulletin, waits until both clusters have played it, compares the sounds."""
    start = bulletin.next_start(draft.seconds)
    bulletin.submit(editor, draft, start)
    bulletin.approve(approver, draft.code)
    say(f"đã gửi, đã duyệt, phát lúc {start:%H:%M:%S}", f"submitted, approved, to sound at {start:%H:%M:%S}")
    code, both = draft.code, len(demo.AGENTS)
    seen: list[object] = []

    def until(ask: Callable[[bulletin.SoundingCounts], bool]) -> Callable[[], bulletin.SoundingCounts | None]:
        def asked() -> bulletin.SoundingCounts | None:
            now = bulletin.counted(editor, code)
            seen[:] = [now]
            return now if now is not None and now.planned == both and ask(now) else None

        return asked

    ahead = (start - local_now()).total_seconds()
    wait(t("hai cụm nhận đủ", "both to hold it"), until(lambda n: n.received == both), ahead, lambda: seen)
    say(f"{both} trên {both} cụm đã nhận đủ bản tin", f"{both} of {both} clusters hold the bulletin")
    left = (start + timedelta(seconds=draft.seconds) - local_now()).total_seconds()
    done = until(lambda n: n.completed == both)
    wait(t("hai cụm phát hết", "both to end it"), done, left + RECORDS_S, lambda: seen)
    _compare(running, editor, draft, start)
    say(
        f"trang bản tin: {both} trên {both} cụm đã phát hết",
        f"the bulletin's page: {both} of {both} completed",
    )


def _compare(running: RunningInstance, editor: Person, draft: bulletin.Draft, start: datetime) -> None:
    reference = editor.visitor.get(draft.sound).body
    name = evidence.named(reference)
    say(f"bản đã duyệt, tải từ trang: {len(reference)} byte, SHA-256 {name[:16]}…",
        f"the approved sound, from the desk: {len(reference)} bytes, SHA-256 {name[:16]}…")  # fmt: skip
    for agent in demo.AGENTS:
        wav = evidence.wav_of(demo.folder(running.setting.instance) / agent / "wav", start)
        for line in evidence.hold_against(agent, wav, reference, start):
            say(line, line)
