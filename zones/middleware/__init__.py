"""What is decided about a request before anything reads it."""

from .bodies import refuse_large_bodies as refuse_large_bodies
from .cross_origin import cross_origin as cross_origin
from .kept import kept_answers as kept_answers
from .slashes import LastSlash as LastSlash
