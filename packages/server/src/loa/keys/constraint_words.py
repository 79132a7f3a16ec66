"""Messages for what the database refuses in the tables of keys (see loa.kernel.constraints)."""

from django.utils.translation import gettext_lazy as _

from loa.kernel.constraints import RefusalWords
from loa.kernel.errors import Conflict, Forbidden, Invalid

SIGNER = "the signer alone writes it, one after another"

WORDS = {
    "keys_assignment_volume_percent": RefusalWords(Invalid, _("Âm lượng từ 0 đến 100%."), "volume"),
    "what became of it the signer says": RefusalWords(
        Forbidden, _("Chỉ nơi ký ghi được việc đã ký hay chưa. Chờ một phút rồi tải lại trang.")
    ),
    "a root never goes back, and stays a demo's or a real one": RefusalWords(
        Conflict, _("Gốc khóa đã có không lùi lại, và không đổi giữa bản thử và bản thật.")
    ),
}
INTERNAL = {
    "keys_address_in_order": SIGNER,
    "keys_delegation_in_order": "the ceremony checks the envelope that root signed before it is kept",
    "keys_loweredfloor_in_order": "written by the signer's own command, which orders the two",
    "keys_revocation_names_one": "two actions write it, one with the key alone, one with the box alone",
    "keys_root_sha256_key": "the ceremony's one command keeps a root",
    "keys_signedhead_sequence_once": SIGNER,
    "keys_signedhead_sha256_key": SIGNER,
    "keys_tosign_act_is_urgent": "one function puts an act in line, and in the urgent lane",
    "keys_tosign_decided_once": SIGNER,
    "keys_tosign_refused_says_why": SIGNER,
    "keys_tosign_subject_is_an_id": "acts and assignments are put in line by their own ids",
    "keys_tosign_subject_is_plain": "plans are put in line by their ids, which hold codes and numbers",
}
THINGS = {
    "keys_clockdoubt": _("câu hỏi về đồng hồ"),
    "keys_restoration": _("lần khôi phục"),
    "keys_revocation": _("đề nghị thu hồi"),
    "keys_root": _("gốc khóa"),
    "keys_signedhead": _("lệnh đã ký"),
}
