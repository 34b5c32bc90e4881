"""One FilterSet a model: the questions that a list answers, the same on its page and in the API."""

from .records import GoalFilterSet as GoalFilterSet
from .records import IndicatorFilterSet as IndicatorFilterSet
from .records import InitiativeFilterSet as InitiativeFilterSet
from .records import MilestoneFilterSet as MilestoneFilterSet
from .records import ObservationFilterSet as ObservationFilterSet
from .records import OrganisationFilterSet as OrganisationFilterSet
from .records import PeriodFilterSet as PeriodFilterSet
from .records import PersonFilterSet as PersonFilterSet
from .records import PlanFilterSet as PlanFilterSet
from .records import PlanTierFilterSet as PlanTierFilterSet
from .records import ProgressUpdateFilterSet as ProgressUpdateFilterSet
from .records import SourceFilterSet as SourceFilterSet
from .records import TargetFilterSet as TargetFilterSet
from .records import ThemeFilterSet as ThemeFilterSet
from .records import ZoneFilterSet as ZoneFilterSet
from .search import SearchFilterSet as SearchFilterSet
