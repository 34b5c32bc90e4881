"""Writing through the API: what is sent, under which condition, and what is answered when it cannot be done."""

from .views import Writing as Writing
