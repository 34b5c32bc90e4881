"""Import and export: sheets of records in Excel and CSV, in Chinese and in English."""

from .carrying import ChangedMeanwhile as ChangedMeanwhile
from .carrying import ImportRefused as ImportRefused
from .carrying import carry_out as carry_out
from .chunks import in_chunks as in_chunks
from .columns import BOTH as BOTH
from .columns import LANGUAGES as LANGUAGES
from .columns import MODELS as MODELS
from .exporting import error_workbook as error_workbook
from .exporting import export_csv as export_csv
from .exporting import export_plan as export_plan
from .exporting import export_rows as export_rows
from .exporting import export_workbook as export_workbook
from .exporting import public_workbook as public_workbook
from .exporting import template as template
from .exporting import template_csv as template_csv
from .known import visible as visible
from .planning import plan_import as plan_import
from .reading import MOST_BYTES as MOST_BYTES
from .reading import NotReadable as NotReadable
from .reading import Problem as Problem
from .rows import Preview as Preview
from .sheets import MOST_ROWS as MOST_ROWS
from .sheets import stream_workbook as stream_workbook
from .writing import write_csv as write_csv
