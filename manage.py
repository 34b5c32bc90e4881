#!/usr/bin/env python
"""Django's command line: `python manage.py help` lists the commands, ours under [zones]."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a wrong setting is told in one line
        sys.exit(f"{error}")
