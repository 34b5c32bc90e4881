"""Pictures of what is recorded; each is a table that a script draws. Pure functions of what the selectors return."""

from .base import Cell as Cell
from .base import Column as Column
from .base import Picture as Picture
from .base import count_cell as count_cell
from .base import file_name as file_name
from .base import name_cell as name_cell
from .base import page_of as page_of
from .indicators import indicator_pictures as indicator_pictures
from .matrix import matrix_picture as matrix_picture
from .structure import structure_picture as structure_picture
from .summaries import area_statuses as area_statuses
from .summaries import declared_picture as declared_picture
from .summaries import kind_evidence as kind_evidence
from .summaries import level_evidence as level_evidence
from .summaries import level_statuses as level_statuses
from .summaries import plan_statuses as plan_statuses
from .summaries import zone_evidence as zone_evidence
from .summaries import zone_statuses as zone_statuses
from .targets import target_pictures as target_pictures
from .targets import targets_picture as targets_picture
from .timeline import initiative_timeline as initiative_timeline
from .timeline import timeline_picture as timeline_picture
from .timeline import undated as undated
from .zone_map import zone_map as zone_map
