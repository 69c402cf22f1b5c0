"""What a completed stage leaves behind: a printing of the bill's text, and a vote of the House.

Here: which stages leave which, and their records.
Not here: the stage itself (`stages`).
"""

from techpulse.parliament_simulator import way
from techpulse.parliament_simulator.blank_records import Text, bilingual
from techpulse.parliament_simulator.markup import Fields
from techpulse.parliament_simulator.way import Step

_FIRST_PRINTING = (80701, Text("First Reading", "Première lecture"))
_PASSED_PRINTINGS = {
    way.HOUSE: (80703, Text("As passed by the House of Commons", "Tel qu’adopté par la Chambre des communes")),
    way.SENATE: (80703, Text("As passed by the Senate", "Tel qu’adopté par le Sénat")),
}
_LAST_PRINTING = (80704, Text("Royal Assent", "Royal Assent"))
_HOUSE_HAS_DIVISIONS_AT = (way.SECOND, way.THIRD)
_SEATS = 343


def leave_papers(fields: Fields, step: Step, *, time: str) -> None:
    """Add to `fields` what `step`, completed at `time`, leaves behind; a pro forma bill leaves nothing."""
    if fields.get("IsProForma"):
        return
    if printing := _printing(fields, step):
        fields["Publications"] = [*(fields.get("Publications") or []), printing]
    if step.chamber is way.HOUSE and step.stage in _HOUSE_HAS_DIVISIONS_AT:
        fields["HouseVoteDetails"] = [*(fields.get("HouseVoteDetails") or []), _vote(fields, step, time=time)]


def _printing(fields: Fields, step: Step) -> Fields | None:
    before = fields.get("Publications") or []
    kinds = {way.FIRST: None if before else _FIRST_PRINTING, way.ROYAL_ASSENT: _LAST_PRINTING}
    first = way.HOUSE if fields["NumberCode"].startswith("C") else way.SENATE
    if step.chamber is first:
        kinds[way.THIRD] = _PASSED_PRINTINGS[first]
    kind = kinds.get(step.stage)
    if kind is None:
        return None
    number, name = kind
    numbers = {"PublicationId": fields["Id"] * 10 + len(before), "PublicationTypeId": number}
    return numbers | bilingual("PublicationTypeName", name)


def _vote(fields: Fields, step: Step, *, time: str) -> Fields:
    before = fields.get("HouseVoteDetails") or []
    division = max((vote["DivisionNumber"] for vote in before), default=fields["Id"] % 100_000) + 1
    yeas = 171 + division % 90
    subject = Text(
        f"{step.stage.name.en} of Bill {fields['NumberCode']}", f"{step.stage.name.fr} de {fields['NumberCode']}"
    )
    return (
        {"BillDocumentId": 0, "DivisionNumber": division}
        | bilingual("DivisionSubject", subject)
        | {"DivisionVotesYeas": yeas, "DivisionVotesNays": _SEATS - 5 - yeas, "DivisionVotePaired": 4}
        | {"DivisionVoteTotal": _SEATS - 1, "DecisionResultId": 15}
        | bilingual("DecisionResultName", Text("Agreed To", "Adoptée"))
        | {"DecisionDateTime": time, "IsAgreedTo": True, "IsNegatived": False, "IsTied": False, "OrganizationId": 0}
    )
