"""The application object that gunicorn serves, all its code read: its workers are forked from that and share it."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.translation import trans_real

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
application = get_wsgi_application()

# What the first request of each worker would read otherwise: the views with all they need, and the translations.
get_resolver().reverse_dict  # noqa: B018
for language, _name in settings.LANGUAGES:
    trans_real.translation(language)

gc.collect()
gc.freeze()  # what is there now stays to the end: nobody need look through it for garbage again
