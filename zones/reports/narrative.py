"""What a report tells in words: positioning, structure, goals, initiatives with what became of them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zones.choices import GoalKind
from zones.models import Goal, Initiative, Milestone, Plan
from zones.reports.document import Cell, Column, ReportDocument
from zones.reports.evidence import Evidence
from zones.reports.wording import NONE, day, facts, labelled, listed, name_of, period_name, running, sentence
from zones.selectors import StructuredPlan, TierView
from zones.selectors.reports import ReportContents


def write_narrative(report: ReportDocument, evidence: Evidence, contents: ReportContents) -> None:
    """Write the first four parts of a report."""
    _Narrative(report, evidence, contents).write()


class _Narrative:
    """Writes a report's words; with several plans each has headings of its own under every part."""

    def __init__(self, report: ReportDocument, evidence: Evidence, contents: ReportContents) -> None:
        self.report, self.evidence, self.contents = report, evidence, contents

    def write(self) -> None:
        self.positioning()
        self.structure()
        self.goals()
        self.initiatives()

    def each_plan(self) -> Iterator[tuple[StructuredPlan, int]]:
        """Yield the plans with the level of the headings beneath, after a heading for each where there are several."""
        plans = self.contents.plans
        if not plans:
            self.report.paragraph(_("No plan is recorded for this area."))
        for each in plans:
            if len(plans) > 1:
                self.report.heading(2, each.plan.name)
            yield each, 3 if len(plans) > 1 else 2

    # --- positioning ------------------------------------------------------------------------------

    def positioning(self) -> None:
        self.report.heading(1, pgettext("part of a report", "Positioning"))
        self.area()
        for each, _level in self.each_plan():
            self.plan(each)

    def area(self) -> None:
        """Say what the area is, with its designations."""
        zone, mark = self.contents.zone, self.evidence.mark(self.contents.zone)
        self.report.prose(zone.summary)
        designations = [line.strip() for line in zone.designations.splitlines() if line.strip()]
        about = facts(
            (_("Level"), zone.get_level_display()),
            (_("Place"), zone.city),
            (_("Administration"), zone.administration),
            (_("Designations"), listed(designations)),
        )
        self.report.paragraph(about, mark)

    def plan(self, each: StructuredPlan) -> None:
        """Say what a plan is for, of when and in which state it is, and as what it positions its zone."""
        plan, mark = each.plan, self.evidence.mark(each.plan)
        if plan.vision:
            self.report.prose(plan.vision, mark)
        else:
            self.report.paragraph(_("The sources state no vision."))
        self.report.prose(plan.summary, mark)
        about = facts(
            (_("Plan"), plan.name),
            (_("Kind"), plan.get_kind_display()),
            (pgettext("of a plan", "Period"), period_name(plan)),
            (_("Status"), plan.get_status_display()),
            (_("Lead organisation"), plan.lead or _("not stated")),
        )
        self.report.paragraph(about, mark)
        self.goal_list([goal for goal in each.goals if goal.kind == GoalKind.POSITIONING])

    # --- structure --------------------------------------------------------------------------------

    def structure(self) -> None:
        self.report.heading(1, _("Structure of the plans"))
        for each, _level in self.each_plan():
            self.code(each.plan)
            if each.tiers:
                self.tiers(each)
            else:
                self.report.paragraph(_("The sources announce no numbered structure."))

    def code(self, plan: Plan) -> None:
        if plan.code:
            said = _("As announced, the plan has the code “%(code)s”.") % {"code": plan.code}
            self.report.paragraph(said, self.evidence.mark(plan))

    def tiers(self, each: StructuredPlan) -> None:
        columns = [
            Column(_("Numeral"), 17),
            Column(_("Tier"), 30),
            Column(_("Declared"), 17, is_number=True),
            Column(_("Recorded"), 17, is_number=True),
            Column(_("Not named"), 17, is_number=True),
            Column(_("Members"), 58),
        ]
        caption = _("Structure of “%(plan)s”, declared and recorded") % {"plan": each.plan.name}
        self.report.table(columns, (self.tier(view) for view in each.structure), caption)

    def tier(self, view: TierView) -> list[str]:
        """Return a row: what a tier declares, what is recorded of it, and by which names."""
        count = view.count
        names = [name_of(member) for member in view.members]
        if count.missing:
            words = ngettext(
                "%(missing)s declared, not named in the source",
                "%(missing)s declared, not named in the source",
                count.missing,
            )
            names.append(words % {"missing": count.missing})
        return [
            (view.tier and view.tier.numeral) or NONE,
            view.tier.label if view.tier else _("Outside the numbered structure"),
            (_("no number") if count.declared is None else str(count.declared)) if view.tier else NONE,
            str(count.recorded),
            NONE if count.missing is None else str(count.missing),
            listed(names) or NONE,
        ]

    # --- goals ------------------------------------------------------------------------------------

    def goals(self) -> None:
        self.report.heading(1, _("Main goals"))
        for each, _level in self.each_plan():
            self.goal_list([goal for goal in each.goals if goal.kind != GoalKind.POSITIONING])
            if not each.goals:
                self.report.paragraph(_("The sources state no goal."))
            elif all(goal.kind == GoalKind.POSITIONING for goal in each.goals):
                self.report.paragraph(_("The sources state positionings only; they stand in the first part."))

    def goal_list(self, goals: list[Goal]) -> None:
        for goal in goals:
            said = facts((_("Kind"), goal.get_kind_display()), (_("Themes"), listed(goal.themes.all())))
            told = running(goal.name, said)
            self.report.paragraph(told, self.evidence.mark(goal), style="List Bullet")
            self.report.prose(goal.summary)

    # --- initiatives ------------------------------------------------------------------------------

    def initiatives(self) -> None:
        self.report.heading(1, _("Initiatives and their progress"))
        if any(self.contents.statuses.values()):
            self.report.paragraph(self.overview())
        for each, level in self.each_plan():
            views = [view for view in each.structure if view.initiatives]
            if not views:
                self.report.paragraph(_("No initiative is recorded."))
            for view in views:
                name = each.plan.name
                if each.tiers:
                    name = view.tier.label if view.tier else _("Outside the numbered structure")
                    self.report.heading(level, name)
                self.at_a_glance(name, view.initiatives)
                for initiative in view.initiatives:
                    self.details(initiative, level + 1 if each.tiers else level)

    def overview(self) -> str:
        """Return the number of initiatives, parts included, by their status."""
        counts = {status: count for status, count in self.contents.statuses.items() if count}
        total = sum(counts.values())
        words = ngettext("%(count)s initiative is recorded", "%(count)s initiatives are recorded", total)
        by_status = listed(
            _("%(status)s %(count)s") % {"status": status.label, "count": count} for status, count in counts.items()
        )
        return sentence(labelled(words % {"count": total}, by_status))

    def at_a_glance(self, name: str, initiatives: list[Initiative]) -> None:
        """Write a table of initiatives, each followed by its parts."""
        columns = [
            Column(_("Initiative"), 44),
            Column(_("Kind"), 20),
            Column(_("Status"), 25),
            Column(_("Due"), 19),
            Column(_("Lead organisation"), 24),
            Column(_("Themes"), 24),
        ]
        rows = (self.row(each, depth) for whole in initiatives for each, depth in _with_parts(whole))
        self.report.table(columns, rows, _("“%(name)s”: initiatives at a glance") % {"name": name})

    def row(self, initiative: Initiative, depth: int) -> list[Cell]:
        unknown = _("not stated")
        start = day(initiative, "start_on")
        since = _("from %(day)s") % {"day": start} if start else ""
        return [
            [f"{NONE * depth} {initiative.name}" if depth else initiative.name, self.evidence.mark(initiative)],
            initiative.get_kind_display(),
            self.status(initiative),
            "\n".join(filter(None, [since, day(initiative, "due_on") or unknown])),
            initiative.lead.name if initiative.lead else unknown,
            listed(initiative.themes.all()) or NONE,
        ]

    def status(self, initiative: Initiative) -> str:
        """Return a status in words, with the day of the report that it is from, or that there is none."""
        update = self.contents.updates.get(initiative.pk)
        reported = _("reported %(reported)s") % {"reported": day(update, "as_of")} if update else ""
        return f"{initiative.get_status_display()}\n{reported or _('no progress reported')}"

    def details(self, initiative: Initiative, level: int) -> None:
        """Write what there is to tell of an initiative and its parts beside the table, if anything."""
        family = [each for each, _depth in _with_parts(initiative)]
        if not any(self.is_told(each) for each in family):
            return
        self.report.heading(level, initiative.name)
        self.tell(initiative)
        for part in family[1:]:
            if self.is_told(part):
                name = sentence(labelled(_("Part"), part.name))
                self.report.paragraph(name, self.evidence.mark(part), style="List Bullet")
                self.tell(part)

    def is_told(self, initiative: Initiative) -> bool:
        key = initiative.pk
        return bool(initiative.summary or key in self.contents.updates or key in self.contents.milestones)

    def tell(self, initiative: Initiative) -> None:
        """Write what an initiative is, what was last reported of it, and its milestones."""
        self.report.prose(initiative.summary, self.evidence.mark(initiative))
        update = self.contents.updates.get(initiative.pk)
        if update:
            done = "" if update.percent is None else _("%(percent)s%% done") % {"percent": update.percent}
            said = labelled(_("Latest report, %(day)s") % {"day": day(update, "as_of")}, update.get_status_display())
            self.report.paragraph(running(said, done, update.summary), self.evidence.mark(update))
        for milestone in self.contents.milestones.get(initiative.pk, ()):
            step = self.milestone(milestone)
            self.report.paragraph(step, self.evidence.mark(milestone), style="List Bullet")

    def milestone(self, milestone: Milestone) -> str:
        reached = _("reached %(day)s") % {"day": day(milestone, "reached_on")} if milestone.reached_on else ""
        return facts(
            (_("Milestone"), milestone.name),
            (_("Status"), reached or _("not reported as reached")),
            (_("Due"), day(milestone, "due_on") or _("not stated")),
        )


def _with_parts(initiative: Initiative, depth: int = 0) -> Iterator[tuple[Initiative, int]]:
    """Yield an initiative and all its parts, each with how deep it lies."""
    yield initiative, depth
    for part in initiative.parts:  # type: ignore[attr-defined]  # set by `initiative_tree`
        yield from _with_parts(part, depth + 1)
