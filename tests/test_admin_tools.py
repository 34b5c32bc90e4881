"""Small tools of the admin: the question about twins, the filter "mine", the copies of sources."""

from datetime import date

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import modelform_factory
from django.urls import reverse

from tests import factories
from tests.admin_forms import add, change, errors_of, sent_by, url
from zones import models, validators
from zones.admin.tools import MineFilter, SourceFileInput, TwinForm
from zones.choices import Role
from zones.services import merging
from zones.services.editing import save_edit

pytestmark = pytest.mark.django_db


# --- twins --------------------------------------------------------------------------------------------------------


def organisation_form(data, instance=None):
    form = modelform_factory(models.Organisation, form=TwinForm, fields=["name_zh", "name_en", "kind"])
    return form({"kind": "government", **data}, instance=instance)


def test_a_name_like_another_is_asked_about_with_a_link_and_what_was_typed():
    old = factories.OrganisationFactory(name_zh="科技部<b>")
    form = organisation_form({"name_zh": "科学技术部<b>", "name_en": "Ministry"})
    assert not form.is_valid()
    asked = str(form.non_field_errors())
    assert reverse("admin:zones_organisation_change", args=[old.pk]) in asked
    assert "科技部&lt;b&gt;" in asked
    assert f'<input type="hidden" name="twins" value="{old.pk}">' in asked
    assert form["name_en"].value() == "Ministry"


def test_saved_again_it_is_saved():
    old = factories.OrganisationFactory(name_zh="科技部")
    form = organisation_form({"name_zh": "科学技术部", "twins": str(old.pk)})
    assert form.is_valid(), form.errors
    assert form.save().pk


def test_a_name_changed_to_be_like_yet_another_is_asked_about_anew():
    old, other = factories.OrganisationFactory(name_zh="科技部"), factories.OrganisationFactory(name_zh="教育部")
    form = organisation_form({"name_zh": "教育部", "twins": str(old.pk)})
    assert not form.is_valid()
    assert f'value="{other.pk}"' in str(form.non_field_errors())


def test_a_new_name_is_not_asked_about_nor_is_an_old_one_that_stays():
    factories.OrganisationFactory(name_zh="科技部")
    assert organisation_form({"name_zh": "工信部"}).is_valid()
    same = factories.OrganisationFactory(name_zh="科学技术部", name_en="")
    unchanged = {"name_zh": "科学技术部", "name_en": "", "seen_version": same.version}
    assert organisation_form(unchanged, instance=same).is_valid()


def test_other_errors_come_first():
    factories.OrganisationFactory(name_zh="科技部")
    form = organisation_form({"name_zh": "科技部", "kind": "nonsense"})
    assert set(form.errors) == {"kind"}


# --- mine ---------------------------------------------------------------------------------------------------------


def mine(rf, user, value):
    request = rf.get("/")
    request.user = user
    chosen = MineFilter(request, {"mine": [value]}, models.Plan, admin.site.get_model_admin(models.Plan))
    return set(chosen.queryset(request, models.Plan.objects.all()))


def test_mine_is_what_i_entered_or_changed_last(rf):
    zone = factories.ZoneFactory()
    me, other = factories.editor_of(zone), factories.editor_of(zone)
    entered, changed, both, theirs = (models.Plan(zone=zone, name_zh=f"规划{n}", kind="special") for n in range(4))
    for plan, first, last in [(entered, me, other), (changed, other, me), (both, me, me), (theirs, other, other)]:
        save_edit(record=plan, by=first)
        save_edit(record=plan, by=last)
    assert mine(rf, me, "yes") == {entered, changed, both}
    assert mine(rf, me, "entered") == {entered, both}
    assert mine(rf, me, "changed") == {changed, both}
    assert mine(rf, me, "nonsense") == {entered, changed, both, theirs}


# --- copies of sources --------------------------------------------------------------------------------------------

PDF = b"%PDF-1.7\n..."


@pytest.fixture
def source(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return factories.SourceFactory(file=SimpleUploadedFile("规划纲要.pdf", PDF))


def file_address(source):
    return reverse("admin:source_file", args=[source.pk])


def test_editors_get_the_copy_to_save_it_and_no_browser_opens_it(client, source):
    client.force_login(factories.editor_of(factories.ZoneFactory()))
    answer = client.get(file_address(source))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert "%E8%A7%84%E5%88%92" in answer["Content-Disposition"]
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert "private" in answer["Cache-Control"]


def test_readers_and_people_without_a_role_do_not_get_it(client, source):
    assert client.get(file_address(source)).status_code == 302
    client.force_login(factories.UserFactory())
    assert client.get(file_address(source)).status_code == 403
    assert (
        client.get(f"/media/{source.file.name}").status_code == client.get(f"/{source.file.name}").status_code == 404
    )


def test_no_copy_and_a_lost_copy_are_not_found(client, source, admin_user):
    client.force_login(admin_user)
    assert client.get(file_address(factories.SourceFactory())).status_code == 404
    source.file.storage.delete(source.file.name)
    assert client.get(file_address(source)).status_code == 404


def test_the_chooser_of_a_file_links_to_the_page_that_gives_it_out(source):
    shown = SourceFileInput().render("file", source.file)
    assert f'href="{file_address(source)}"' in shown
    assert "规划纲要" in shown
    assert "href" not in SourceFileInput().render("file", models.Source().file)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("A.PDF", PDF),
        ("a.docx", b"PK\x03\x04..."),
        ("a.xlsx", b"PK\x03\x04..."),
        ("a.png", b"\x89PNG\r\n\x1a\n..."),
        ("a.jpg", b"\xff\xd8\xff..."),
        ("a.html", "<p>网页".encode("gbk")),
        ("a.txt", "正文".encode()),
    ],
)
def test_files_that_sources_have_are_kept(name, content):
    validators.source_file(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "kind"),
        ("a", PDF, "kind"),
        ("a.pdf.svg", b"<svg>", "kind"),
        ("a.pdf", b"MZ...", "content"),
        ("a.txt", b"a\x00b", "content"),
        ("a.txt", b"", "content"),
        ("a.pdf", PDF + b"0" * 10 * 1024 * 1024, "too_large"),
    ],
)
def test_other_files_are_refused(name, content, code):
    with pytest.raises(ValidationError) as refused:
        validators.source_file(SimpleUploadedFile(name, content))
    assert refused.value.code == code


def test_a_copy_that_is_kept_already_is_not_read_again(source):
    source.file.storage.delete(source.file.name)
    validators.source_file(models.Source.objects.get(pk=source.pk).file)


def test_a_copy_is_uploaded_in_the_form_of_its_source_and_checked_there(client, source):
    client.force_login(factories.editor_of(factories.ZoneFactory(), Role.REVIEWER))
    answer = change(client, source, file=SimpleUploadedFile("b.pdf", b"MZ"), accessed_on="2026-01-05")
    assert set(errors_of(answer)) == {"file"}
    answer = change(client, source, file=SimpleUploadedFile("b.pdf", PDF), accessed_on="2026-01-05")
    assert answer.status_code == 302
    source.refresh_from_db()
    assert source.file.name.startswith("sources/b")
    assert source.accessed_on == date(2026, 1, 5)
    assert file_address(source) in client.get(url(models.Source, "change", source.pk)).content.decode()


# --- where the tools are found ------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", merging.MERGEABLE)
def test_two_selected_records_lead_to_the_page_that_merges_them(client, admin_user, model):
    client.force_login(admin_user)
    records = getattr(factories, f"{model.__name__}Factory").create_batch(3)
    data = {"action": "merge_selected", "_selected_action": [record.pk for record in records[:2]]}
    answer = client.post(url(model, "changelist"), data)
    kept, duplicate = records[:2]
    assert answer["Location"] == reverse(
        "admin:merge", args=[model._meta.model_name], query={"kept": kept.pk, "duplicate": duplicate.pk}
    )
    data["_selected_action"] = [record.pk for record in records]
    assert client.post(url(model, "changelist"), data, follow=True).context["messages"]


def test_selected_initiatives_lead_to_the_page_that_reports_of_them(client):
    initiative = factories.InitiativeFactory()
    client.force_login(factories.editor_of(initiative.zone))
    data = {"action": "report_selected", "_selected_action": [initiative.pk]}
    answer = client.post(url(models.Initiative, "changelist"), data)
    assert answer["Location"] == reverse("admin:report_selected", query={"of": str(initiative.pk)})


def test_a_selected_plan_leads_to_the_page_that_clones_it(client):
    plan = factories.PlanFactory()
    client.force_login(factories.editor_of(plan.zone))
    answer = client.post(url(models.Plan, "changelist"), {"action": "clone_selected", "_selected_action": [plan.pk]})
    assert answer["Location"] == reverse("admin:clone_plan", args=[plan.pk])


@pytest.mark.parametrize("model", merging.MERGEABLE)
def test_every_form_of_a_shared_record_asks_about_twins_once(client, admin_user, model):
    client.force_login(admin_user)
    old = getattr(factories, f"{model.__name__}Factory")(name_zh="科技部", name_en="")
    answer = add(client, model, name_zh="科学技术部", **({"group": "industry"} if model is models.Theme else {}))
    assert list(errors_of(answer)) == ["__all__"]
    answer = client.post(url(model, "add"), sent_by(answer) | {"twins": str(old.pk)})
    assert answer.status_code == 302, errors_of(answer)


def test_every_list_can_be_narrowed_to_what_is_mine(client, admin_user):
    client.force_login(admin_user)
    for model in (models.Zone, models.Period, models.PlanTier, models.Goal, models.Observation, models.Source):
        for value in ("yes", "entered", "changed"):
            assert client.get(url(model, "changelist"), {"mine": value}).status_code == 200
