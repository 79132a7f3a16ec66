"""Runs the file door until SIGTERM: `python -m loa.files`. One process, no child processes."""

import asyncio
import logging
import signal

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from loa.config.env import Env, read
from loa.files.cache import Cache, InFolder, Source
from loa.files.door import Door
from loa.files.token import LEAST_SECRET
from loa.objects import told
from loa.objects.folder import Folder

log = logging.getLogger("loa.files")


def secret(environment: Env) -> bytes:
    """Returns the secret shared with the bridge, from a file of hexadecimal digits. Raises SystemExit when
    the file cannot be read or the secret is too short."""
    try:
        found = bytes.fromhex(environment.files_secret.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as wrong:
        raise SystemExit(
            f"the file door's secret {environment.files_secret} cannot be read: {wrong}"
        ) from wrong
    if len(found) < LEAST_SECRET:
        raise SystemExit(f"the file door's secret has {len(found)} bytes; it needs {LEAST_SECRET}")
    return found


def source(environment: Env) -> Source:
    """Returns the folder of objects, or a cache in front of a store elsewhere. Raises StoreError when the
    door may not use the cache's folder."""
    if environment.objects_store is None:
        # The door only reads this folder, so nothing must be synced to the disk.
        return InFolder(Folder(environment.objects_dir, durable=False))
    store = told.opened(environment.objects_store, environment.objects_dir, durable=False)
    return Cache(store, environment.objects_cache, environment.objects_cache_mb << 20)


async def serve(environment: Env) -> None:
    """Serves until SIGTERM or SIGINT."""
    host, _, port = environment.files_listen.rpartition(":")
    server = Server(
        Door(source(environment), secret(environment)),
        address=host.strip("[]"),
        port=int(port),
        interface=Interfaces.RSGI,
        websockets=False,
        backlog=2048,
        backpressure=1024,
        http1_settings=HTTP1Settings(header_read_timeout=10_000, keep_alive=True, max_buffer_size=32 * 1024),
        ssl_cert=environment.tls_cert,
        ssl_key=environment.tls_key,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    log.info(
        "file door: %s at %s", environment.objects_store or environment.objects_dir, environment.files_listen
    )
    await server.serve()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(serve(read()))
