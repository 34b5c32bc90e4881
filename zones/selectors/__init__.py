"""Reads that span several models; pages and API ask the same questions here.

Every function has a fixed number of queries, whatever the number of rows.
"""

from .changes import Changes as Changes
from .changes import RecordChange as RecordChange
from .changes import changes_since as changes_since
from .comparison import ComparedZone as ComparedZone
from .comparison import Comparison as Comparison
from .comparison import PlanGroup as PlanGroup
from .comparison import Row as Row
from .comparison import ThemeShare as ThemeShare
from .comparison import compare as compare
from .contrast import Contrast as Contrast
from .contrast import OnlyOne as OnlyOne
from .contrast import contrast as contrast
from .counts import Coverage as Coverage
from .counts import Declared as Declared
from .counts import Progress as Progress
from .counts import coverage_by_zone as coverage_by_zone
from .counts import declared_and_recorded as declared_and_recorded
from .counts import evidence_coverage as evidence_coverage
from .counts import progress_counts as progress_counts
from .counts import status_counts as status_counts
from .counts import zones_with_counts as zones_with_counts
from .indicators import FigureGroup as FigureGroup
from .indicators import FigureRow as FigureRow
from .indicators import IndicatorTable as IndicatorTable
from .indicators import indicator_table as indicator_table
from .overviews import InitiativeOverview as InitiativeOverview
from .overviews import PlanOverview as PlanOverview
from .overviews import ZoneOverview as ZoneOverview
from .overviews import initiative_overview as initiative_overview
from .overviews import plan_overview as plan_overview
from .overviews import zone_overview as zone_overview
from .structure import StructuredPlan as StructuredPlan
from .structure import TierView as TierView
from .structure import initiative_tree as initiative_tree
from .structure import plan_structure as plan_structure
from .structure import plan_structures as plan_structures
from .targets import AssessedTarget as AssessedTarget
from .targets import assess_targets as assess_targets
from .themes import AreaPursuit as AreaPursuit
from .themes import ThemeRow as ThemeRow
from .themes import drawn_from as drawn_from
from .themes import pursuits as pursuits
from .themes import theme_groups as theme_groups
from .themes import themes_in_order as themes_in_order
from .viewing import seen as seen
from .viewing import seen_goals as seen_goals
from .viewing import seen_initiatives as seen_initiatives
from .viewing import seen_plans as seen_plans
