"""Workbooks and CSV files for tests of the import."""

from io import BytesIO

from openpyxl import Workbook, load_workbook


def workbook(**sheets):
    """Return a workbook as bytes: `sheet=[headings, row, …]`, a row is a list of cells."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return saved(made)


def saved(made):
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def opened(data):
    return load_workbook(BytesIO(data))


def csv_file(rows, encoding="utf-8"):
    return "\r\n".join(",".join(row) for row in rows).encode(encoding)


def said(preview):
    """Return the problems of a preview as (sheet, row, column letter, message)."""
    return [(each.sheet, each.row, each.letter, each.message) for each in preview.problems]
