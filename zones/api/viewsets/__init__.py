"""The resources of the API, and what can be asked beside them."""

from .export import ExportViewSet as ExportViewSet
from .records import GoalViewSet as GoalViewSet
from .records import IndicatorViewSet as IndicatorViewSet
from .records import InitiativeViewSet as InitiativeViewSet
from .records import MilestoneViewSet as MilestoneViewSet
from .records import ObservationViewSet as ObservationViewSet
from .records import OrganisationViewSet as OrganisationViewSet
from .records import PeriodViewSet as PeriodViewSet
from .records import PersonViewSet as PersonViewSet
from .records import PlanViewSet as PlanViewSet
from .records import SourceViewSet as SourceViewSet
from .records import TargetViewSet as TargetViewSet
from .records import ThemeViewSet as ThemeViewSet
from .records import TierViewSet as TierViewSet
from .records import UpdateViewSet as UpdateViewSet
from .records import ZoneViewSet as ZoneViewSet
from .root import RootView as RootView
from .search import SearchViewSet as SearchViewSet
