"""A bill's way through both chambers, and all that its record says when it comes a stage further.

Here: the stages in order, and completing the next one of a record, made up or recorded.
Not here: blank records (`blank_records`), which bills move and when (`parliament`, `generator`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from techpulse.parliament_simulator import way
from techpulse.parliament_simulator.blank_records import Text, bilingual, blank_stage
from techpulse.parliament_simulator.markup import Fields
from techpulse.parliament_simulator.papers import leave_papers
from techpulse.parliament_simulator.way import Chamber, Stage, Step

_NOT_REACHED, _COMPLETED = 1, 4
_NAMES_NOT_REACHED = Text("Not reached", "Non atteinte")
_NAMES_COMPLETED = Text("Completed", "Terminée")
# LEGISinfo tells of royal assent's state nothing but its events.
_STATELESS = {"State": 0, "StateNameEn": None, "StateNameFr": None, "StateAsOfDate": None, "StateName": None}
_EVENT_LISTS = ("Sittings", "SignificantEvents")


class _Moment(NamedTuple):
    """A step that is completed, and when."""

    step: Step
    event: way.Event
    time: str

    @property
    def day(self) -> str:
        return f"{self.time[:10]}T00:00:00"

    @property
    def sitting(self) -> int:
        """A number that grows from day to day."""
        return int(self.time[5:7]) * 31 + int(self.time[8:10])


def unreached_stages(first: Chamber) -> Fields:
    """The stages of a bill that has not reached any, but those that LEGISinfo tells of only once they begin."""
    stages: Fields = {"BillId": 0}
    for step in way.steps(first):
        if step.stage is not way.ROYAL_ASSENT and step != (way.SENATE, way.COMMITTEE):
            stages.setdefault(step.chamber.stages_name, []).append(_unreached(step.stage))
    return stages


def complete_next_stage(fields: Fields, time: str, *, chapter: int) -> str:
    """The English name of the stage that `fields` completes with this change, at `time` as LEGISinfo writes it.

    The stage after the last completed one is completed, whatever the bill's status. At royal assent the bill becomes
    `chapter` of its year. After that, and of a pro forma bill, nothing changes and the name is empty.
    """
    first = way.HOUSE if fields["NumberCode"].startswith("C") else way.SENATE
    fields["BillStages"] = fields.get("BillStages") or {}
    steps = way.steps(first)
    done = _steps_done(fields, steps)
    if done == len(steps) or (fields.get("IsProForma") and done):
        return ""
    step = steps[done]
    moment = _Moment(step, way.event_of(step, is_first_chamber=step.chamber is first), time)
    following = steps[done + 1] if done + 1 < len(steps) else None
    _record_stage(fields, moment)
    fields.update(_milestones(moment, is_first_chamber=step.chamber is first))
    fields.update(_whereabouts(moment, following or step))
    fields.update(_latest_event(moment))
    status = way.status_before(following)
    fields.update({"StatusId": status.id} | bilingual("StatusName", status.name))
    if following is None:
        fields.update({"StatuteYear": int(time[:4]), "StatuteChapter": chapter})
    leave_papers(fields, step, time=time)
    return step.stage.name.en


def _steps_done(fields: Fields, steps: Sequence[Step]) -> int:
    """How many steps lie behind the bill; steps that it left out count too."""
    if fields.get("ReceivedRoyalAssent"):
        return len(steps)
    last = 0
    for nth, step in enumerate(steps, start=1):
        for record in fields["BillStages"].get(step.chamber.stages_name) or []:
            if record["BillStageId"] == step.stage.id and record["State"] == _COMPLETED:
                last = nth
    return last


def _record_stage(fields: Fields, moment: _Moment) -> None:
    step, stages = moment.step, fields["BillStages"]
    if step.stage is way.ROYAL_ASSENT:
        stages["RoyalAssent"] = _completed(blank_stage(), moment, fields=fields) | _STATELESS
        return
    records = stages.setdefault(step.chamber.stages_name, [])
    for place, record in enumerate(records):
        if record["BillStageId"] == step.stage.id:
            records[place] = _completed(record, moment, fields=fields)
            return
    thirds = (place for place, record in enumerate(records) if record["BillStageId"] == way.THIRD.id)
    records.insert(next(thirds, len(records)), _completed(_unreached(step.stage), moment, fields=fields))


def _unreached(stage: Stage) -> Fields:
    return (
        blank_stage()
        | {"BillStageId": stage.id}
        | bilingual("BillStageName", stage.name)
        | {"ChamberOrganizationId": 0, "ParliamentNumber": 0, "SessionNumber": 0, "State": _NOT_REACHED}
        | bilingual("StateName", _NAMES_NOT_REACHED)
        | {"StageEventCount": 0}
    )


def _completed(record: Fields, moment: _Moment, *, fields: Fields) -> Fields:
    step, time = moment.step, moment.time
    known = {
        "BillStageId": step.stage.id,
        **bilingual("BillStageName", step.stage.name),
        "ChamberOrganizationId": step.chamber.id,
        "ParliamentNumber": fields["ParliamentNumber"],
        "SessionNumber": fields["SessionNumber"],
        "State": _COMPLETED,
        **bilingual("StateName", _NAMES_COMPLETED),
        "StateAsOfDate": time,
        "EndOfStageEvent": {
            "EventTypeId": moment.event.id,
            **bilingual("EventTypeName", moment.event.name),
            "EventStartDateTime": time,
            "EventEndDateTime": time,
        },
        "StageEventCount": (record.get("StageEventCount") or 0) + 1,
        "LastStageEventStartDateTime": time,
    }
    if step.stage is way.COMMITTEE and not record.get("Committee"):
        known["Committee"] = way.committee_of(step.chamber)
    return _with_events(record | known, moment)


def _with_events(record: Fields, moment: _Moment) -> Fields:
    """`record` with one more sitting and event, which stand after the committee as in LEGISinfo's order."""
    more = {"Sittings": _sitting(moment), "SignificantEvents": _event(moment)}
    ordered: Fields = {}
    for name, value in record.items():
        if name not in _EVENT_LISTS:
            ordered[name] = value
        if name == "Committee":
            ordered |= {name: [*(record.get(name) or []), more[name]] for name in _EVENT_LISTS}
    return ordered


def _sitting(moment: _Moment) -> Fields:
    nothing = Text("", "")
    return (
        bilingual("Name", moment.event.name)
        | {"Number": moment.sitting, "Date": moment.day}
        | bilingual("AdditionalInformation", nothing)
        | {"IsPublished": moment.step.chamber is way.HOUSE}
    )


def _event(moment: _Moment) -> Fields:
    return (
        {"EventTypeId": moment.event.id, "BillDocumentId": 0}
        | bilingual("EventName", moment.event.name)
        | {"EventDateTime": moment.day, "IsCompletionOfBillStage": True, "IsDefeatedEvent": False}
        | {"CommitteeReportId": None, "CommitteeReportNumber": None}
        | bilingual("AdditionalInformation", Text("", ""))
        | {"MeetingEventId": None, "AmendmentNoteId": None}
    )


def _milestones(moment: _Moment, *, is_first_chamber: bool) -> Fields:
    """The time and the mark of a reading or of royal assent, and the major stage that it completes."""
    chamber, stage = moment.step.chamber, moment.step.stage
    if not stage.major_id:
        return {}
    suffix = f" in the {chamber.name_after_in}"
    major = {
        "LatestCompletedMajorStageId": stage.major_id,
        **bilingual("LatestCompletedMajorStageName", stage.name),
        "LatestCompletedMajorStageNameWithChamberSuffix": stage.name.en + (suffix if stage.reading else ""),
        "LatestCompletedMajorStageChamberOrganizationId": chamber.id,
        **bilingual("LatestCompletedMajorStageChamberName", chamber.name),
    }
    if not stage.reading:
        return major | {"ReceivedRoyalAssentDateTime": moment.time, "ReceivedRoyalAssent": True}
    nth = "First" if is_first_chamber else "Second"
    return major | {
        f"Passed{chamber.short_name}{stage.reading}ReadingDateTime": moment.time,
        f"Passed{nth}Chamber{stage.reading}Reading": True,
    }


def _whereabouts(moment: _Moment, ongoing: Step) -> Fields:
    return {
        "OngoingStageId": ongoing.stage.id,
        **bilingual("OngoingStageName", ongoing.stage.name),
        "LatestCompletedBillStageId": moment.step.stage.id,
        **bilingual("LatestCompletedBillStageName", moment.step.stage.name),
        "LatestCompletedBillStageChamberOrganizationId": moment.step.chamber.id,
        **bilingual("LatestCompletedBillStageChamberName", moment.step.chamber.name),
        "LatestCompletedBillStageDateTime": moment.time,
    }


def _latest_event(moment: _Moment) -> Fields:
    return {
        "LatestBillEventEventTypeId": moment.event.id,
        **bilingual("LatestBillEventTypeName", moment.event.name),
        "LatestBillEventStageId": moment.step.stage.id,
        "LatestBillEventDateTime": moment.time,
        "LatestBillEventChamberOrganizationId": moment.step.chamber.id,
        **bilingual("LatestBillEventChamberName", moment.step.chamber.name),
        "LatestBillEventNumberOfAmendments": 0,
        "LatestBillEventAmendmentNoteId": 0,
        "LatestBillEventMeetingNumber": moment.sitting,
    }
