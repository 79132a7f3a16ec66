"""The rights of the database roles on lexicons and scripts. A commune reads its province's words, so any
scope sees all of them."""

from loa.kernel import guard

TABLES = [
    # A reading is ended and never changed, so that earlier readings can still be queried.
    guard.shared(
        "speech_lexiconentry",
        column="unit_id",
        web="siu",
        worker="s",
        update_only={"web": ("valid_to",)},
    ),
    guard.unit("speech_script", one_unit=("sound_id",), web="si", worker="s"),
]
