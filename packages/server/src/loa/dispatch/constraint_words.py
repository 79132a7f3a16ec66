"""The words for what the constraints of the tables of plans and acts refuse (see loa.kernel.constraints)."""

from django.utils.translation import gettext_lazy as _

from loa.kernel.constraints import RefusalWords
from loa.kernel.errors import Invalid

COMPILED = "compiling writes it by its hash, and leaves what is there"
SIGNER = "the signer alone writes verdicts, one round after another"

WORDS = {
    "dispatch_act_ends_later": RefusalWords(Invalid, _("Lúc hết hạn phải sau lúc ra lệnh."), "until"),
    "dispatch_act_names_its_target": RefusalWords(Invalid, _("Chọn nơi mà lệnh này tới."), "target"),
}
INTERNAL = {
    "dispatch_planneditem_sha256_key": COMPILED,
    "dispatch_verdict_names_its_part": SIGNER,
    "dispatch_verdict_says_why": SIGNER,
    "dispatch_verdict_stands_once": SIGNER,
}
THINGS = {
    "dispatch_act": _("lệnh"),
    "dispatch_planbody": _("lịch đã lập"),
    "dispatch_dayplan": _("lịch ngày"),
    "dispatch_plan": _("lịch phát"),
    "dispatch_planneditem": _("lần phát"),
}
