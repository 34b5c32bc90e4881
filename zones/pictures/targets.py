"""Targets against figures: baseline, expected path, goal, figures by source, and the verdict; large and small."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones import formats
from zones.models import speaks_english
from zones.pictures.base import Cell, Column, Picture, name_cell, sentences
from zones.pictures.panels import Panel, columns, target_rows
from zones.pictures.target_words import describe_target
from zones.selectors import AssessedTarget

# So many small drawings are made at most: below each other on a telephone of three dots a pixel they are some 4,700
# pixels high, and a canvas of more than 16 million dots stays empty on some.
MOST_PANELS = 18
MOST_LARGE = 6

# A status has a shape beside its colour, on a canvas as in the style sheet (.status).
_MARKS = {"good": "●", "active": "◐", "warn": "□", "bad": "■"}


def target_pictures(rows: Sequence[AssessedTarget], on: date) -> list[Picture]:
    """Return a large picture of each target that has anything to draw; of many one picture of small drawings."""
    if len(rows) > MOST_LARGE:
        small = targets_picture(rows, on)
        return [small] if small else []
    return [picture for row in rows if (picture := target_picture(row, on))]


def target_picture(row: AssessedTarget, on: date) -> Picture | None:
    """Return the large picture of one target as of a day; None when it has neither path nor baseline nor figure."""
    panel = target_panel(row, on)
    if not panel.is_drawn:
        return None
    return Picture(
        key=f"target-{row.target.slug}",
        kind="target",
        title=panel.name.text,
        description=describe_target(row),
        columns=columns(),
        rows=panel.rows,
        settings=settings([panel], large=True),
    )


def targets_picture(rows: Sequence[AssessedTarget], on: date) -> Picture | None:
    """Return one small drawing for each target that has anything to draw; None when none has.

    Those with figures come first. What is not drawn is counted in the description.
    """
    panels = [target_panel(row, on) for row in rows]
    drawn = sorted((panel for panel in panels if panel.is_drawn), key=lambda panel: not panel.has_figures)
    if not drawn:
        return None
    words = [_("Each drawing is one target: its expected path, its goal, and the figures that are reported of it.")]
    words += _counted(len(rows) - len(drawn), len(drawn) - MOST_PANELS)
    return panel_picture("targets", _("Targets against figures"), words, drawn, _("Target"))


def _counted(bare: int, further: int) -> list[str]:
    """Say how many targets are not drawn: those without anything to draw, and those beyond the most that are."""
    said = []
    if bare > 0:
        words = ngettext(
            "%(n)s target has neither a path nor a figure to draw; the table of targets has it.",
            "%(n)s targets have neither a path nor a figure to draw; the table of targets has them.",
            bare,
        )
        said.append(words % {"n": bare})
    if further > 0:
        words = ngettext(
            "%(n)s further target is not drawn; the table of targets has it.",
            "%(n)s further targets are not drawn; the table of targets has them.",
            further,
        )
        said.append(words % {"n": further})
    return said


def panel_picture(
    key: str, title: str, words: Sequence[str], panels: Sequence[Panel], heading: str, *, together: bool = False
) -> Picture:
    """Return a picture of several small drawings; the first column, called `heading`, says which a row is of.

    `together` puts them on one axis of time.
    """
    panels = panels[:MOST_PANELS]
    return Picture(
        key=key,
        kind="target",
        title=title,
        description=sentences(*words),
        columns=[Column(key="panel", label=heading), *columns()],
        rows=[[_called(panel), *row] for panel in panels for row in panel.rows],
        settings=settings(panels, together=together),
    )


def _called(panel: Panel) -> Cell:
    name = panel.name
    text = f"{name.text} · {panel.note}" if panel.note else name.text
    return Cell(text=text, value=name.value, href=name.href, lang=name.lang)


def target_panel(row: AssessedTarget, on: date, name: Any = None, note: str = "") -> Panel:
    """Return the drawing of a target, called by its indicator and initiative, or by `name` and `note`."""
    target, verdict = row.target, row.assessment.verdict
    if name is None and target.initiative:
        note = target.initiative.name
    words = f"{_MARKS.get(verdict.tone, '○')} {verdict.label}"
    if row.agreement.is_disagreement and row.statement:
        words = _("%(verdict)s; said: %(status)s") % {"verdict": words, "status": row.statement.status_choice.label}
    return Panel(
        name=name_cell(name or target.indicator, value=target.slug, href=f"#{target.slug}"),
        rows=target_rows(row, on),
        unit=target.indicator.unit,
        note=note,
        verdict=words,
        tone=verdict.tone,
    )


def settings(panels: Sequence[Panel], *, large: bool = False, together: bool = False) -> dict[str, Any]:
    """Return the words that a drawing needs beside its table; a large one has its name as a heading."""
    english = speaks_english()
    return {
        "large": large,
        "together": together,
        "panels": [
            {
                "key": panel.name.value,
                "name": panel.name.text,
                "href": panel.name.href,
                "note": panel.note,
                "unit": panel.unit,
                "verdict": panel.verdict,
                "tone": panel.tone,
            }
            for panel in panels
        ],
        "course": _("course of the figures"),
        "grouped": english,
        "scales": [
            {"factor": float(factor), "word": word}
            for factor, word in (formats.EN_SCALES if english else formats.ZH_SCALES)
        ],
    }
