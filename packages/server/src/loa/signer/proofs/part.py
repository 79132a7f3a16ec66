"""Proves one part of a plan by itself, to see whether a verdict on it still holds."""

from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Delegation

from loa.dispatch.models import DayPlan, Verdict
from loa.signer.proofs import plan
from loa.signer.proofs.day import breaking
from loa.signer.publish import PublishedObjects
from loa.signer.refusing import Code, NotProven


def prove(row: Verdict, delegation: Delegation, evidence: plan.Evidence, published: PublishedObjects) -> None:
    """Proves a part whose rows the evidence has read, with the plans of its unit.

    Raises NotProven while the part cannot be proven, StoreError where its sounds cannot be published now.
    """
    if row.item is None:
        _day(row, evidence)
    elif row.within:
        _beside_the_others(row, delegation, evidence)
    else:
        _item(row, evidence, published)


def _day(row: Verdict, evidence: plan.Evidence) -> None:
    """Raises NotProven unless the rules in the compiled day are the commune's own."""
    frames = DayPlan.objects.filter(unit_id=row.unit_id, date=row.date).values_list("frame", flat=True)
    frame = next((bytes(each) for each in frames if sha256_hex(bytes(each)) == row.within), None)
    if frame is None or evidence.frame(frame).rules != evidence.rules_on(row.unit_id, row.date):
        raise NotProven(Code.RULES, str(row.date))


def _beside_the_others(row: Verdict, delegation: Delegation, evidence: plan.Evidence) -> None:
    """Raises NotProven while the item still breaks a rule in the day in which it did."""
    day = plan.whole(row.within, evidence)
    if any(part.item == row.item_id for part in breaking(day, row.within, delegation)):
        raise NotProven(Code.RULES, row.detail)


def _item(row: Verdict, evidence: plan.Evidence, published: PublishedObjects) -> None:
    """Raises NotProven unless the item is as compiled, approved where and when it is planned, and has its
    sounds."""
    number = row.item_id or 0
    item = evidence.item(number)
    if evidence.documents.altered([number]):
        raise NotProven(Code.ALTERED, item.id)
    granted = evidence.granted(number, row.unit_id, row.date)
    if row.plan_id is not None:
        plan.heard(number, granted, evidence.plans[row.plan_id], evidence)
    for sound in item.media:
        published.publish_sound(sound.sha256, sound.bytes)
