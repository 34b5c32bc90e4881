"""`field__lookup` filters: what every column of every list can be asked, made from the declarations themselves."""

from datetime import UTC, date, datetime
from decimal import Decimal
from operator import ge, gt, le, lt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.world import address
from zones import dates, revision, typed
from zones.api.serializers.fields import ImpreciseDateField
from zones.api.urls import router
from zones.choices import InitiativeStatus
from zones.filtersets import InitiativeFilterSet, ObservationFilterSet, ProgressUpdateFilterSet
from zones.filtersets.columns import column_filters
from zones.models import Initiative, Observation, PlanTier, ProgressUpdate

pytestmark = pytest.mark.django_db

VIEWSETS = {
    prefix: viewset
    for prefix, viewset, _name in router.registry
    if hasattr(viewset, "serializer_class") and hasattr(getattr(viewset.serializer_class, "Meta", None), "model")
}
BOUNDS = {"gte": ge, "gt": gt, "lte": le, "lt": lt}
# What rows show that no column of theirs holds, and what is compared instead of looked for.
NO_COLUMNS = {"key", "evidence", "latest_update", "version"}
EVIDENCE = {"locator", "quotation", "note_zh", "note_en"}
PLACE = {"level": "zone", "form": "level", "publication": "published"}  # where not every word would be valid


def filters_of(resource):
    return VIEWSETS[resource].filterset_class.base_filters


def columns_of(resource):
    """Return the columns that a list is filtered by, by the name of their filters."""
    filterset = VIEWSETS[resource].filterset_class
    model, exclude = VIEWSETS[resource].queryset.model, filterset._meta.exclude or ()
    names = [name for name in column_filters(model) if name not in exclude]
    return {filterset.renamed.get(name, name): model._meta.get_field(name) for name in names}


def value_of(column, number):
    """Return a value for a column, another for each number."""
    if column.choices:
        words = [word for word, _label in column.choices]
        return PLACE.get(column.name, words[number % len(words)])
    if isinstance(column, models.BooleanField):
        return number % 2 == 0
    if isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField):
        return date(2018 + number, number, 1)
    if isinstance(column, models.DecimalField):
        return Decimal(number) + Decimal("0.5")
    return 10 * number if isinstance(column, models.IntegerField) else f"Text {number} 文本"


def filled(model, number):
    """Return values for all columns of a row; nothing that would break a rule of the database."""
    values = {
        column.name: value_of(column, number)
        for column in model._meta.concrete_fields
        if not column.is_relation
        and column.name in column_filters(model)
        and not isinstance(column, models.DateTimeField)
    }
    values |= {"slug": f"row-{number}"} if "slug" in values else {}
    values.pop("horizon_years", None)  # it excludes a date
    values |= {"start_on_precision": "day", "due_on_precision": "day"} if model is Initiative else {}
    links = {link.name for link in model._meta.concrete_fields if link.is_relation}
    return values | ({"source": factories.SourceFactory()} if "source" in links else {})


@pytest.fixture
def rows(request):
    """Two full rows of the model of a resource, and one that has only what it must have."""
    model = VIEWSETS[request.param].queryset.model
    factory = getattr(factories, f"{model.__name__}Factory")
    made = [factory(**filled(model, 1)), factory(**filled(model, 2)), factory()]
    for number, row in enumerate(made, start=1):
        moment = datetime(2021, 3, number, 9, 30, tzinfo=UTC)
        model.objects.filter(pk=row.pk).update(created_at=moment, updated_at=moment)
    return request.param, [model.objects.get(pk=row.pk) for row in made]


def found(client, resource, **params):
    response = client.get(f"/api/v1/{resource}/", params | {"page_size": 500})
    assert response.status_code == 200, (params, response.content)
    return {key_of(row) for row in response.json()["results"]}


def key_of(row):
    return row.get("key") or row.get("slug") or row["number"]


def key(row):
    if isinstance(row, PlanTier):
        return f"{row.plan.slug}~{row.position}"
    return getattr(row, "slug", None) or row.number


def is_imprecise(column):
    return column.name in getattr(column.model, "imprecise_dates", ())


def last_day(row, column):
    day = getattr(row, column.name)
    return day and dates.last_day(day, getattr(row, f"{column.name}_precision"))


def question(row, column, lookup):
    """Return a value to ask for, taken from a row, and the rule by which a row should be found."""
    name, value = column.name, getattr(row, column.name)
    if lookup in {"isnull", "empty"}:
        return "true", lambda other: getattr(other, name) in (None, "")
    if lookup == "contains":
        return value[1:-1].upper(), lambda other: value[1:-1] in getattr(other, name)
    if lookup in BOUNDS and is_imprecise(column):
        edge = last_day(row, column)
        return edge.isoformat(), lambda other: getattr(other, name) and BOUNDS[lookup](last_day(other, column), edge)
    if lookup in BOUNDS:
        written = value.isoformat() if hasattr(value, "isoformat") else str(value)
        return written, lambda other: getattr(other, name) is not None and BOUNDS[lookup](getattr(other, name), value)
    if is_imprecise(column):
        precision = getattr(row, f"{name}_precision")
        same = (value, precision)
        return typed.written_date(
            value, precision
        ), lambda other: (getattr(other, name), getattr(other, f"{name}_precision")) == same
    return str(value).lower() if isinstance(value, bool) else str(value), lambda other: getattr(other, name) == value


@pytest.mark.parametrize("rows", VIEWSETS, indirect=True)
def test_every_lookup_of_every_column_finds_the_rows_that_it_should_and_no_other(client, rows):
    resource, records = rows
    asked, wrong = 0, []
    for name, column in columns_of(resource).items():
        for lookup in column_filters(column.model)[column.name]:
            param = f"{name}__{lookup}" if lookup else name
            if resource == "tiers" and param == "declared":
                continue  # it asks whether a number is declared
            for row in records[:2]:
                if getattr(row, column.name) is None:
                    continue
                value, holds = question(row, column, lookup)
                expected = {key(other) for other in records if holds(other)}
                answer = found(client, resource, **{param: value}) & {key(other) for other in records}
                asked += 1
                if answer != expected:
                    wrong.append((param, value, answer, expected))
    assert asked > 10
    assert wrong == []


@pytest.mark.parametrize("resource", VIEWSETS)
def test_a_list_is_asked_for_what_its_rows_show_and_for_nothing_else(resource):
    fields = VIEWSETS[resource].serializer_class().fields
    shown = {name for name in fields if name not in NO_COLUMNS} | (EVIDENCE if "evidence" in fields else set())
    shown |= {f"{name}_precision" for name, field in fields.items() if isinstance(field, ImpreciseDateField)}
    asked = {name.partition("__")[0] for name in filters_of(resource)}
    assert {name for name in shown if name not in asked and name.removesuffix("s") not in asked} == set()
    assert set(columns_of(resource)) - shown == set()


@pytest.mark.parametrize("resource", VIEWSETS)
def test_in_says_aloud_what_several_values_of_the_bare_name_mean(resource):
    filters = filters_of(resource)
    for name, filter_ in filters.items():
        if name.endswith("__in") and name != "declared__in":
            bare = filters[name.removesuffix("__in")]
            assert bare is filter_ or bare.schema() == filter_.schema()
            assert bare.several


def test_a_name_and_its_lookup_must_both_hold(client, world):
    factories.report(initiative=world.initiatives.get(slug="initiative"), as_of=date(2022, 6, 1), status="completed")
    assert found(client, "initiatives", status="completed") == {"initiative"}
    assert found(client, "initiatives", status="completed", status__in="announced") == set()
    assert found(client, "initiatives", status__in=["completed", "postponed"]) == {"initiative"}


def test_links_are_asked_for_by_slug_and_for_being_empty(client, world):
    everything = found(client, "initiatives")
    initiative = world.initiatives.get(slug="initiative")
    Initiative.objects.filter(pk=initiative.pk).update(lead=factories.OrganisationFactory(slug="leader"))
    theme = initiative.themes.get().slug
    for name, value in {"lead": "leader", "theme": theme, "source": "source", "goal": "goal"}.items():
        with_it = found(client, "initiatives", **{f"{name}__in": value})
        assert with_it == found(client, "initiatives", **{name: value}) == {"initiative"}
        assert found(client, "initiatives", **{f"{name}__isnull": "false"}) == with_it
        assert found(client, "initiatives", **{f"{name}__isnull": "true"}) == everything - with_it
    assert found(client, "initiatives", parent__isnull="true") == {"initiative"}
    assert found(client, "plans", period__isnull="false", period__in=14) == {"plan"}


@pytest.mark.parametrize(
    ("query", "name", "like"),
    [
        ("zone=天津滨海", "zone", "tianjin-binhai"),
        ("period=十四五", "period", "14"),
        ("tier=4", "tier", "tianjin-binhai-14~4"),
    ],
)
def test_a_name_in_place_of_a_slug_is_told_how_records_are_named_in_addresses(client, world, query, name, like):
    answer = client.get(f"/api/v1/initiatives/?{query}", headers={"accept-language": "en"})
    assert answer.status_code == 400
    (message,) = answer.json()["errors"][name]
    assert message.endswith(f"does not stand in addresses; write it as they do, such as “{like}”.")


def test_a_slug_that_names_no_record_is_refused_and_finds_nothing_as_a_text(client, world):
    assert client.get("/api/v1/initiatives/?lead__in=nobody").json()["errors"].keys() == {"lead__in"}
    assert found(client, "initiatives", slug="nothing") == set()


@pytest.mark.parametrize(
    ("lookup", "expected"),
    [
        ("due_on=2021-03", {"month"}),
        ("due_on=2021-03-01", {"day"}),
        ("due_on=2021&due_on=2021-03", {"year", "month"}),
        ("due_on__lte=2021-03-31", {"day", "month"}),
        ("due_on__lt=2021-03-31", {"day"}),
        ("due_on__gte=2021-03-31", {"month", "year"}),
        ("due_on__gt=2021-03-31", {"year"}),
        ("due_on__isnull=true", {"never"}),
        ("due_on_precision=year", {"year"}),
    ],
)
def test_a_date_is_found_as_precisely_as_it_is_known_and_counts_as_its_last_day(client, lookup, expected):
    plan = factories.PlanFactory()
    for precision in ("day", "month", "year"):
        due = {"due_on": date(2021, 3, 1), "due_on_precision": precision}
        factories.InitiativeFactory(plan=plan, slug=precision, **due)
    factories.InitiativeFactory(plan=plan, slug="never")
    response = client.get(f"/api/v1/initiatives/?{lookup}")
    assert {row["slug"] for row in response.json()["results"]} == expected


@pytest.mark.parametrize(
    ("lookup", "count"),
    [
        *(("gte=2021-03-02", 2), ("gt=2021-03-02", 1), ("lte=2021-03-02", 2), ("lt=2021-03-02", 1)),
        *(("gt=2021-03-02T00:00:00%2B08:00", 2), ("gte=2021-03-02T09:30:00Z", 2), ("gt=2021-03-02T09:30:00Z", 1)),
    ],
)
def test_a_day_lasts_from_its_first_moment_to_its_last_where_the_instance_is(client, lookup, count):
    for day in (1, 2, 3):
        theme = factories.ThemeFactory(slug=f"theme-{day}")
        type(theme).objects.filter(pk=theme.pk).update(updated_at=datetime(2021, 3, day, 9, 30, tzinfo=UTC))
    assert len(client.get(f"/api/v1/themes/?updated_at__{lookup}").json()["results"]) == count


# --- complements ----------------------------------------------------------------------------------

many = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
days = st.dates(date(1949, 1, 1), date(2100, 12, 31))
figures = st.decimals(-(10**12), 10**12, places=4)


def keys(filterset, rows, **params):
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in params.items()})
    return set(filterset.answered(rows, query).values_list("pk", flat=True))


def parted(filterset, rows, name, value):
    """Assert that each bound and its complement part the rows that have a value, and give the others to neither."""
    known = keys(filterset, rows, **{f"{name}__isnull": "false"}) if rows.model._meta.get_field(name).null else None
    known = set(rows.values_list("pk", flat=True)) if known is None else known
    for one, other in (("gte", "lt"), ("gt", "lte")):
        first, second = (keys(filterset, rows, **{f"{name}__{lookup}": value}) for lookup in (one, other))
        assert first | second == known
        assert first & second == set()


@many
@given(day=days)
def test_a_bound_of_dates_and_its_complement_part_the_rows(day):
    if not Initiative.objects.exists():
        plan = factories.PlanFactory()
        for number, precision in enumerate(["day", "month", "year"] * 3):
            due = date(1990 + 12 * number, 1 + number, 5 + number)
            factories.InitiativeFactory(plan=plan, due_on=due, due_on_precision=precision)
        factories.InitiativeFactory(plan=plan)
    parted(InitiativeFilterSet, Initiative.objects.all(), "due_on", day)
    parted(InitiativeFilterSet, Initiative.objects.all(), "created_at", day)
    unknown = keys(InitiativeFilterSet, Initiative.objects.all(), due_on__isnull="true")
    assert len(unknown) == 1


@many
@given(value=figures)
def test_a_bound_of_figures_and_its_complement_part_the_rows(value):
    if not Observation.objects.exists():
        for figure in ("-5.25", "0", "0.0001", "100", "81000", "3270000000000"):
            factories.ObservationFactory(value=Decimal(figure))
        factories.ObservationFactory(value=None, value_text_zh="多条")
    parted(ObservationFilterSet, Observation.objects.all(), "value", value)
    parted(ObservationFilterSet, Observation.objects.all(), "value", Decimal(round(value)))


@many
@given(percent=st.integers(-5, 105), statuses=st.sets(st.sampled_from(InitiativeStatus.values), min_size=1))
def test_words_and_whole_numbers_part_the_rows_too(percent, statuses):
    if not ProgressUpdate.objects.exists():
        initiative = factories.InitiativeFactory()
        for number, status in enumerate([*InitiativeStatus.values] * 2):
            percents = {"percent": number * 9} if number % 3 else {}
            factories.ProgressUpdateFactory(initiative=initiative, status=status, **percents)
    rows = ProgressUpdate.objects.all()
    parted(ProgressUpdateFilterSet, rows, "percent", percent)
    query = QueryDict(mutable=True)
    query.setlist("status__in", sorted(statuses))
    asked = set(ProgressUpdateFilterSet.answered(rows, query).values_list("status", flat=True))
    assert asked == statuses


# --- refusals -------------------------------------------------------------------------------------

HOSTILE = [
    *("%00", "%ED%A0%80", "%F0%9F%98%80", "NaN", "Infinity", "-Infinity", "1e400", "1e99", f"{10**23}", "１２", "1_0"),
    *("0000-01-01", "99999-01-01", "2021-02-30", "2021-00", "0", "-1", "true%00", "''", "%25_%5C"),
    *("x" * 5_000, "[" * 999, "9" * 6_000, "1.5", "0x10", "2021-W05-1", "20210317", "2021-03-17T99:00:00Z"),
    "2021-03-17T00:00:00%2B99:99",
]


def one_of_each_kind():
    """Return a list and a parameter for each kind of filter that there is."""
    seen = {}
    for resource in VIEWSETS:
        for name, filter_ in filters_of(resource).items():
            kind = type(filter_.extra["each"]) if "each" in filter_.extra else None
            seen.setdefault((type(filter_), kind, name.partition("__")[2]), (resource, name))
    return seen.values()


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_an_answer_or_a_refusal_by_name_never_an_error(client, world, value):
    for resource, name in one_of_each_kind():
        response = client.get(f"/api/v1/{resource}/?{name}={value}")
        assert response.status_code in {200, 400}, (resource, name)
        if response.status_code == 400:
            assert set(response.json()["errors"]) == {name}


def refused(client, resource, parameters):
    """Return the names that are refused of some parameters, asked a few at a time: one answer names fifty at most."""
    names = set()
    for few in batched(parameters, 20):
        names |= set(client.get(f"/api/v1/{resource}/?{'&'.join(few)}").json()["errors"])
    return names


def batched(values, size):
    return [values[place : place + size] for place in range(0, len(values), size)]


@pytest.mark.parametrize("resource", VIEWSETS)
def test_every_filter_names_itself_when_it_is_not_understood(client, resource):
    names = list(filters_of(resource))
    assert refused(client, resource, [f"{name}=%00" for name in names]) == set(names)


@pytest.mark.parametrize("resource", VIEWSETS)
def test_every_filter_of_one_value_refuses_a_second_one(client, resource):
    single = [name for name, filter_ in filters_of(resource).items() if not filter_.several]
    assert refused(client, resource, [f"{name}=2021&{name}=2022" for name in single]) == set(single)


@pytest.mark.parametrize(
    "query",
    [
        *("value=NaN", "value__gte=１２", "value__lt=1e400", "value__in=1.23456", "year_on_year_percent=123456.1"),
        *("period_start__gte=2021", "period_start=20210317", "period_end__isnull=maybe", "is_preferred=1"),
        *("state__in=nonsense", "zone__in=nowhere", "updated_at__lte=soon", "value_text_zh__contains=%00"),
        *("value__contains=1", "zone__contains=x", "zone__isnull=true", "state__gte=actual", "value__regex=.*"),
        *("is_public=true", "id=1", "zone__name_zh=x", "indicator__observations__value=1", "password=x", "pk__in=1"),
    ],
)
def test_what_a_column_is_not_asked_is_refused_by_name(client, query):
    response = client.get(f"/api/v1/observations/?{query}")
    assert response.status_code == 400
    assert set(response.json()["errors"]) == {query.partition("=")[0]}


def test_an_unknown_parameter_is_told_what_there_is_and_how_the_nearest_is_asked(client):
    answer = client.get("/api/v1/initiatives/?lead__isnul=true", headers={"Accept-Language": "en"}).json()
    (message,) = answer["errors"]["lead__isnul"]
    assert "There are: q, zone, province" in message
    assert message.endswith("Of lead: lead, lead__in, lead__isnull.")
    assert len(message) < 1_000


def test_many_unknown_parameters_are_refused_with_a_short_answer(client):
    response = client.get("/api/v1/initiatives/?" + "&".join(f"{'x' * 300}{number}=1" for number in range(150)))
    assert response.status_code == 400
    assert len(response.content) < 20_000


def test_an_address_with_more_parameters_than_a_list_has_is_refused_before_any_query(client):
    for query in ("&".join(f"slug={number}" for number in range(201)), "&".join(f"q{n}=1" for n in range(999))):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"/api/v1/initiatives/?{query}")
        assert response.status_code == 400
        assert "200" in response.json()["detail"]
    assert not [query for query in queries if "initiative" in query["sql"]]
    most = "&".join(f"slug={number}" for number in range(100))
    assert client.get(f"/api/v1/initiatives/?{most}").status_code == 200
    assert client.get(f"/api/v1/initiatives/?{most}&slug=x").json()["errors"].keys() == {"slug"}


# --- cost -----------------------------------------------------------------------------------------


def test_filters_that_nobody_asks_for_are_not_even_made(django_assert_num_queries, world):
    made = []
    original = InitiativeFilterSet.__init__
    InitiativeFilterSet.__init__ = lambda *args, **kwargs: made.append(args) or original(*args, **kwargs)
    try:
        with django_assert_num_queries(1):
            list(InitiativeFilterSet.answered(Initiative.objects.all(), QueryDict("status=announced&ordering=slug")))
    finally:
        InitiativeFilterSet.__init__ = original
    assert made == []


def test_the_keys_behind_slugs_are_read_once_for_each_state_of_the_data(django_assert_num_queries, world):
    theme = world.goals.get().themes.get().slug
    query = QueryDict(f"zone=zone&status=in_progress&theme={theme}&lead__isnull=true&ordering=-updated_at")
    for state, queries in (("one", 3), ("one", 1), ("two", 3)):
        with revision.answering_from(state), django_assert_num_queries(queries):
            rows = InitiativeFilterSet.answered(Initiative.objects.published(), query)
            assert [row.slug for row in rows] == ["initiative"]
    with django_assert_num_queries(3):  # nobody vouches for the data: nothing is kept
        list(InitiativeFilterSet.answered(Initiative.objects.published(), query))


def test_a_slug_that_nothing_has_is_refused_again_from_what_is_held(world):
    for _time in range(2):
        with revision.answering_from("state"), pytest.raises(ValidationError):
            InitiativeFilterSet.answered(Initiative.objects.all(), QueryDict("zone=nowhere"))


# --- what is public, and the pages ----------------------------------------------------------------


def test_a_draft_is_named_only_by_the_people_of_its_area(world):
    draft = factories.PlanFactory(slug="draft", zone=world.zone, kind="special", publication="draft")
    draft.save()
    query, rows = QueryDict("plan=draft"), Initiative.objects.all()
    for viewer in (None, factories.UserFactory(), factories.editor_of(factories.ZoneFactory())):
        with pytest.raises(ValidationError):
            InitiativeFilterSet.answered(rows, query, viewer=viewer)
    editor = factories.editor_of(world.zone)
    with revision.answering_from("state"):
        assert not InitiativeFilterSet.answered(rows, query, viewer=editor)
        with pytest.raises(ValidationError):
            InitiativeFilterSet.answered(rows, query)


def test_a_page_takes_the_same_lookups_and_names_them(client, world):
    body = client.get(address("initiatives", "en") + "?due_on__isnull=true&position__lte=1").content.decode()
    shown = body.partition("active-filters")[2].partition("</ul>")[0]
    assert world.initiatives.get(slug="initiative").name_en in body
    assert "due on: not given" in shown
    assert "position: up to" in shown
    assert client.get(address("initiatives", "en") + "?due_on__gte=soon").status_code == 400
    assert "There is no such filter here" in client.get(address("initiatives", "en") + "?due_on__x=1").content.decode()


def test_a_form_is_made_of_what_it_offers_and_of_what_the_address_names():
    filterset = InitiativeFilterSet(QueryDict("due_on__gte=2021-01-01"), shown=["q", "ordering"])
    assert set(filterset.form.fields) == {"q", "ordering", "due_on__gte"}
    assert set(InitiativeFilterSet().form.fields) == set(InitiativeFilterSet.base_filters)
