"""Every closed vocabulary: stored value, label for people, and what the value means to the code.

A `tone` names the status colour that pages use; the style sheet alone decides what it looks like.
"""

from functools import lru_cache

from django.db.models import Choices, TextChoices
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


def label_of(choice: Choices) -> str:
    """Return the label of a member of a vocabulary in the language of the reader; a page has some hundreds times."""
    return _label(choice, get_language())


@lru_cache(maxsize=512, typed=True)  # members of two vocabularies may be equal words with different labels
def _label(choice: Choices, _language: str | None) -> str:
    return str(choice.label)


class DatePrecision(TextChoices):
    """How much of a date is known. The date is stored as the first day of what is known."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class Bound(TextChoices):
    """How exact a figure is, in the source's own words."""

    EXACT = "exact", _("exact")
    ABOUT = "about", _("about")
    OVER = "over", _("over")
    AT_LEAST = "at_least", _("at least")
    UNDER = "under", _("under")
    AT_MOST = "at_most", _("at most")


class Publication(TextChoices):
    """How far a record is on its way to the public; said by editors and reviewers."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    RETURNED = "returned", _("returned")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Role(TextChoices):
    """What a person does in a zone; a reviewer may do all that an editor may."""

    EDITOR = "editor", _("editor")
    REVIEWER = "reviewer", _("reviewer")


class OrganisationKind(TextChoices):
    GOVERNMENT = "government", _("government body")
    ADMINISTRATION = "administration", _("zone administration")
    RESEARCH = "research", _("research institute")
    THINK_TANK = "think_tank", _("think tank")
    ASSOCIATION = "association", _("association")
    MEDIA = "media", _("media")
    COMPANY = "company", _("company")
    CARRIER = "carrier", _("incubation carrier")
    SCHOOL = "school", _("school")
    OTHER = "other", _("other")


class SourceKind(TextChoices):
    ARTICLE = "article", _("news article")
    PLAN = "plan", _("plan document")
    POLICY = "policy", _("policy document")
    STATISTICS = "statistics", _("statistical release")
    SPEECH = "speech", _("speech")
    WEBSITE = "website", _("web page")
    OTHER = "other", _("other")


class ThemeGroup(TextChoices):
    STRATEGY = "strategy", _("national and zone strategies")
    INNOVATION = "innovation", _("innovation")
    INDUSTRY = "industry", _("industry")
    DIGITAL = "digital", _("digital")
    SPACE = "space", _("space")
    REFORM = "reform", _("reform")
    GOVERNANCE = "governance", _("governance")
    FIRMS = "firms", _("firms")
    TALENT = "talent", _("talent and jobs")
    LIVELIHOOD = "livelihood", _("livelihood")
    CONTEXT = "context", _("context")


class ZoneLevel(TextChoices):
    NATION = "nation", _("nation")
    PROVINCE = "province", _("province or municipality")
    ZONE = "zone", _("high-tech zone")

    @property
    def above(self) -> "ZoneLevel | None":
        """The level that the parent of an area of this level must have; None at the top."""
        return {ZoneLevel.PROVINCE: ZoneLevel.NATION, ZoneLevel.ZONE: ZoneLevel.PROVINCE}.get(self)


class PlanKind(TextChoices):
    OVERALL = "overall", _("overall plan")
    SPECIAL = "special", _("special plan")
    ACTION = "action", _("action plan")
    MEASURES = "measures", _("policy measures")
    GUIDANCE = "guidance", _("expert guidance")


class PlanStatus(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("plan status", "proposed")
    IN_FORCE = "in_force", pgettext_lazy("plan status", "in force")
    CONCLUDED = "concluded", pgettext_lazy("plan status", "concluded")


class GoalKind(TextChoices):
    GOAL = "goal", _("goal")
    POSITIONING = "positioning", _("positioning")
    ORIENTATION = "orientation", _("orientation")


class InitiativeKind(TextChoices):
    STRATEGY = "strategy", pgettext_lazy("initiative kind", "strategy")
    AREA = "area", pgettext_lazy("initiative kind", "area")
    PROJECT = "project", pgettext_lazy("initiative kind", "project")
    ASPECT = "aspect", pgettext_lazy("initiative kind", "aspect")
    TASK = "task", pgettext_lazy("initiative kind", "task")
    MEASURE = "measure", pgettext_lazy("initiative kind", "measure")
    MECHANISM = "mechanism", pgettext_lazy("initiative kind", "mechanism")
    CAMPAIGN = "campaign", pgettext_lazy("initiative kind", "campaign")
    SERVICE = "service", pgettext_lazy("initiative kind", "livelihood service")


class InitiativeStatus(TextChoices):
    """What people say of an initiative. Never computed: see Verdict for what the numbers say."""

    ANNOUNCED = "announced", _("announced")
    IN_PROGRESS = "in_progress", _("in progress")
    COMPLETED = "completed", _("completed")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")
    SUPERSEDED = "superseded", _("superseded")

    @property
    def tone(self) -> str:
        return {
            InitiativeStatus.IN_PROGRESS: "active",
            InitiativeStatus.COMPLETED: "good",
            InitiativeStatus.POSTPONED: "warn",
            InitiativeStatus.CANCELLED: "bad",
        }.get(self, "quiet")

    @property
    def is_open(self) -> bool:
        """Whether work is still expected, so that a due date can be overdue."""
        return self in {InitiativeStatus.ANNOUNCED, InitiativeStatus.IN_PROGRESS, InitiativeStatus.POSTPONED}


class Direction(TextChoices):
    """Which way an indicator should move."""

    HIGHER = "higher_better", _("higher is better")
    LOWER = "lower_better", _("lower is better")
    MAINTAIN = "maintain", _("maintain")


class TargetForm(TextChoices):
    """What the target value means. See assessment.py for the path each form expects."""

    LEVEL = "level", _("level to reach")
    ANNUAL_GROWTH = "annual_growth", _("average growth a year, %")
    CUMULATIVE = "cumulative", _("sum over the period")
    CHANGE = "change", _("difference from the baseline")
    MULTIPLE = "multiple", _("multiple of the baseline")

    def unit(self, of_indicator: str) -> str:
        """Return the unit of a target's value, given that of its indicator: growth is a %, a multiple is in times."""
        if self == TargetForm.MULTIPLE:
            return pgettext("unit", "times")
        return "%" if self == TargetForm.ANNUAL_GROWTH else of_indicator


class TargetNature(TextChoices):
    BINDING = "binding", _("binding")
    EXPECTED = "expected", pgettext_lazy("target nature", "expected")
    ASPIRATIONAL = "aspirational", _("aspirational")
    UNSTATED = "unstated", _("not stated")


class ObservationState(TextChoices):
    """What kind of figure it is. Only `actual` enters an assessment."""

    ACTUAL = "actual", _("actual")
    PRELIMINARY = "preliminary", _("preliminary")
    PLANNED = "planned", pgettext_lazy("figure", "planned")
    ANNOUNCED = "announced", pgettext_lazy("figure", "announced")
    DEMAND = "demand", pgettext_lazy("figure", "demand")


class Verdict(TextChoices):
    """What the numbers say about a target on a date."""

    ACHIEVED_EARLY = "achieved_early", _("achieved early")
    ACHIEVED = "achieved", _("achieved")
    AHEAD = "ahead", _("ahead of the expected path")
    ON_TRACK = "on_track", _("on track")
    BEHIND = "behind", _("behind the expected path")
    MISSED = "missed", _("missed")
    NO_DATA = "no_data", _("no data")

    @property
    def tone(self) -> str:
        return {
            Verdict.ACHIEVED_EARLY: "good",
            Verdict.ACHIEVED: "good",
            Verdict.AHEAD: "good",
            Verdict.ON_TRACK: "active",
            Verdict.BEHIND: "warn",
            Verdict.MISSED: "bad",
        }.get(self, "quiet")


class AssessmentReason(TextChoices):
    """Why the numbers give no verdict. Given exactly when the verdict is `no_data`."""

    NO_OBSERVATION = "no_observation", _("There is no actual figure yet that can be held against it.")
    NO_BASELINE = "no_baseline", _("The baseline is not known.")
    NO_START = "no_start", _("The day from which it counts is not known.")
    NO_DUE_DATE = "no_due_date", _("It has no due date.")
    BASELINE_NOT_POSITIVE = "baseline_not_positive", _("Growth and multiples need a baseline above 0.")
    BOUND_AGAINST_DIRECTION = (
        "bound_against_direction",
        _("Its bound points against the direction in which the indicator should move."),
    )
    INEXACT_FIGURE = "inexact_figure", _("The figure is not exact enough to decide.")
    FIGURES_OVERLAP = "figures_overlap", _("Figures overlap or contradict each other.")
    PERIOD_MISSING = "period_missing", _("A period within the sum has no figure.")
    DUE_NOT_MEASURED = "due_not_measured", _("It is due, and there is no figure for its due date yet.")
    NOT_COMPUTABLE = "not_computable", _("The numbers of the target do not make sense together.")


class Agreement(TextChoices):
    """How what a source says of an initiative and what the numbers say of its target fit together."""

    AGREE = "agree", _("They do not contradict each other.")
    CLAIMED_NOT_REACHED = "claimed_not_reached", _("They disagree: completed, it is said, and the numbers fall short.")
    REACHED_NOT_CLAIMED = (
        "reached_not_claimed",
        _("They disagree: the numbers reach the goal, and nobody says that it is completed."),
    )
    OVERTAKEN = "overtaken", _("They differ and speak of different days: the older may have been overtaken.")
    NOTHING_MEASURED = "nothing_measured", _("There are no numbers to hold against what is said.")
    NOTHING_STATED = "nothing_stated", _("Nothing is said of how far it is.")

    @property
    def is_disagreement(self) -> bool:
        return self in {Agreement.CLAIMED_NOT_REACHED, Agreement.REACHED_NOT_CLAIMED}

    @property
    def tone(self) -> str:
        return "warn" if self.is_disagreement else "quiet"


class FigureStanding(TextChoices):
    """Whether a figure can be held against a target or another figure, and if not, why; told beside the figure."""

    COMPARABLE = "comparable", _("figure")
    NOT_PREFERRED = "not_preferred", _("not the preferred figure")
    OTHER_STATE = "other_state", _("figure that is not an actual one")
    OF_A_PART = "of_a_part", _("figure of a part only, not comparable")
    PART_OF_YEAR = "part_of_year", _("figure for a part of a year, not comparable")
    NO_PERIOD = "no_period", _("figure without a period")
    NO_NUMBER = "no_number", _("figure in words only")

    @property
    def is_drawn(self) -> bool:
        return self in {FigureStanding.COMPARABLE, FigureStanding.NOT_PREFERRED, FigureStanding.OTHER_STATE}


class ExpectedPath(TextChoices):
    """How the value expected on a day is computed, in words; the years are counted from the baseline's last day."""

    LINEAR = "linear", _("baseline + (goal − baseline) × years passed ÷ years in all")
    GROWTH = "growth", _("baseline × (1 + growth a year) to the power of years passed")
    MULTIPLE = "multiple", _("baseline × multiple to the power of years passed ÷ years in all")
    PROPORTIONAL = "proportional", _("goal × years passed ÷ years in all")
    CONSTANT = "constant", _("the goal throughout")


class FigureRefusal(TextChoices):
    """Why a figure of an area is not held against those of other areas, in the order in which a page tells it."""

    SCOPE = "scope", _("What they cover differs: the whole in one area, a part in another.")
    STATE = "state", _("One is actual, another only preliminary, planned, announced or demanded.")
    DEFINITION = (
        "definition",
        _("Another area has only a whole or a part of this indicator, which is defined otherwise."),
    )
    ONLY_ONE = "only_one", _("No other of these areas has a figure of this indicator.")
    INITIATIVE = (
        "initiative",
        _("The figure is of a single initiative, and another area's initiative is another thing."),
    )
    NO_NUMBER = "no_number", _("The source prints words, no number.")
    NOT_PREFERRED = "not_preferred", _("Sources differ, and another figure for the same period is preferred.")
    OLDER = "older", _("The area has a newer one, which is compared.")


class SearchKind(TextChoices):
    """What full-text search finds, in the order in which it shows it; each word is the name of a model."""

    ZONE = "zone", _("areas")
    PLAN = "plan", _("plans")
    GOAL = "goal", _("goals")
    INITIATIVE = "initiative", _("initiatives")
    INDICATOR = "indicator", _("indicators")
    THEME = "theme", _("themes")
    SOURCE = "source", _("sources")


class Change(TextChoices):
    """What became of a record for the public."""

    ADDED = "added", pgettext_lazy("change", "added")
    CHANGED = "changed", pgettext_lazy("change", "changed")
    REMOVED = "removed", pgettext_lazy("change", "removed")


class FindingLevel(TextChoices):
    """What a finding about the data means: something is open, or something cannot be true."""

    WARNING = "warning", _("warning")
    CONTRADICTION = "contradiction", _("contradiction")


class FindingCode(TextChoices):
    """What `check_data` looks for, in the order in which it tells it."""

    NOT_RECORDED = "not_recorded", _("declared, not recorded")
    SURPLUS = "surplus", _("more recorded than declared")
    CODE_DISAGREES = "code_disagrees", _("code and tiers disagree")
    UNCITED = "uncited", _("uncited")
    NO_ENGLISH = "no_english", _("no English")
    NO_FIGURE = "no_figure", _("target without observation")
    NO_PROGRESS = "no_progress", _("no progress reported")
    OVERDUE = "overdue", _("due date passed, still open")
    STATUS_DISAGREES = "status_disagrees", _("status and latest update disagree")
    OTHER_PLAN = "other_plan", _("belongs to another plan")
    OTHER_ZONE = "other_zone", _("belongs to another zone")
    PARTS_EXCEED_WHOLE = "parts_exceed_whole", _("parts exceed the whole")

    @property
    def level(self) -> FindingLevel:
        contradictions = {
            FindingCode.STATUS_DISAGREES,
            FindingCode.OTHER_PLAN,
            FindingCode.OTHER_ZONE,
            FindingCode.PARTS_EXCEED_WHOLE,
        }
        return FindingLevel.CONTRADICTION if self in contradictions else FindingLevel.WARNING


class Need(TextChoices):
    """What somebody has to do about a record of theirs, the most pressing first; `days` are put in by the worklist."""

    RETURNED = "returned", _("returned for changes")
    REVIEW = "review", _("waiting for review")
    DRAFT = "draft", _("my drafts, not submitted yet")
    CONTRADICTION = "contradiction", _("contradictions")
    OVERDUE = "overdue", _("overdue")
    DUE_SOON = "due_soon", _("due within %(days)s days")
    STALE = "stale", _("nothing reported for %(days)s days")
    NOT_RECORDED = "not_recorded", _("declared, not recorded")
    NO_FIGURE = "no_figure", _("target without observation")
    UNCITED = "uncited", _("uncited")
    NO_ENGLISH = "no_english", _("no English")
