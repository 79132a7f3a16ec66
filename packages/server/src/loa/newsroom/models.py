"""Bulletins, who edited them, and their approvals."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, PreviewableMixin, Revision, RevisionMixin

from loa.kernel import dated
from loa.kernel.lengths import WORD

TEXT_LIMIT = 20_000


class Topic(dated.DatedRow, dated.SourcedRow):
    """The topic of a bulletin. The first level follows Decree 49/2024/NĐ-CP.

    At any time there is one topic of a name. A bulletin stays with the topic that it was written under.
    """

    name = models.CharField(_("tên chuyên mục"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("chuyên mục")
        constraints = [
            dated.in_order("newsroom_topic_ends_after_start", empty=True),
            dated.no_overlap("newsroom_topic_one_a_name_a_day", "name"),
        ]

    def __str__(self) -> str:
        return self.name


class Bulletin(DraftStateMixin, RevisionMixin, PreviewableMixin, models.Model):
    """One bulletin. The row has the content that was approved last, or the draft as long as there is none;
    revisions have the rest. `state` is where it stands and its decisions are how it came there; no other row
    says either.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Bản nháp")
        SUBMITTED = "submitted", _("Chờ duyệt")
        RETURNED = "returned", _("Bị trả lại")
        APPROVED = "approved", _("Đã duyệt")
        WITHDRAWN = "withdrawn", _("Đã rút")

    class Priority(models.TextChoices):
        ORDINARY = "ordinary", _("Thông thường")
        PRIORITY = "priority", _("Ưu tiên")

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+", editable=False)
    code = models.CharField(max_length=12, unique=True, editable=False)
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", editable=False)
    state = models.CharField(max_length=WORD, choices=State, default=State.DRAFT, editable=False)
    page = models.UUIDField(null=True, editable=False)
    """The page on which the author wrote it first: whatever that page sends again is this bulletin. None of a
    copy, and of what was written before pages had names."""
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    title = models.CharField(_("Tên bản tin"), max_length=160)
    text = models.TextField(_("Nội dung"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    language = models.CharField(_("Ngôn ngữ"), max_length=8, default="vi")
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Chuyên mục")
    )
    priority = models.CharField(_("Loại tin"), max_length=WORD, choices=Priority, default=Priority.ORDINARY)
    valid_from = models.DateField(_("Có giá trị từ"), null=True, blank=True)
    valid_to = models.DateField(_("Có giá trị đến"), null=True, blank=True)
    voice = models.CharField(
        _("Ai đọc"), max_length=80, blank=True, help_text=_("Để trống: dùng bản thu hoặc tệp gửi lên")
    )
    sound = models.ForeignKey(
        "media.Sound", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hamlets = models.JSONField(_("Phát ở đâu"), default=list, blank=True)
    proposed_times = models.JSONField(_("Phát lúc nào"), default=list, blank=True)
    search = models.TextField(default="", editable=False)

    _revisions = GenericRelation(Revision, related_query_name="bulletin")

    class Meta:
        verbose_name = _("bản tin")
        verbose_name_plural = _("bản tin")
        ordering = ["-changed_at"]
        indexes = [
            models.Index(fields=["unit", "-changed_at"]),
            models.Index(fields=["unit", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="bulletin_validity_in_order",
            ),
            models.UniqueConstraint(
                fields=["author", "page"],
                name="newsroom_bulletin_once_a_page",
                condition=models.Q(page__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> Any:
        return self._revisions

    def with_content_json(self, content: Mapping[str, Any]) -> Any:
        """Returns the bulletin as a revision has it. Revisions made before 30 November 2026 call the class
        `cls`; they are never rewritten."""
        if "cls" in content:
            content = {"priority": content["cls"], **content}
        return super().with_content_json(content)

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "newsroom/preview.html"


class Edit(models.Model):
    """Who edited which revision. Rows are only ever added, so that two-person rules do not depend on rows
    that can be overwritten."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="edits")
    revision_id = models.IntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["bulletin", "revision_id"])]


class Copy(models.Model):
    """From which bulletin, in which revision, a bulletin was copied. Rows are only ever added. Whoever edited
    what was copied counts as an editor of the copy until that is approved (`editors_since_approval`)."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    bulletin = models.OneToOneField(Bulletin, on_delete=models.PROTECT, related_name="copied")
    source = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="copies")
    source_revision = models.IntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(bulletin=models.F("source")), name="newsroom_copy_of_another"
            ),
        ]


class Approval(models.Model):
    """A person's approval of exactly `form`, given for the content in `said` (see form/), with its proof.

    Rows are only ever added, at the database's time, which is also in the form. An approval is in force until
    a decision ends it (`ending`). Each bulletin has at most one in force.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="approvals")
    revision_id = models.IntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    media_sha256 = models.CharField(max_length=64)
    form = models.BinaryField()
    said = models.BinaryField()
    proof = models.JSONField()
    decided_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-decided_at"]
        indexes = [models.Index(fields=["unit", "-decided_at"])]

    @property
    def stands(self) -> bool:
        """Whether no decision has ended it."""
        return not hasattr(self, "ending")


STEPS = ("submitted", "recalled", "returned", "approved", "discarded")
ENDINGS = ("withdrawn", "replaced")
"""The kinds of decision that there are: those that end no approval, and those that end one."""


class Decision(models.Model):
    """One step of a bulletin, by a person, on a revision. Rows are only ever added, at the database's time.

    The steps: submitted, recalled by its editors, returned with a reason, approved (beside the approval's
    own bytes), withdrawn, replaced, discarded (an edit of what is approved, thrown away). `approval` is the
    one that a step ends: withdrawn with a reason, or replaced by a newer one.
    """

    SUBMITTED, RECALLED, RETURNED = "submitted", "recalled", "returned"
    APPROVED, WITHDRAWN, REPLACED = "approved", "withdrawn", "replaced"
    DISCARDED = "discarded"

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="decisions")
    revision_id = models.IntegerField()
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, null=True, related_name="ending")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=400, blank=True)
    # Where in the text of that revision it was returned, in characters; null: as a whole.
    place_start = models.PositiveIntegerField(null=True)
    place_end = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["bulletin", "-id"]
        verbose_name = _("quyết định")
        constraints = [
            models.CheckConstraint(
                condition=Q(place_start__isnull=True, place_end__isnull=True)
                | Q(kind="returned", place_start__isnull=False, place_end__gt=F("place_start"))
                & Q(place_end__isnull=False),
                name="newsroom_decision_place",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=STEPS, approval=None) | Q(kind__in=ENDINGS, approval__isnull=False),
                name="newsroom_decision_kind",
            ),
        ]
