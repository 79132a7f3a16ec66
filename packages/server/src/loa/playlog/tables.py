"""Rights on the tables of the play log. Only the bridge writes what devices report; only the worker writes
what it counts from that; the web process reads. Partitions have no rights of their own."""

from loa.kernel import guard

TABLES = [
    guard.unit("playlog_chain", web="s", worker="s", bridge="siu"),
    guard.unit("playlog_batch", one_unit=("device_id",), web="s", worker="s", bridge="si"),
    guard.unit("playlog_gap", web="s", worker="s", bridge="siu"),
    guard.unit("playlog_playrecord", web="s", worker="s", bridge="si"),
    guard.unit("playlog_daytotal", web="s", worker="siu"),
    guard.unit("playlog_soundtotal", web="s", worker="siud"),
    guard.unit("playlog_communefigures", web="s", worker="siu"),
    guard.unit("playlog_silentsound", web="s", worker="sid"),
]
