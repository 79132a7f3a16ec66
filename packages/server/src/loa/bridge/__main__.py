"""`python -m loa.bridge`: runs the bridge until SIGTERM."""

import asyncio

from loa.bridge.log_lines import begin
from loa.bridge.running import run
from loa.config.env import read

if __name__ == "__main__":
    begin()
    asyncio.run(run(read()))
