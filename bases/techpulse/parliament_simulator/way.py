"""Chambers, stages, events and statuses, with the ids and names that LEGISinfo has for them.

Here: these tables, and the order in which a bill passes them.
Not here: what a record says of them (`stages`).
"""

from typing import NamedTuple

from techpulse.parliament_simulator.blank_records import Text, bilingual, blank_committee
from techpulse.parliament_simulator.markup import Fields


class Chamber(NamedTuple):
    """One of the two chambers."""

    id: int
    short_name: str
    name: Text
    name_after_in: str

    @property
    def stages_name(self) -> str:
        """What its stages are called in a record."""
        return f"{self.short_name}BillStages"


class Stage(NamedTuple):
    """A stage; `major_id` is 0 for a minor one, `reading` tells which one it is, if any."""

    id: int
    name: Text
    major_id: int = 0
    reading: str = ""


class Step(NamedTuple):
    """A stage in a chamber."""

    chamber: Chamber
    stage: Stage


class Event(NamedTuple):
    """What completes a stage."""

    id: int
    name: Text


class Status(NamedTuple):
    """Where LEGISinfo says that a bill is."""

    id: int
    name: Text


HOUSE = Chamber(1, "House", Text("House of Commons", "Chambre des communes"), "House of Commons")
SENATE = Chamber(2, "Senate", Text("Senate", "Sénat"), "Senate")

FIRST = Stage(60029, Text("First reading", "Première lecture"), 60043, "First")
SECOND = Stage(60030, Text("Second reading", "Deuxième lecture"), 60044, "Second")
COMMITTEE = Stage(60049, Text("Consideration in committee", "Examen en comité"))
REPORT = Stage(60032, Text("Report stage", "Étape du rapport"))
THIRD = Stage(60031, Text("Third reading", "Troisième lecture"), 60045, "Third")
ROYAL_ASSENT = Stage(60050, Text("Royal assent", "Sanction royale"), 60046)

PRO_FORMA = Status(359, Text("Introduced as pro forma bill", "Déposé comme projet de loi pro forma"))
OUTSIDE_PRECEDENCE = Status(360, Text("Outside the Order of Precedence", "Ne fait pas partie de l'Ordre de priorité"))

_STAGES = {HOUSE: (FIRST, SECOND, COMMITTEE, REPORT, THIRD), SENATE: (FIRST, SECOND, COMMITTEE, THIRD)}
_LAST_STEP = Step(SENATE, ROYAL_ASSENT)
_INTRODUCTION = Event(60110, Text("Introduction and first reading", "Dépôt et première lecture"))
_EVENTS = {
    Step(HOUSE, FIRST): Event(60111, FIRST.name),
    Step(HOUSE, SECOND): Event(
        60121, Text("Second reading and referral to committee", "Deuxième lecture et renvoi en comité")
    ),
    Step(HOUSE, REPORT): Event(60285, Text("Concurrence at report stage", "Adoption à l’étape du rapport")),
    Step(SENATE, FIRST): Event(60111, FIRST.name),
    Step(SENATE, SECOND): Event(60120, SECOND.name),
}
_EVENTS_OF_BOTH = {
    COMMITTEE: Event(
        60124,
        Text("Committee report presented without amendment", "Présentation du rapport de comité sans amendement"),
    ),
    THIRD: Event(60134, THIRD.name),
    ROYAL_ASSENT: Event(60149, ROYAL_ASSENT.name),
}
_STATUSES = {
    Step(HOUSE, FIRST): Status(
        348,
        Text(
            "Senate bill awaiting first reading in the House of Commons",
            "Projet de loi du Sénat en attente de la première lecture à la Chambre des communes",
        ),
    ),
    Step(HOUSE, SECOND): Status(
        349, Text("At second reading in the House of Commons", "À la deuxième lecture à la Chambre des communes")
    ),
    Step(HOUSE, COMMITTEE): Status(
        352,
        Text("At consideration in committee in the House of Commons", "À l'examen en comité à la Chambre des communes"),
    ),
    Step(HOUSE, REPORT): Status(
        353, Text("At report stage in the House of Commons", "À l'étape du rapport à la Chambre des communes")
    ),
    Step(HOUSE, THIRD): Status(
        354, Text("At third reading in the House of Commons", "À la troisième lecture à la Chambre des communes")
    ),
    Step(SENATE, FIRST): Status(
        342,
        Text(
            "House of Commons bill awaiting first reading in the Senate",
            "Projet de loi de la Chambre des communes en attente de la première lecture au Sénat",
        ),
    ),
    Step(SENATE, SECOND): Status(343, Text("At second reading in the Senate", "À la deuxième lecture au Sénat")),
    Step(SENATE, COMMITTEE): Status(
        344, Text("At consideration in committee in the Senate", "À l'examen en comité au Sénat")
    ),
    Step(SENATE, THIRD): Status(346, Text("At third reading in the Senate", "À la troisième lecture au Sénat")),
    _LAST_STEP: Status(356, Text("Awaiting royal assent", "En attente de la sanction royale")),
}
_ROYAL_ASSENT_RECEIVED = Status(357, Text("Royal assent received", "Sanction royale reçue"))
_COMMITTEES = {
    HOUSE: (30999, "LAMP", Text("Standing Committee on Lighthouses", "Comité permanent des phares")),
    SENATE: (16999, "TIDE", Text("Standing Senate Committee on Tides", "Comité sénatorial permanent des marées")),
}


def steps(first: Chamber) -> list[Step]:
    """The way of a bill that begins in `first`, royal assent at its end."""
    second = SENATE if first is HOUSE else HOUSE
    return [*(Step(chamber, stage) for chamber in (first, second) for stage in _STAGES[chamber]), _LAST_STEP]


def event_of(step: Step, *, is_first_chamber: bool) -> Event:
    """What completes `step`."""
    if is_first_chamber and step.stage is FIRST:
        return _INTRODUCTION
    return _EVENTS.get(step) or _EVENTS_OF_BOTH[step.stage]


def status_before(step: Step | None) -> Status:
    """Where a bill is that has `step` before it; None: no step more."""
    return _STATUSES[step] if step else _ROYAL_ASSENT_RECEIVED


def committee_of(chamber: Chamber) -> Fields:
    """A made-up committee of `chamber`."""
    number, acronym, name = _COMMITTEES[chamber]
    return (
        blank_committee()
        | {"CommitteeOrganizationId": number, "CommitteeAcronym": acronym}
        | bilingual("CommitteeName", name)
        | {"IsHouseOfCommonsCommittee": chamber is HOUSE, "IsSenateCommittee": chamber is SENATE}
    )
