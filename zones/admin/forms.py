"""Forms, rows and widgets of the admin: they say every error in the form, and cost no query a row."""

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from zones.models import ZoneBound

from .fields import TypedValues
from .versions import Versioned

# Choices that must be of the record's own plan; `continues` and `detailed_by` must not.
OF_ONE_PLAN = {"tier", "goal", "goals", "parent", "initiative"}


def is_key(text: str) -> bool:
    """Whether a text sent to us can be a primary key at all: databases choke on others, and on 19 digits or more."""
    return text.isdecimal() and len(text) < 19


class _OfPlan:
    """A chooser that knows its record, and offers only choices of the record's plan where that is the rule."""

    record = None

    def optgroups(self, name, value, attr=None):
        """Show again what was sent only if it can be a key."""
        return super().optgroups(name, [key for key in value if is_key(key)], attr)

    def get_url(self):
        plan_id = getattr(self.record, "plan_id", None)
        narrowed = plan_id and self.field.name in OF_ONE_PLAN
        return f"{super().get_url()}?plan={plan_id}" if narrowed else super().get_url()


class Chooser(_OfPlan, AutocompleteSelect):
    """Autocomplete that takes the chosen record from its own record: no query a row when those were joined."""

    def optgroups(self, name, value, attr=None):
        chosen = getattr(self.record, self.field.name, None)
        if chosen is None or value != [str(chosen.pk)]:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, chosen.pk, str(chosen), True, len(options)))
        return [(None, options, 0)]


class MultipleChooser(_OfPlan, AutocompleteSelectMultiple):
    """Autocomplete for several records; it too takes the chosen ones from its own record."""

    def optgroups(self, name, value, attr=None):
        if self.record is None or self.record.pk is None:
            return super().optgroups(name, value, attr)
        chosen = {str(each.pk): each for each in getattr(self.record, self.field.name).all()}
        if not set(value) <= set(chosen):
            return super().optgroups(name, value, attr)
        options = [self.create_option(name, key, str(chosen[key]), True, at) for at, key in enumerate(value)]
        return [(None, options, 0)]


class Reason(forms.CharField):
    """Why something was changed; to say why is no change."""

    def has_changed(self, initial, data):
        return False


class RecordForm(TypedValues, Versioned):
    """A form that shows what the model refuses, even of a field that it does not show."""

    conflict = False
    reason = Reason(
        label=_("Reason for the change"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Optional. Readers see it in the change history, e.g. “typing error”."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field.widget, RelatedFieldWidgetWrapper):
                field.widget.can_delete_related = False  # a slip of the mouse beside what one meant to change
                field.widget.widget.record = self.instance
            if isinstance(field, forms.ModelChoiceField) and issubclass(field.queryset.model, ZoneBound):
                self._keep_choice(name, field)

    def _keep_choice(self, name, field):
        """Let a link stay that a superuser made into an area which this user has no role in."""
        chosen = getattr(self.instance, f"{name}_id", None)
        if chosen:
            field.queryset = field.queryset | field.queryset.model._default_manager.filter(pk=chosen)

    def clean(self):
        cleaned = super().clean()
        if self.conflict:
            raise ValidationError(_("Somebody else changed the same records meanwhile. Check them and save again."))
        return cleaned

    def add_error(self, field, error):
        """Add an error to its field; to the whole form when it has no such field."""
        if field is None and hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                shown = name if name in self.fields else None
                for one in errors:
                    super().add_error(shown, one)
        else:
            super().add_error(field, error)


class RowForm(RecordForm):
    """A row inside another record's form. It shows some fields of its model; the database's rules hold for all."""

    reason = None
    may_delete = staticmethod(lambda record: True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field.widget, RelatedFieldWidgetWrapper):  # a row has room to add what is missing, no more
                field.widget.can_change_related = field.widget.can_view_related = False
                field.widget.can_add_related &= name not in OF_ONE_PLAN

    def full_clean(self):
        """Check a row only if it was touched: a plan has hundreds, and each check asks the database."""
        if self.is_bound and self.instance.pk and self._is_untouched():
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def _is_untouched(self):
        """Whether its user changed nothing, even if somebody else did; what they saved is then left alone."""
        if not self.has_changed():
            return True
        self._newer = self._take_in_newer_version()
        self.__dict__.pop("changed_data", None)  # the data may be theirs by now
        return not self.has_changed()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get(DELETION_FIELD_NAME) and self.instance.pk and not self.may_delete(self.instance):
            raise ValidationError(_("It has been public, so only a reviewer can delete it."))
        return cleaned

    def validate_unique(self):
        """Check also the constraints that name a field which is not shown; a form leaves those to the database."""
        super().validate_unique()
        if self.errors:
            return
        links = ((name, field) for name, field in self.fields.items() if isinstance(field, InlineForeignKeyField))
        new_parent = {name for name, link in links if link.parent_instance.pk is None}
        try:
            self.instance.validate_constraints(exclude=new_parent)
        except ValidationError as error:
            self.add_error(None, error)


class RowSet(BaseInlineFormSet):
    """Rows that know the record they stand in, the empty one too, so that their choosers can be narrowed."""

    may_delete = staticmethod(lambda record: True)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.may_delete = self.may_delete
        setattr(form.instance, self.fk.name, self.instance)

    def _should_delete_form(self, form):
        """Let the row of a record that must stay be checked like any other, so that its error is shown."""
        return super()._should_delete_form(form) and (form.instance.pk is None or self.may_delete(form.instance))
