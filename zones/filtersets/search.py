"""What may be asked of the search over all kinds of records."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from zones import search, terms, validators
from zones.choices import SearchKind
from zones.filtersets.base import RecordFilterSet
from zones.filtersets.filters import Words
from zones.models import SearchEntry


class FullText(Filter):
    """Rows that the full-text index finds. Without a text there is nothing to find, so it is required."""

    several = False
    field_class = forms.CharField

    def __init__(self, **kwargs):
        super().__init__(required=True, max_length=terms.LONGEST_QUERY, validators=[validators.printable], **kwargs)

    def filter(self, qs, value):
        return search.in_order(qs, value) if value else qs

    def schema(self) -> dict:
        return {"type": "string", "minLength": 1, "maxLength": terms.LONGEST_QUERY}


class SearchFilterSet(RecordFilterSet):
    q = FullText(
        label=_("Search"),
        help_text=_(
            "Words that must all be in the record, in Chinese or English, e.g. 新基建. A word of Latin letters is"
            " found by its beginning. Plans, goals and initiatives are also found by the name of their zone."
        ),
    )
    kind = Words("kind", choices=SearchKind.choices, label=_("Kind"))

    class Meta:
        model = SearchEntry
        fields: list[str] = []
        exclude = ["record_id", "text"]
