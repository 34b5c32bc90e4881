"""What `manage.py dump` writes, `manage.py restore` brings back: rows, keys, history, users, on either database."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.management import CommandError, call_command

from tests.factories import GoalFactory, InitiativeFactory, NationFactory, TargetFactory, ThemeFactory, report
from zones.models import Initiative, Revision, Zone


def everything():
    """Every record of the product and of its users, as text by model.

    JSON keeps milliseconds: a moment 0.4 ms after a second is written with .000, and without once it was read back.
    """
    models = [*apps.get_app_config("zones").get_models(), get_user_model()]
    models.remove(Revision)  # each write begins a new one, also those of a restore
    return {
        model._meta.label: serializers.serialize("json", model._base_manager.order_by("pk")).replace(".000Z", "Z")
        for model in models
    }


@pytest.fixture
def file(tmp_path):
    return str(tmp_path / "dump.json.gz")


@pytest.mark.django_db(transaction=True)
def test_a_restored_database_equals_the_dumped_one(file):
    author = get_user_model().objects.create_user("editor", password="known")
    initiative = InitiativeFactory()
    initiative.themes.add(ThemeFactory(), ThemeFactory())
    initiative.goals.add(GoalFactory(plan=initiative.plan))
    TargetFactory(plan=initiative.plan)
    report(initiative=initiative, as_of=date(2022, 6, 30), status="completed", author=author)
    before = everything()
    call_command("dump", file)
    call_command("flush", interactive=False)
    assert everything() != before
    call_command("restore", file)
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_life_goes_on_after_a_restore_new_keys_and_new_history(file):
    InitiativeFactory()
    call_command("dump", file)
    call_command("flush", interactive=False)
    call_command("restore", file)
    entries = Initiative.history.count()
    added = InitiativeFactory(slug="added-afterwards")
    assert added.pk not in Initiative.objects.exclude(pk=added.pk).values_list("pk", flat=True)
    assert Initiative.history.count() == entries + 1


@pytest.mark.django_db
def test_nothing_is_restored_over_anything(file):
    nation = NationFactory()
    call_command("dump", file)
    nation.name_en = "Changed since"
    nation.save()
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", file)
    assert Zone.objects.get().name_en == "Changed since"


@pytest.mark.django_db
def test_a_database_that_has_only_users_is_not_empty(file):
    get_user_model().objects.create_user("admin")
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", file)


@pytest.mark.django_db
def test_a_dump_has_a_name_that_restore_can_read(tmp_path):
    with pytest.raises(CommandError, match=r"must end in \.json"):
        call_command("dump", str(tmp_path / "dump.sql"))
