"""The structure of a plan: its tiers with their numerals, the members of each, and what is declared and not named."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.codes import TierCount
from zones.models import Goal, Initiative, Target
from zones.pictures.base import Cell, Column, Picture, kind_cell, listing, name_cell, page_of, sentences, status_cell
from zones.selectors import PlanOverview, TierView

MOST_SLOTS = 12  # members of one tier without a name that are drawn one by one

Row = dict[str, Cell]
_NONE = Cell()
Member = Goal | Initiative | Target


def structure_picture(overview: PlanOverview) -> Picture | None:
    """Return a plan's tiers with their members as a tree; None when nothing is recorded of it.

    The rows of a branch (a tier, or what stands outside) follow each other, and parts of an initiative follow it. An
    unnamed member is a row without a value.
    """
    if not overview.tiers:
        return None
    rows = [branch | row for branch, members in _branches(overview.tiers) for row in members]
    tiered = overview.tiers[0].tier is not None
    columns = [
        Column(key="member", label=_("Member")),
        Column(key="kind", label=_("Kind")),
        Column(key="status", label=_("Status")),
        Column(key="branch", label=_("Tier") if tiered else _("Group")),
    ]
    if tiered:
        columns += [
            Column(key="numeral", label=_("Numeral")),
            Column(key="declared", label=_("Declared"), is_number=True),
        ]
    if any(row["whole"].value for row in rows):
        columns.append(Column(key="whole", label=_("Part of")))
    plan = overview.plan
    return Picture(
        key="structure",
        kind="structure",
        title=_("Structure"),
        description=_describe(overview),
        columns=columns,
        rows=[[row[column.key] for column in columns] for row in rows],
        settings={"code": plan.code, "name": name_cell(plan).text},
    )


def _describe(overview: PlanOverview) -> str:
    """Say in words how many members the tiers have, how many of them are not named, and what stands outside."""
    tiers = [view for view in overview.tiers if view.tier]
    outside = [view for view in overview.tiers if not view.tier]
    parts = len(overview.initiatives) - sum(len(view.initiatives) for view in overview.tiers)
    said = [_of_tiers(overview.plan.code, tiers) if tiers else _of_groups(outside[0])]
    missing = sum(view.count.missing or 0 for view in tiers)
    if missing:
        words = ngettext(
            "%(n)s member is declared and not named: its slot stays open.",
            "%(n)s members are declared and not named: their slots stay open.",
            missing,
        )
        said.append(words % {"n": missing})
    if tiers and outside:
        count = len(outside[0].members)
        words = ngettext("%(n)s more stands outside the tiers.", "%(n)s more stand outside the tiers.", count)
        said.append(words % {"n": count})
    if parts:
        words = ngettext("%(n)s part hangs from one of them.", "%(n)s parts hang from them.", parts)
        said.append(words % {"n": parts})
    return sentences(*said)


def _of_tiers(code: str, tiers: Sequence[TierView]) -> str:
    words = ngettext(
        "%(tiers)s tier with %(n)s members by name.", "%(tiers)s tiers with %(n)s members by name.", len(tiers)
    )
    said = words % {"tiers": len(tiers), "n": sum(view.count.recorded for view in tiers)}
    return _("“%(code)s”: %(words)s") % {"code": code, "words": said} if code else said


def _of_groups(view: TierView) -> str:
    goals, initiatives = len(view.goals), len(view.initiatives)
    counts = [
        ngettext("%(n)s goal", "%(n)s goals", goals) % {"n": goals} if goals else "",
        ngettext("%(n)s initiative", "%(n)s initiatives", initiatives) % {"n": initiatives} if initiatives else "",
    ]
    return _("%(members)s; no numbered structure is recorded.") % {
        "members": listing([each for each in counts if each])
    }


def _branches(tiers: Iterable[TierView]) -> Iterator[tuple[Row, list[Row]]]:
    """Yield the cells that the members of a branch share, and the rows of its members."""
    numbered = False
    for view in tiers:
        if view.tier:
            numbered = True
            yield (
                {
                    "branch": name_cell(
                        view.tier, "label", value=f"tier-{view.tier.position}", href=f"#tier-{view.tier.position}"
                    ),
                    "numeral": Cell(text=view.tier.numeral, value=view.tier.numeral),
                    "declared": Cell(text=_words_of(view.count), value=view.count.declared),
                },
                _rows(view.members) + _open_rows(view.count),
            )
            continue
        groups: list[tuple[str, str, list]] = [
            ("goals", _("Goals"), view.goals),
            ("initiatives", _("Initiatives"), view.initiatives),
        ]
        if numbered:
            groups = [("outside", _("Outside the numbered structure"), view.members)]
        for key, label, members in groups:
            branch = Cell(text=label, value=key, href="#outside")
            if members:
                yield {"branch": branch, "numeral": _NONE, "declared": _NONE}, _rows(members)


def _words_of(count: TierCount) -> str:
    """Say how many members a tier declares, how many are recorded and how many are not named."""
    if count.declared is None:
        recorded = ngettext("%(n)s recorded", "%(n)s recorded", count.recorded) % {"n": count.recorded}
        return _("no number declared · %(recorded)s") % {"recorded": recorded}
    said = _("%(declared)s declared · %(recorded)s recorded")
    words = said % {"declared": count.declared, "recorded": count.recorded}
    if not count.missing:
        return words
    return f"{words} · {_('%(missing)s not named') % {'missing': count.missing}}"


def _rows(members: Iterable[Member], whole: Cell = _NONE) -> list[Row]:
    """Return a row for each member and, after it, for each of its parts that is in no tier of its own."""
    rows = []
    for member in members:
        name = _name(member)
        status = status_cell(member.status_choice) if isinstance(member, Initiative) else _NONE
        rows.append({"member": name, "kind": kind_cell(member), "status": status, "whole": whole})
        parts = [part for part in getattr(member, "parts", ()) if part.tier_id is None]
        rows += _rows(parts, Cell(text=name.text, value=name.value, lang=name.lang))
    return rows


def _name(member: Member) -> Cell:
    """Name a member; a target by its indicator."""
    named = member.indicator if isinstance(member, Target) else member
    return name_cell(named, value=member.slug, href=page_of(member))


def _open_rows(count: TierCount) -> list[Row]:
    """Return a row for each member of a tier that is declared and not named; many of them are one row."""
    missing = count.missing or 0
    if missing > MOST_SLOTS:
        said = ngettext("%(missing)s declared, not named", "%(missing)s declared, not named", missing)
        texts = [said % {"missing": missing}]
    elif not missing and not count.recorded:
        texts = [_("none recorded")]
    else:
        texts = [_("declared, not named")] * missing
    return [{"member": Cell(text=text), "kind": _NONE, "status": _NONE, "whole": _NONE} for text in texts]
