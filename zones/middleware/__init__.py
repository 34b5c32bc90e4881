"""What is decided about a request before anything reads it."""

from .bodies import refuse_large_bodies as refuse_large_bodies
from .kept import kept_answers as kept_answers
