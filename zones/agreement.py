"""Whether what a source says of an initiative and what the numbers say of its target fit together; a pure function.

**What a statement claims.** `completed` claims that the goal is reached. `in progress` and `postponed` say that work
is not finished. `announced` is what an initiative is before anything was said of its progress, `cancelled` and
`superseded` end it without a word about the number: they claim nothing.

**What contradicts what.** Completed and the numbers behind or missed; not finished and the numbers achieved. A goal
that is reached before its due date contradicts work in progress as little as one that was missed, but it does
contradict work that was put off.

**Two things that speak of different days** do not contradict each other. A figure behind its path does not stand
against a completion stated for a later day, nor a goal reached now against an older statement that work goes on: the
older of the two may have been overtaken, which is said instead. Only `missed` is final, because no later day can undo
it: the statement's day does not matter then.
"""

from collections.abc import Mapping
from datetime import date

from zones.choices import Agreement, InitiativeStatus, Verdict

_CONTRADICTED: Mapping[InitiativeStatus, frozenset[Verdict]] = {
    InitiativeStatus.COMPLETED: frozenset({Verdict.BEHIND, Verdict.MISSED}),
    InitiativeStatus.IN_PROGRESS: frozenset({Verdict.ACHIEVED}),
    InitiativeStatus.POSTPONED: frozenset({Verdict.ACHIEVED, Verdict.ACHIEVED_EARLY}),
}


def compare_statement(
    stated: InitiativeStatus | None, stated_on: date | None, verdict: Verdict, measured_on: date | None
) -> Agreement:
    """Return how the latest statement of an initiative's progress and the verdict of the numbers fit together.

    `stated` is None when nothing was said. `stated_on` is the last day that the statement speaks of, `measured_on` the
    last day of the figures that were read; None is unknown, and then no day is held against the other.
    """
    if stated is None or stated not in _CONTRADICTED:
        return Agreement.NOTHING_STATED
    if verdict == Verdict.NO_DATA:
        return Agreement.NOTHING_MEASURED
    if verdict not in _CONTRADICTED[stated]:
        return Agreement.AGREE
    claimed = stated == InitiativeStatus.COMPLETED
    older, newer = (measured_on, stated_on) if claimed else (stated_on, measured_on)
    if verdict != Verdict.MISSED and older and newer and older < newer:
        return Agreement.OVERTAKEN
    return Agreement.CLAIMED_NOT_REACHED if claimed else Agreement.REACHED_NOT_CLAIMED
