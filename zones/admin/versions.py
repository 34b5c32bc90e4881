"""Two people at one form: who comes second is told what changed meanwhile, and nothing typed is lost.

A form knows the version that its user saw. Where somebody saved a newer one since, what only they changed is taken
into the form, what only the user changed stays, and what both changed is shown with both values. Nothing is saved
until the user has seen that and saves again.
"""

from django import forms
from django.utils.translation import gettext_lazy as _

from zones.selectors.history import since

_MEANWHILE = _("Somebody else saved a newer version meanwhile.")


class SeenVersion(forms.IntegerField):
    """The version that a form was filled in from; to have seen one is no change."""

    widget = forms.HiddenInput

    def has_changed(self, initial, data):
        return False


class Versioned(forms.ModelForm):
    """A form that refuses to save over a version which its user has not seen."""

    seen_version = SeenVersion(required=False, min_value=1, max_value=2**31 - 1, label=_("version"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.overtaken = {}  # field name: what somebody else saved there meanwhile, as text
        self.fields["seen_version"].initial = self.instance.version if self.instance.pk else None

    def full_clean(self):
        if self.is_bound and self.instance.pk and not hasattr(self, "_newer"):
            self._newer = self._take_in_newer_version()
        super().full_clean()

    def clean(self):
        cleaned = super().clean()
        if getattr(self, "_newer", False):
            for name, text in self.overtaken.items():
                self.add_error(name, _("Meanwhile saved by somebody else: %(value)s") % {"value": text or "–"})
            self.add_error(None, f"{_MEANWHILE} {self._what_now()}")
        return cleaned

    def _what_now(self):
        if self.overtaken:
            return _("Where you both changed something, both values are shown; save again to keep yours.")
        return _("What they changed is shown below beside what you typed; check it and save again.")

    def _take_in_newer_version(self) -> bool:
        """Bring the sent data up to the version that is stored now; return whether the user has to look again."""
        name = self.add_prefix("seen_version")
        seen = self.fields["seen_version"].widget.value_from_datadict(self.data, self.files, name)
        if str(seen) == str(self.instance.version):
            return False
        self.data = self.data.copy()
        self.data[name] = self.instance.version
        if not str(seen or "").isdecimal() or len(str(seen)) > 9:
            return True  # a form made up by hand has seen nothing
        newer = {change.name: change.new for change in since(self.instance, int(seen))}
        row = self.instance.history.filter(version=seen).order_by("-history_id").first()
        typed = [name for name in self.fields if self._was_typed(name, row)]
        for field in newer.keys() & self.fields.keys():
            if field in typed:
                self.overtaken[field] = newer[field]
                continue
            for name in {field, f"{field}_precision"} & self.fields.keys():  # a date is told with its precision
                self._take_theirs(name)
        return bool(typed)

    def _was_typed(self, name, row) -> bool:
        """Whether what was sent for a field differs from the version that the form was filled in from."""
        field = self.fields[name]
        if row is None or field.disabled or name == "seen_version":
            return False
        if name not in {each.name for each in self._meta.model._meta.get_fields()}:
            return bool(field.has_changed(None, self._sent(name)))
        before = getattr(row, name if isinstance(field, forms.ModelMultipleChoiceField) else self._column(name))
        if isinstance(field, forms.ModelMultipleChoiceField):
            many = self._meta.model._meta.get_field(name)
            before = list(before.values_list(many.m2m_reverse_field_name(), flat=True))
        return field.has_changed(before, self._sent(name))

    def _column(self, name) -> str:
        return self._meta.model._meta.get_field(name).attname

    def _sent(self, name):
        field = self.fields[name]
        return field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))

    def _take_theirs(self, name):
        value = self.get_initial_for_field(self.fields[name], name)
        key = self.add_prefix(name)
        if isinstance(value, list | tuple):
            self.data.setlist(key, [str(getattr(one, "pk", one)) for one in value])
        elif value in (None, False, ""):
            self.data.pop(key, None) if value is False else self.data.__setitem__(key, "")
        else:
            shown = self.fields[name].widget.format_value(self.fields[name].prepare_value(value))
            self.data[key] = shown[0] if isinstance(shown, list) else shown
