"""What every list page does: filters in the address, shown and removable; orders; pages; refusals."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.world import address

pytestmark = pytest.mark.django_db


def test_a_filter_narrows_the_list_and_stays_in_the_address(client, world):
    other = factories.InitiativeFactory(name_en="Elsewhere")
    body = client.get(address("initiatives", "en") + "?zone=zone").content.decode()
    assert "Elsewhere" not in body
    assert world.initiatives.get(slug="initiative").name_en in body
    assert other.name_en in client.get(address("initiatives", "en")).content.decode()


@pytest.mark.parametrize("query", ["status=nonsense", "zone=no-such-zone", "due_before=yesterday", "period=x"])
def test_a_filter_that_cannot_be_understood_is_refused_not_ignored(client, world, query):
    world.initiatives.update(name_en="In no other name")
    response = client.get(address("initiatives", "en") + "?" + query)
    assert response.status_code == 400
    body = response.content.decode()
    assert "could not be understood" in body
    assert "In no other name" not in body


def test_the_active_filters_are_named_and_each_can_be_removed(client, world):
    body = client.get(address("initiatives", "en") + "?zone=zone&status=in_progress&page=2").content.decode()
    assert 'href="/en/initiatives/?status=in_progress"' in body, "without the zone, and without the page"
    assert 'href="/en/initiatives/?zone=zone"' in body
    assert str(world.zone.name_en) in body.partition("active-filters")[2].partition("</ul>")[0]


def test_a_filter_that_the_form_does_not_offer_is_shown_by_its_name_all_the_same(client, world):
    body = client.get(address("initiatives", "en") + "?goal=goal&source=source").content.decode()
    shown = body.partition("active-filters")[2].partition("</ul>")[0]
    assert world.goals.get().name_en in shown
    assert world.source.name_en in shown


def test_a_word_in_the_address_that_is_no_filter_is_said_not_ignored(client, world):
    body = client.get(address("initiatives", "en") + "?stauts=completed").content.decode()
    assert "There is no such filter here" in body
    assert "stauts" in body


def test_what_a_form_leaves_empty_is_cleaned_out_of_the_address(client, world):
    response = client.get(address("initiatives", "en") + "?q=&zone=&status=in_progress&due_before=")
    assert response.status_code == 302
    assert response.headers["Location"] == "/en/initiatives/?status=in_progress"
    assert client.get(address("goals", "en") + "?q=").headers["Location"] == "/en/goals/"


def test_a_list_can_be_ordered_and_the_order_survives_other_filters(client):
    plan = factories.PlanFactory()
    factories.InitiativeFactory(plan=plan, name_en="Later", due_on=date(2025, 1, 1))
    factories.InitiativeFactory(plan=plan, name_en="Sooner", due_on=date(2022, 1, 1))
    body = client.get(address("initiatives", "en") + "?ordering=due_on").content.decode()
    assert body.index("Sooner") < body.index("Later")
    assert '<option value="due_on" selected>' in body


def test_an_empty_list_says_whether_filters_or_the_data_are_the_reason(client):
    assert "Nothing is recorded here yet" in client.get(address("initiatives", "en")).content.decode()
    assert "matches all of these filters" in client.get(address("initiatives", "en") + "?cited=true").content.decode()


def test_pages_keep_the_filters(client):
    plan = factories.PlanFactory(zone=factories.ZoneFactory(slug="large"))
    factories.InitiativeFactory.create_batch(31, plan=plan)
    body = client.get(address("initiatives", "en") + "?zone=large").content.decode()
    assert "?zone=large&amp;page=2" in body
    second = client.get(address("initiatives", "en") + "?zone=large&page=2").content.decode()
    assert second.count('class="entry"') == 1


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999"])
def test_a_nonsense_page_number_is_never_a_server_error(client, world, page):
    assert client.get(address("initiatives", "en") + f"?page={page}").status_code == 200


def test_a_filter_of_one_value_given_twice_is_refused_by_name(client, world):
    response = client.get(address("initiatives", "en") + "?cited=true&cited=false")
    assert response.status_code == 400
    assert "Give this parameter once" in response.content.decode()


def test_an_address_with_hundreds_of_parameters_is_refused_before_any_record_is_read(client, world):
    query = "&".join(f"q={number}" for number in range(201))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{address('initiatives', 'en')}?{query}").status_code == 400
    assert len(queries) == 1  # the revision of the data


def test_a_value_named_twice_is_shown_once(client, world):
    body = client.get(address("initiatives", "en") + "?zone=zone&zone=zone").content.decode()
    assert body.partition("active-filters")[2].partition("</ul>")[0].count("Remove the filter") == 1
