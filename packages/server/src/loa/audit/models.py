"""The record of who did what, when: rows that are only ever added."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Entry(models.Model):
    """One action. It names its person by id only, so that a person can be erased without breaking the
    chain."""

    unit_id = models.IntegerField()
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    process = models.CharField(max_length=20, blank=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [
            models.Index(fields=["unit_id", "-id"], name="audit_entry_unit_idx"),
            models.Index(fields=["subject"], name="audit_entry_subject_idx"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person_id__isnull=False) | ~models.Q(process=""),
                name="audit_entry_has_an_actor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


class Link(models.Model):
    """The position of an entry in the chain, written seconds later by a job: each hash covers the one
    before."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True)
    position = models.BigIntegerField(unique=True)
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.position)
