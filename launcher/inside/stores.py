"""The places of an instance's objects: its own folders, or the stores that `stores.toml` in its folder names.

There are two stores, `media` (sounds) and `objects` (what devices fetch), each with a credential to
read and one to write. A part gets only the credential that it needs (`processes.STORES`), in a file
that only it can read.
"""

import json
import tomllib
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

from launcher.inside import accounts, manage, note, passwords
from launcher.inside.processes import STORES, Setting
from launcher.layout import Instance
from launcher.words import Step, Stop, number, stop, t

WORDS: Final = {"url", "endpoint", "region", "ca", "allow_http", "cache_mb", "read", "write"}
LEAST_CACHE_MB: Final = 256


@dataclass(frozen=True)
class Store:
    """A store elsewhere. `common` contains the settings in each credential's file apart from the
    credential."""

    url: str
    common: dict[str, Any] = field(repr=False)
    credentials: dict[str, dict[str, str]] = field(repr=False)
    cache_mb: int | None = None

    def told(self, may: str) -> str:
        """Returns the content of a part's file; `may` is read or write."""
        return json.dumps({**self.common, "url": self.url, **self.credentials[may]}) + "\n"


def file_of(instance: Instance) -> Path:
    return instance.folder / "stores.toml"


def read(instance: Instance) -> dict[str, Store]:
    """Returns the stores elsewhere, by name. Raises Stop for an invalid file."""
    path = file_of(instance)
    try:
        # The file contains every credential, also those that write.
        if path.stat().st_mode & 0o077:
            stop(
                f"{path} có mật khẩu của kho mà người khác trên máy đọc được. Chạy: chmod 600 {path}",
                f"{path} holds the stores' secrets and others on this machine can read it. "
                f"Run: chmod 600 {path}",
                code=2,
            )
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        stop(f"Không đọc được {path}: {error}", f"{path} cannot be read: {error}", code=2)
    for name in said:
        if name not in STORES:
            _wrong(path, name, "kho chỉ có [media] và [objects]", "there are [media] and [objects]")
    found = {name: _store(path, name, words) for name, words in said.items()}
    _are_accounts_of_their_own(path, found)
    return found


def _are_accounts_of_their_own(path: Path, found: dict[str, Store]) -> None:
    """Raises Stop if two credentials use the same account: a part that only reads must not be able to write,
    and the media worker must not be able to write what the file door serves."""
    seen: dict[tuple[object, str], str] = {}
    for name, store in found.items():
        for may, credential in store.credentials.items():
            account = (store.common.get("endpoint"), credential["key"])
            if account in seen:
                _wrong(
                    path,
                    f"{name}.{may}",
                    f"cùng tài khoản với {seen[account]}; mỗi chỗ phải là một tài khoản riêng của kho",
                    f"the same account as {seen[account]}; each must be an account of its own",
                )
            seen[account] = f"{name}.{may}"


def _store(path: Path, name: str, words: Any) -> Store:
    """Reads one section of the file. Raises Stop for an invalid setting."""
    if not isinstance(words, dict) or not isinstance(words.get("url"), str):
        _wrong(path, f"{name}.url", "phải là s3://kho/thư-mục", "must be s3://bucket/prefix")
    for word in words.keys() - WORDS:
        _wrong(path, f"{name}.{word}", "không có từ này", "there is no such word")
    credentials = {may: _credential(path, f"{name}.{may}", words.get(may)) for may in ("read", "write")}
    cache = words.get("cache_mb")
    # `True` is an `int` for isinstance.
    if cache is not None and (name != "objects" or type(cache) is not int or cache < LEAST_CACHE_MB):
        _wrong(
            path,
            f"{name}.cache_mb",
            f"chỉ ở [objects], một số từ {LEAST_CACHE_MB}",
            f"only in [objects], a number from {LEAST_CACHE_MB}",
        )
    # Settings that are left out stay out, so that the parts use their own defaults.
    common = {word: words[word] for word in ("endpoint", "region", "allow_http") if word in words}
    if "ca" in words:
        common["ca"] = _authority(path, f"{name}.ca", words["ca"])
    return Store(words["url"].rstrip("/"), common, credentials, cache)


def _credential(path: Path, at: str, said: Any) -> dict[str, str]:
    if not isinstance(said, dict) or said.keys() != {"key", "secret"} or not _are_words(said.values()):
        _wrong(path, at, 'phải là { key = "…", secret = "…" }', 'must be { key = "…", secret = "…" }')
    return dict(said)


def _are_words(said: Iterable[Any]) -> bool:
    return all(isinstance(value, str) and value for value in said)


def _authority(path: Path, at: str, said: Any) -> str:
    try:
        return Path(said).read_text(encoding="ascii")
    except (OSError, ValueError, TypeError) as error:
        _wrong(path, at, f"không đọc được: {error}", f"cannot be read: {error}")


def _wrong(path: Path, at: str, vi: str, en: str) -> NoReturn:
    stop(f"{path}, {at}: {vi}.", f"{path}, {at}: {en}.", code=2)


def prepare(setting: Setting) -> None:
    """Gives each part its credentials and stores in the note where the objects are. Runs before the parts
    start.

    Raises Stop for invalid settings, and if sounds would be searched in another place than where they are.
    """
    here = setting.instance
    found, known = read(here), note.in_stores(here)
    now = {name: store.url for name, store in found.items()}
    if now.get("media") != known.get("media"):
        _may_change(here, now.get("media"), known.get("media"))
    for name, store in found.items():
        check(setting, name, store)
    hand_out(here, found)
    note.write(here, stores=now, cache_mb=found["objects"].cache_mb if "objects" in found else None)


def hand_out(instance: Instance, found: dict[str, Store]) -> None:
    """Writes each part's file, or removes it if the store is a folder."""
    for name, parts in STORES.items():
        for part, may in parts.items():
            path = passwords.store(instance, part, name)
            if name in found:
                accounts.write_for(part, path, found[name].told(may))
            else:
                path.unlink(missing_ok=True)


def check(setting: Setting, name: str, store: Store) -> None:
    """Checks that the parts accept the settings of both credentials. Raises Stop. Sends no request to the
    store, which may be away during the start."""
    for may in ("read", "write"):
        try:
            manage.run_quietly(setting, "files", "check", module="loa.objects", told=store.told(may))
        except Stop as end:
            said = end.message.strip().splitlines()[-1]
            _wrong(file_of(setting.instance), f"{name}", said, said)


def _may_change(here: Instance, now: str | None, was: str | None) -> None:
    """Raises Stop unless no sounds would be left behind when the store of sounds changes."""
    if was is not None:
        stop(
            f"Tệp tiếng đang nằm ở {was}, mà {file_of(here)} nói {now or 'thư mục media'}. Ghi lại kho cũ.",
            f"Sounds lie in {was}, and {file_of(here)} says {now or 'the folder media'}. Name the old store "
            "again.",
            code=2,
        )
    if any(here.folder.glob("media/[0-9a-f][0-9a-f]/*")):
        stop(
            f"Tệp tiếng còn nằm trong {here.folder / 'media'}. Chạy ./loa stores move để chép sang {now}.",
            f"Sounds still lie in {here.folder / 'media'}. Run ./loa stores move to copy them to {now}.",
            code=2,
        )


def show(here: Instance) -> int:
    """Prints where each store is, and where it will be from the next start according to the file."""
    known, found = note.in_stores(here), read(here)
    for name, vi in (("media", "tệp tiếng"), ("objects", "tệp cho cụm loa")):
        now = known.get(name) or str(here.folder / name)
        later = found[name].url if name in found else str(here.folder / name)
        then = "" if later == now else t(f"; lần chạy sau: {later}", f"; from the next start: {later}")
        print(t(f"{name} ({vi}): {now}{then}", f"{name}: {now}{then}"))
    return 0


def move(setting: Setting) -> int:
    """Copies the sounds into the store that the file names; each is hashed on both sides.

    If loa is stopped and all sounds are copied, the next start uses the store. The command can be repeated:
    what is there already is not copied again.
    """
    here = setting.instance
    found, known = read(here).get("media"), note.in_stores(here).get("media")
    if found is None or known == found.url:
        stop(
            f"{file_of(here)} không nêu kho mới nào cho [media].",
            f"{file_of(here)} names no new store for [media].",
            code=2,
        )
    if known is not None:
        _may_change(here, found.url, known)
    # Without the lock loa runs and may make new sounds meanwhile; then only the copy is made, not the change.
    lock = note.take(here)
    with lock or nullcontext():
        _copy(setting, found)
        if lock is not None:
            note.write(here, stores={**note.in_stores(here), "media": found.url})
    if lock is None:
        print(
            t(
                f"Đã chép, nhưng loa {here.mode} đang chạy và còn làm tiếng mới: dừng nó, chạy lại lệnh này, "
                "chỉ phần mới phải chép.",
                f"Copied, but loa {here.mode} runs and goes on making sounds: stop it and run this again, "
                "only what is new is copied.",
            )
        )
        return 1
    print(
        t(
            f"Mọi tệp tiếng đã ở {found.url}, từng tệp đã đọc lại và khớp mã băm. Từ lần chạy sau dùng kho "
            f"này. Bản trong {here.folder / 'media'} còn nguyên; chạy ổn rồi thì xóa các thư mục hai chữ số.",
            f"Every sound lies in {found.url}, each read back and hashed. The next start uses it. What is in "
            f"{here.folder / 'media'} is untouched; when all is well delete its two-digit folders.",
        )
    )
    return 0


def _copy(setting: Setting, to: Store) -> None:
    with Step(f"Chép tệp tiếng sang {to.url}", f"Copying sounds to {to.url}") as step:
        for line in manage.run(setting, "media", "move", module="loa.objects", told=to.told("write")):
            done, _, total = line.partition("/")
            if done.isdigit() and total.isdigit():
                step.so_far(f"{number(int(done))}/{number(int(total))}")
