"""Who may touch lexicons and scripts. A commune reads its province's words: any scope sees all of them."""

from loa.kernel import guard

TABLES = [
    # A reading is ended and never rewritten: what was read before can still be asked.
    guard.shared(
        "speech_lexiconentry",
        column="unit_id",
        web="siu",
        worker="s",
        update_only={"web": ("valid_to",)},
    ),
    guard.unit("speech_script", web="si", worker="s"),
]
