from django.db import models


class Offer(models.Model):
    body = models.ForeignKey("places.Body", models.PROTECT, related_name="+")
    said = models.CharField(max_length=80)
