"""Pictures of what is recorded; each is a table that a script draws. Pure functions of what the selectors return."""

from .base import Cell as Cell
from .base import Column as Column
from .base import Picture as Picture
from .base import count_cell as count_cell
from .base import name_cell as name_cell
from .structure import structure_picture as structure_picture
