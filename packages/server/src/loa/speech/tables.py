"""Who may touch lexicons and scripts. A commune reads its province's words: any scope sees all of them."""

from loa.kernel import guard

TABLES = [
    guard.shared("speech_lexiconentry", column="unit_id", web="siu", worker="s"),
    guard.unit("speech_script", web="si", worker="s"),
]
