"""What the public sees: a record is public only if it and everything that it hangs from is published.

The state is said by people and written by services/publication.py alone. `is_public` follows from the states; it is
kept in a column, so that no list has to look at what its rows hang from, and worked out whenever a state is saved.
"""

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.choices import Publication

from .base import Timestamped


class ZoneBoundQuerySet(models.QuerySet):
    """Queries about records that belong to an area; `zone_lookup` of the model says by which path."""

    def in_zones_of(self, user):
        """Records of the areas in which a user has a role; all of them for a superuser."""
        if user.is_superuser:
            return self.all()
        if not user.is_authenticated:
            return self.none()
        return self.filter(**{f"{self.model.zone_lookup}__in": user.memberships.values("zone")})


class PublishedQuerySet(ZoneBoundQuerySet):
    """Queries about what may be seen by whom."""

    _CHANGED = models.Q(accepted_version=None) | ~models.Q(accepted_version=models.F("version"))

    def published(self):
        """What the public sees."""
        return self.filter(is_public=True)

    def visible_to(self, user):
        """What is public and, for a user with a role, everything of the user's own areas; None is the public."""
        if user is None or not user.is_authenticated:
            return self.published()
        if user.is_superuser:
            return self.all()
        own = models.Q(**{f"{self.model.zone_lookup}__in": user.memberships.values("zone")})
        return self.filter(models.Q(is_public=True) | own)

    def corrected(self):
        """Published records that were changed since a reviewer last accepted them."""
        return self.filter(self._CHANGED, publication=Publication.PUBLISHED)

    def waiting_for_review(self):
        """Records that a reviewer has to look at: submitted, or published and changed since."""
        in_review = models.Q(publication=Publication.IN_REVIEW)
        return self.filter(in_review | models.Q(self._CHANGED, publication=Publication.PUBLISHED))


class ZoneBound(models.Model):
    """A record of one area, in which alone its editors may change it."""

    zone_lookup: str

    class Meta:
        abstract = True

    def area_id(self) -> int | None:
        """Return the key of the area that the record belongs to; None while that is not chosen."""
        step = self
        *links, last = self.zone_lookup.split("__")
        for link in links:
            step = getattr(step, link) if getattr(step, f"{link}_id") else None
            if step is None:
                return None
        return step.pk if last == "pk" else getattr(step, f"{last}_id")


class Published(ZoneBound, Timestamped):
    """A record that editors draft and reviewers publish. `hangs_from` names the links to what it cannot be without."""

    hangs_from: tuple[str, ...] = ()

    publication = models.CharField(
        _("publication"),
        max_length=10,
        choices=Publication.choices,
        default=Publication.DRAFT,
        editable=False,
    )
    is_public = models.BooleanField(_("public"), default=False, editable=False)
    # Later versions of a published record are public too, and wait until a reviewer has looked at them.
    accepted_version = models.PositiveIntegerField(_("accepted version"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def publication_choice(self) -> Publication:
        return Publication(self.publication)

    @property
    def is_corrected(self) -> bool:
        """Whether it was changed since a reviewer accepted it."""
        return self.publication == Publication.PUBLISHED and self.accepted_version != self.version

    def save(self, *args, **kwargs):
        if kwargs.get("update_fields") is not None:
            super().save(*args, **kwargs)
            return
        is_new = self.pk is None  # then nothing hangs from it yet
        with transaction.atomic():
            was_public = (
                not self._state.adding and type(self)._base_manager.filter(pk=self.pk, is_public=True).exists()
            )
            self.is_public = self.publication == Publication.PUBLISHED and self._stands_on_public()
            super().save(*args, **kwargs)
            if was_public != self.is_public and not is_new:
                _pass_on(type(self), [self.pk])

    def _stands_on_public(self) -> bool:
        """Ask the database, not the instance: what it hangs from may have been published a moment ago."""
        return all(
            getattr(self, f"{link}_id") is None
            or self._meta.get_field(link)
            .related_model._base_manager.filter(pk=getattr(self, f"{link}_id"), is_public=True)
            .exists()
            for link in self.hangs_from
        )


def works_out_public(model: type[Published]) -> models.Case:
    """Return the expression for what `is_public` must be, given the states and what a record hangs from."""
    condition = models.Q(publication=Publication.PUBLISHED)
    for link in model.hangs_from:
        condition &= models.Q(**{link: None}) | models.Q(**{f"{link}__is_public": True})
    return models.Case(models.When(condition, then=True), default=False, output_field=models.BooleanField())


def settle(records: models.QuerySet) -> None:
    """Let records that were written past `save()`, and all that hangs from them, be public or not, as they must be.

    To the public, what becomes public changes then: whoever asks what is new since yesterday is told of it.
    """
    model = records.model
    for value, changes in ((True, {"updated_at": timezone.now()}), (False, {})):
        differing = records.filter(is_public=not value).annotate(now=works_out_public(model)).filter(now=value)
        changed = list(differing.values_list("pk", flat=True))
        model._base_manager.filter(pk__in=changed).update(is_public=value, **changes)
        if changed:
            _pass_on(model, changed)


def _pass_on(model: type[Published], keys: list[int]) -> None:
    """Let all that hangs from records of a model, at any depth, become public or cease to be, after they did."""
    for relation in model._meta.related_objects:
        member = relation.related_model
        if relation.field.name in getattr(member, "hangs_from", ()):
            settle(member._base_manager.filter(**{f"{relation.field.name}__in": keys}))
