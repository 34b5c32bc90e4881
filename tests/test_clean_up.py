"""`manage.py clean_up`: what is old and not needed goes, and never more than that."""

import os
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from tests import factories
from zones.models import Initiative
from zones.services import retention

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def ago(days):
    return NOW - timedelta(days=days)


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


def theme_changed(*days):
    """Return a theme of which a version was made so many days ago, each; its English name says when."""
    first, *later = days
    with time_machine.travel(ago(first), tick=False):
        theme = factories.ThemeFactory(name_en=f"{first} days ago")
    for number in later:
        with time_machine.travel(ago(number), tick=False):
            theme.name_en = f"{number} days ago"
            theme.save()
    return theme


def kept(record):
    return list(record.history.order_by("history_id").values_list("version", flat=True))


def run(capsys, **options):
    call_command("clean_up", **options)
    return capsys.readouterr().out


def test_old_versions_go_but_the_one_that_was_true_when_the_kept_days_began_stays(capsys):
    theme = theme_changed(900, 700, 500, 200, 10)
    said = run(capsys)
    assert kept(theme) == [3, 4, 5]
    assert "2 versions older than 368 days" in said
    assert theme.history.as_of(ago(367)).name_en == "500 days ago"


def test_the_last_version_stays_however_old(capsys):
    theme = theme_changed(2000, 1500)
    run(capsys)
    assert kept(theme) == [2]


def test_of_two_versions_of_the_same_moment_the_later_one_stays(capsys):
    theme = theme_changed(900, 900)
    run(capsys)
    assert kept(theme) == [2]


def test_what_a_deleted_record_was_at_last_stays(capsys):
    theme = theme_changed(1000, 900)
    key = theme.pk
    with time_machine.travel(ago(800), tick=False):
        theme.delete()
    run(capsys)
    (last,) = type(theme).history.filter(id=key)
    assert (last.history_type, last.name_en) == ("-", "900 days ago")


def test_the_accepted_version_stays_with_what_it_was_linked_to(capsys):
    themes = [factories.ThemeFactory() for _number in range(3)]
    with time_machine.travel(ago(1000), tick=False):
        initiative = factories.InitiativeFactory()
        initiative.themes.set(themes[:1])
    for number in (900, 800, 700):
        with time_machine.travel(ago(number), tick=False):
            initiative.save()
            initiative.themes.set(themes[: 10 - number // 100])
    Initiative.objects.filter(pk=initiative.pk).update(accepted_version=2)
    run(capsys)
    versions = initiative.history.filter(history_date__lt=ago(600))
    assert set(versions.values_list("version", flat=True)) == {2, 4}
    accepted = versions.filter(version=2).latest()
    assert [link.theme for link in accepted.themes.all()] == themes[:1]
    table = type(accepted.themes.first())
    assert not table.objects.exclude(history__in=initiative.history.all()).exists()


def test_without_an_accepted_version_only_the_last_one_is_safe(capsys):
    with time_machine.travel(ago(900), tick=False):
        initiative = factories.InitiativeFactory()
        initiative.save()
    Initiative.objects.filter(pk=initiative.pk).update(accepted_version=None)
    run(capsys)
    assert kept(initiative) == [2]


def test_history_of_one_record_does_not_depend_on_that_of_another(capsys):
    old, new = theme_changed(900), theme_changed(800, 5)
    run(capsys)
    assert (kept(old), kept(new)) == ([1], [1, 2])


def test_many_are_deleted_in_batches(capsys, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    monkeypatch.setattr(retention, "FOUND_AT_ONCE", 5)
    theme = theme_changed(*range(1010, 1000, -1))
    assert "9 versions" in run(capsys)
    assert kept(theme) == [10]


def test_fewer_days_than_must_be_kept_are_refused_with_the_number(capsys):
    theme = theme_changed(900, 800)
    with pytest.raises(CommandError, match="184"):
        call_command("clean_up", days=183)
    assert kept(theme) == [1, 2]
    assert "1 versions older than 184 days" in run(capsys, days=184)


def test_running_twice_deletes_nothing_more(capsys):
    theme_changed(900, 800, 5)
    run(capsys)
    assert "Deleted: 0 versions older than 368 days, 0 expired sessions, 0 old sign-ins, 0 uploads." in run(capsys)


def test_expired_sessions_go_and_others_stay(capsys):
    for key, end in (("expired", ago(1)), ("live", ago(-1))):
        Session.objects.create(session_key=key, session_data="", expire_date=end)
    assert "1 expired sessions" in run(capsys)
    assert Session.objects.get().session_key == "live"


def test_wrong_passwords_go_when_they_lock_nobody_any_more_and_sign_ins_with_the_history(capsys):
    for hours in (0.5, 2):
        with time_machine.travel(NOW - timedelta(hours=hours), tick=False):
            AccessAttempt.objects.create(username=f"{hours}", failures_since_start=5)
    for days in (360, 370):
        with time_machine.travel(ago(days), tick=False):
            AccessLog.objects.create(username=f"{days}")
    assert "2 old sign-ins" in run(capsys)
    assert AccessAttempt.objects.get().username == "0.5"
    assert AccessLog.objects.get().username == "360"


def test_uploads_that_were_left_behind_for_a_day_go(capsys, tmp_path):
    stale, fresh, outside = (tmp_path / name for name in ("uploads/old/plan.xlsx", "uploads/new.xlsx", "db.sqlite3"))
    stale.parent.mkdir(parents=True)
    for path in (stale, fresh, outside):
        path.write_text("x")
    for path in (stale, stale.parent, outside):
        os.utime(path, (ago(2).timestamp(),) * 2)
    os.utime(fresh, (ago(0.5).timestamp(),) * 2)
    assert "1 uploads" in run(capsys)
    assert not stale.exists()
    assert fresh.exists()
    assert outside.exists()


def test_a_link_in_the_uploads_is_not_followed(capsys, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "uploads").mkdir()
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_text("x")
    os.utime(elsewhere / "kept.txt", (0, 0))
    (tmp_path / "uploads" / "link").symlink_to(elsewhere)
    os.utime(tmp_path / "uploads" / "link", (0, 0), follow_symlinks=False)
    run(capsys)
    assert (elsewhere / "kept.txt").exists()
