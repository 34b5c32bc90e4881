"""What a browser would send back of an admin form, so that a test changes a field or two of it."""

from django.core.files import File
from django.urls import reverse


def url(model, page, *args):
    """Return the admin address of a model's page: changelist, add, change, delete, history, simple_history."""
    return reverse(f"admin:zones_{model._meta.model_name}_{page}", args=args)


def change(client, record, **fields):
    """Open a record's form, change these fields, send it, and return the answer."""
    address = url(type(record), "change", record.pk)
    return client.post(address, sent_by(client.get(address)) | fields)


def add(client, model, **fields):
    """Open the form for a new record, fill in these fields, send it, and return the answer."""
    address = url(model, "add")
    return client.post(address, sent_by(client.get(address)) | fields)


def sent_by(response) -> dict:
    """Return the POST data of the untouched admin form on a page, its rows included."""
    formsets = [inline.formset for inline in response.context.get("inline_admin_formsets", ())]
    forms = [response.context["adminform"].form]
    for formset in formsets:
        forms += [formset.management_form, *formset.forms]
    return {field.html_name: _value(field) for form in forms for field in form if _value(field) is not None}


def _value(field):
    value = field.value()
    if value is False or isinstance(value, File):
        return None  # an unticked box is not sent, nor is the file that is kept already
    return [getattr(one, "pk", one) for one in value] if isinstance(value, list) else value


def add_row(data: dict, prefix: str, **fields) -> dict:
    """Add a row to a formset in POST data, as the button "add another" does."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = number + 1
    data |= {f"{prefix}-{number}-{name}": value for name, value in fields.items()}
    return data


def errors_of(response) -> dict:
    """Return all errors of the form on a page: of its fields, and of its rows under the rows' prefixed names."""
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found |= {form.add_prefix(name): errors for name, errors in form.errors.items()}
        if inline.formset.non_form_errors():
            found[inline.formset.prefix] = inline.formset.non_form_errors()
    return found
