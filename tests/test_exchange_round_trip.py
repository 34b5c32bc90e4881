"""Export and import: what comes out of the product goes in again and changes nothing."""

from io import BytesIO
from itertools import cycle

import pytest
from django.conf import settings

from tests import factories
from zones import models
from zones.services import exchange
from zones.services.exchange.columns import MODELS
from zones.services.seeding import seed

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief():
    return factories.UserFactory(is_superuser=True)


def workbook_of(records, language="zh-hans"):
    target = BytesIO()
    exchange.export_workbook(records, target, language=language)
    return target.getvalue()


def csv_of(records, language="zh-hans"):
    return "".join(exchange.export_csv(records, language=language)).encode()


def assert_unchanged(preview, count):
    assert preview.problems == []
    assert [(row.sheet.title, row.number, row.draft.changes) for row in preview.rows if row.writes] == []
    assert preview.unchanged == count


def test_the_fixtures_come_back_unchanged(chief):
    seed(folder=settings.BASE_DIR / "fixtures")
    for model in MODELS:
        records = model.objects.all()
        assert records.exists(), model
        for data in (workbook_of(records), workbook_of(records, "en"), csv_of(records, exchange.BOTH)):
            assert_unchanged(exchange.plan_import(upload=data, user=chief, model=model), records.count())
    for plan, language in zip(models.Plan.objects.all(), cycle(exchange.LANGUAGES), strict=False):
        target = BytesIO()
        exchange.export_plan(plan, target, user=chief, language=language)
        preview = exchange.plan_import(upload=target.getvalue(), user=chief)
        members = plan.tiers.count() + plan.goals.count() + plan.initiatives.count() + plan.targets.count()
        assert preview.unchanged > members
        assert_unchanged(preview, len(preview.rows))
