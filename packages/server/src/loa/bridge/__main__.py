"""`python -m loa.bridge`: runs the bridge until SIGTERM."""

import asyncio

from loa.bridge.running import run
from loa.bridge.saying import begin
from loa.config.env import read

if __name__ == "__main__":
    begin()
    asyncio.run(run(read()))
