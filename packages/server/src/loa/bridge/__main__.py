"""`python -m loa.bridge`: run until SIGTERM."""

import asyncio
import logging

from loa.bridge.running import run
from loa.config.env import read

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(run(read()))
