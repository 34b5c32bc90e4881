"""Reports in the shape of a Chinese official one, as Word files; written from what the selectors return."""

from .report import Report as Report
from .report import write_report as write_report
from .unknown import Unknown as Unknown
from .unknown import unknowns as unknowns
