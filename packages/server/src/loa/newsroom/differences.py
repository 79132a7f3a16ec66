"""What differs between what waits for an approver, or is being written, and what was decided on before: all
that an approval covers."""

from dataclasses import dataclass

from . import content, queries, rules
from .form import BulletinContent
from .models import Bulletin, Decision


@dataclass(frozen=True)
class Difference:
    """Two contents of one bulletin. `against` is what was decided on the earlier one (`Decision`'s approved
    or returned)."""

    against: str
    before: BulletinContent
    after: BulletinContent

    @property
    def changed(self) -> set[str]:
        """Returns the names of the approval's fields that differ."""
        fields = set(BulletinContent.__struct_fields__) - {"version"}
        return {each for each in fields if getattr(self.before, each) != getattr(self.after, each)}

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Returns the texts word by word, or an empty list if they are the same (`rules.changed_words`)."""
        if self.before.text == self.after.text:
            return []
        return rules.changed_words(self.before.text, self.after.text)


def of_latest(bulletin: Bulletin) -> list[Difference]:
    """Compares the latest revision with the approved one that sounds, and with the one that was returned
    last, if either was decided on since. The latest itself is compared with neither."""
    latest = bulletin.get_latest_revision()
    standing = queries.standing_approval(bulletin)
    earlier: dict[str, int] = {}
    if standing is not None:
        earlier[Decision.APPROVED] = standing.revision_id
    returned = bulletin.decisions.filter(kind=Decision.RETURNED).exclude(revision_id=latest.pk)
    if standing is not None:
        returned = returned.filter(revision_id__gt=standing.revision_id)
    thrown_away = bulletin.decisions.filter(kind=Decision.DISCARDED).order_by("-at", "-id").first()
    if thrown_away is not None:
        returned = returned.filter(at__gt=thrown_away.at)
    if (row := returned.order_by("-at", "-id").first()) is not None:
        earlier[Decision.RETURNED] = row.revision_id
    after = content.said(latest.as_object())
    return [
        Difference(kind, content.said(content.of_revision(revision)), after)
        for kind, revision in earlier.items()
        if revision != latest.pk
    ]
