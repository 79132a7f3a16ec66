"""Administrative units through time, their successions, and hamlets."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loa.kernel import dated
from loa.kernel.lengths import WORD


class UnitKind(models.TextChoices):
    PROVINCE = "province", _("tỉnh, thành phố")
    DISTRICT = "district", _("huyện")
    COMMUNE = "commune", _("xã, phường")


class HamletKind(models.TextChoices):
    THON = "thon", _("thôn")
    BAN = "ban", _("bản")
    TO_DAN_PHO = "to_dan_pho", _("tổ dân phố")
    KHU_PHO = "khu_pho", _("khu phố")


class Unit(dated.DatedRow):
    """A unit between `valid_from` (included) and `valid_to` (excluded). A change of a unit makes a new
    row."""

    id = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=WORD, choices=UnitKind)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    name_type = models.CharField(max_length=20)
    search = models.TextField(editable=False)
    sort_key = models.BinaryField(editable=False, max_length=400)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    area_km2 = models.FloatField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["parent"], name="places_unit_parent_idx")]
        constraints = [
            dated.in_order("places_unit_ends_after_start"),
            models.CheckConstraint(
                condition=Q(kind="province", parent=None) | (~Q(kind="province") & Q(parent__isnull=False)),
                name="places_unit_province_is_root",
            ),
            dated.no_overlap("places_unit_one_a_code_a_day", "kind", "code"),
        ]

    def __str__(self) -> str:
        return self.name


class Body(dated.DatedRow):
    """A department, an office, a station or a production centre. It is at a unit between `valid_from`
    (included) and `valid_to` (excluded), and scopes list bodies apart from units. A role held at a body
    counts at no unit."""

    id = models.AutoField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bodies")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            dated.in_order("places_body_ends_after_start", empty=True),
            # A grant at a body refers to this pair, so that its unit is always the unit of its body.
            models.UniqueConstraint(fields=["id", "unit"], name="places_body_at_its_unit"),
            dated.no_overlap("places_body_one_a_name_a_day", "unit", "name"),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """The record that `old` became part of `new`, whole or in part, on a date."""

    class Extent(models.TextChoices):
        WHOLE = "whole", _("toàn bộ")
        PART = "part", _("một phần")

    old = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="predecessions")
    extent = models.CharField(max_length=WORD, choices=Extent)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="places_succession_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="places_succession_moves"),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class Hamlet(dated.DatedRow):
    """A hamlet of a commune: thôn, bản, tổ dân phố, khu phố."""

    id = models.AutoField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hamlets", verbose_name=_("xã, phường"))
    name = models.CharField(_("tên"), max_length=120)
    kind = models.CharField(_("loại"), max_length=WORD, choices=HamletKind)
    latitude = models.FloatField(_("vĩ độ"), null=True, blank=True)
    longitude = models.FloatField(_("kinh độ"), null=True, blank=True)
    search = models.TextField(editable=False)
    sort_key = models.BinaryField(editable=False, max_length=400)

    class Meta:
        constraints = [
            dated.in_order("places_hamlet_ends_after_start"),
            dated.no_overlap("places_hamlet_one_a_name_a_day", "unit", "kind", "name"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"
