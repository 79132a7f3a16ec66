"""What is told to end ends, also what takes the telling for something else."""

import asyncio

import psycopg

from loa.bridge.ending import end


def test_a_loop_that_takes_its_end_for_the_databases_absence_is_told_again():
    heard = []

    async def outlives_the_database():
        while True:
            try:
                try:
                    await asyncio.Event().wait()
                except asyncio.CancelledError:
                    if heard:
                        raise
                    raise psycopg.OperationalError("the connection is lost") from None
            except psycopg.OperationalError as wrong:
                heard.append(wrong)

    async def ended():
        task = asyncio.create_task(outlives_the_database())
        await asyncio.sleep(0)
        await end([task], again_s=0.01)
        return task.cancelled()

    assert asyncio.run(ended())
    assert len(heard) == 1
