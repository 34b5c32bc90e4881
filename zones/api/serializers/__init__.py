"""How records look in the API: records.py in lists, details.py alone, search.py found, fields.py their parts."""

from .details import AssessedTargetSerializer as AssessedTargetSerializer
from .details import GoalDetailSerializer as GoalDetailSerializer
from .details import InitiativeDetailSerializer as InitiativeDetailSerializer
from .details import PlanDetailSerializer as PlanDetailSerializer
from .details import ZoneDetailSerializer as ZoneDetailSerializer
from .matrix import ThemeDetailSerializer as ThemeDetailSerializer
from .records import GoalSerializer as GoalSerializer
from .records import IndicatorSerializer as IndicatorSerializer
from .records import InitiativeSerializer as InitiativeSerializer
from .records import MilestoneSerializer as MilestoneSerializer
from .records import ObservationSerializer as ObservationSerializer
from .records import OrganisationSerializer as OrganisationSerializer
from .records import PeriodSerializer as PeriodSerializer
from .records import PersonSerializer as PersonSerializer
from .records import PlanSerializer as PlanSerializer
from .records import SourceSerializer as SourceSerializer
from .records import TargetSerializer as TargetSerializer
from .records import ThemeSerializer as ThemeSerializer
from .records import TierSerializer as TierSerializer
from .records import UpdateSerializer as UpdateSerializer
from .records import ZoneSerializer as ZoneSerializer
from .search import SearchResultSerializer as SearchResultSerializer
from .series import IndicatorDetailSerializer as IndicatorDetailSerializer
