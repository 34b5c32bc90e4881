"""A product of their own for those who enter records, so that what readers' tests see stays as it was seeded."""

import pytest

from tests.browser.server import serving

PASSWORD = "entering-plans-14"  # noqa: S105 - of people who live as long as these tests
PEOPLE = f"""
from django.contrib.auth import get_user_model
from zones.models import Membership, Zone

for name, role, slug in (
    ("fuzhou-editor", "editor", "fuzhou"),
    ("fuzhou-reviewer", "reviewer", "fuzhou"),
    ("tianjin-editor", "editor", "tianjin-binhai"),
):
    person = get_user_model().objects.create_user(name, f"{{name}}@example.org", "{PASSWORD}", is_staff=True)
    Membership.objects.create(user=person, zone=Zone.objects.get(slug=slug), role=role)
"""


@pytest.fixture(scope="session")
def base_url(tmp_path_factory):
    """Serve the seeded product with an editor and a reviewer of Fuzhou and an editor of Tianjin."""
    with serving(tmp_path_factory.mktemp("entry"), prepare=PEOPLE) as address:
        yield address


@pytest.fixture
def sign_in(page):
    """Return a function that signs a person in, in the Chinese admin."""

    def enter(name):
        page.context.clear_cookies()
        page.goto("/admin/login/")
        page.get_by_label("用户名").fill(name)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()

    return enter
