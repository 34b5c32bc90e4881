"""The domain model, leaves first: a file imports only files above it in this list."""

from .base import Localized as Localized
from .base import localized as localized
from .base import speaks_english as speaks_english
from .indicator import Indicator as Indicator
from .indicator import Observation as Observation
from .indicator import Target as Target
from .initiative import Initiative as Initiative
from .initiative import Milestone as Milestone
from .initiative import ProgressUpdate as ProgressUpdate
from .initiative import refuse_goals_of_another_plan as refuse_goals_of_another_plan
from .plan import Goal as Goal
from .plan import Period as Period
from .plan import Plan as Plan
from .plan import PlanTier as PlanTier
from .search import SEARCHED_COLUMNS as SEARCHED_COLUMNS
from .search import SearchEntry as SearchEntry
from .source import Cited as Cited
from .source import Organisation as Organisation
from .source import Person as Person
from .source import Source as Source
from .theme import Theme as Theme
from .zone import Zone as Zone
