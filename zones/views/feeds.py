"""Atom feeds of what was reported about initiatives: all of it, of one zone, of one theme."""

import uuid

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from zones.models import ProgressUpdate, Theme, Zone, speaks_english
from zones.templatetags.display import day, prose, text
from zones.validators import legal_in_xml

LATEST = 50


def permanent_id(*parts: str) -> str:
    """Return the same identifier for the same parts for ever, whatever host or port the instance has."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts)).urn


class LegalAtom(Atom1Feed):
    """Atom without the characters that would make it no XML at all."""

    def __init__(self, **texts):
        super().__init__(**_legal(texts))

    def add_item(self, **texts):
        super().add_item(**_legal(texts))


def _legal(texts: dict) -> dict:
    return {name: legal_in_xml(value) if isinstance(value, str) else value for name, value in texts.items()}


class UpdatesFeed(Feed):
    """The latest progress updates, in the language of the address."""

    feed_type = LegalAtom

    @property
    def language(self):
        return "en" if speaks_english() else "zh-Hans"

    def title(self, subject):
        return " · ".join(filter(None, [subject and subject.name, _("Updates"), self.author_name()]))

    def author_name(self):
        return _("Zone plan tracker")

    def link(self, subject):
        return subject.get_absolute_url() if subject else reverse("updates")

    def feed_guid(self, subject):
        kind, slug = (subject._meta.model_name, subject.slug) if subject else ("all", "")
        return permanent_id("feed", self.language, kind, slug)

    def updates(self, subject):
        """Return the updates that belong into this feed."""
        return ProgressUpdate.objects.published()

    def items(self, subject):
        return self.updates(subject).with_briefs().newest_first()[:LATEST]

    def item_guid(self, update):
        """Name an entry by its slug and language: every feed of a language tells it as the same entry."""
        return permanent_id("update", self.language, update.slug)

    def item_title(self, update):
        return f"{update.initiative.name} · {update.get_status_display()}"

    def item_description(self, update):
        """Say of which zone and day it speaks, how much is done if that is known, and what was reported, as HTML."""
        facts = [text(update.initiative.plan.zone, "name"), day(update, "as_of")]
        if update.percent is not None:
            facts.append(f"{update.percent}%")
        facts = format_html_join(" · ", "{}", ([fact] for fact in facts))
        return format_html("<p>{}</p>{}", facts, prose(update, "summary"))

    def item_author_name(self, update):
        return update.source.name if update.source else None

    def item_author_link(self, update):
        return update.source.url or None

    def item_pubdate(self, update):
        return update.created_at

    def item_updateddate(self, update):
        return update.updated_at


class ZoneFeed(UpdatesFeed):
    def get_object(self, request, slug):
        return Zone.objects.get(slug=slug)

    def updates(self, zone):
        return ProgressUpdate.objects.published().filter(initiative__zone=zone)


class ThemeFeed(UpdatesFeed):
    def get_object(self, request, slug):
        return Theme.objects.get(slug=slug)

    def updates(self, theme):
        return ProgressUpdate.objects.published().filter(initiative__themes=theme)
