"""Records as LEGISinfo writes them before anything is known: every name, in its order, and nothing said.

Here: blank bills, stages and events, and fields of three names, one of them bilingual. All pure.
Not here: what fills them (`invention`, `stages`).
"""

from typing import NamedTuple

from techpulse.parliament_simulator.markup import Fields

NO_TIME = "0001-01-01T00:00:00"

_BILL = """
Id NumberCode NumberPrefix Number LongTitle* ShortTitle* StatusId StatusName* LatestCompletedMajorStageId
LatestCompletedMajorStageName* LatestCompletedMajorStageNameWithChamberSuffix IsInSenatePreStudy
LatestCompletedMajorStageChamberOrganizationId LatestCompletedMajorStageChamberName* OngoingStageId OngoingStageName*
LatestCompletedBillStageId LatestCompletedBillStageName* LatestCompletedBillStageChamberOrganizationId
LatestCompletedBillStageChamberName* LatestCompletedBillStageDateTime ParliamentNumber SessionNumber BillDocumentTypeId
BillDocumentTypeName* IsGovernmentBill OriginatingChamberOrganizationId OriginatingChamberName* IsHouseBill IsSenateBill
SponsorSenateSystemAffiliationId SponsorPersonId SponsorPersonOfficialFirstName SponsorPersonOfficialLastName
SponsorPersonUsualFirstName SponsorPersonMiddleName SponsorPersonName SponsorPersonShortHonorific*
SponsorAffiliationTitle* SponsorAffiliationRoleId SponsorAffiliationRoleName* SponsorConstituencyId
SponsorConstituencyName* LatestBillEventEventTypeId LatestBillEventTypeName* LatestBillEventStageId
LatestBillEventCommitteeDetails LatestBillEventDateTime LatestBillEventChamberOrganizationId LatestBillEventChamberName*
LatestBillEventNumberOfAmendments LatestBillEventAmendmentNoteId LatestBillEventMeetingNumber
LatestBillEventAdditionalInformation* PassedHouseFirstReadingDateTime PassedHouseSecondReadingDateTime
PassedHouseThirdReadingDateTime PassedSenateFirstReadingDateTime PassedSenateSecondReadingDateTime
PassedSenateThirdReadingDateTime ReceivedRoyalAssentDateTime DidReinstateFromPreviousSession
ReinstatedFromBillDocumentId ReinstatedFromBillNumberCode DidReinstateInNextSession ReinstatedAsBillDocumentId
ReinstatedAsBillNumberCode PassedFirstChamberFirstReading PassedFirstChamberSecondReading PassedFirstChamberThirdReading
PassedSecondChamberFirstReading PassedSecondChamberSecondReading PassedSecondChamberThirdReading ReceivedRoyalAssent
ConsideredDuringPreviousSitting IsProForma BillFormId BillFormName* Notes* ShortLegislativeSummary*
IsFullLegislativeSummaryAvailable StatuteYear StatuteChapter BillStages Publications HouseVoteDetails SenateVoteDetails
HouseRulingAndStatements SenateRulingAndStatements WebReferences BibliographicNotices SenatePreStudyCommitteeDetails
SimilarBills IsDroppedFromSenateOrderPaper IsSessionOngoing
"""
_STAGE = """
BillStageId BillStageName* ChamberOrganizationId ParliamentNumber SessionNumber State StateNameEn StateNameFr
StateAsOfDate StateName Committee EndOfStageEvent StageEventCount LastStageEventStartDateTime Speeches
ContainsReferralToCommitteeEvent ContainsRecommittalOfBillEvent
"""
_COMMITTEE = """
BillDocumentId CommitteeOrganizationId CommitteeNameEn CommitteeNameFr CommitteeAcronym CommitteeName StudyActivityId
OrganizationTypeId ParentCommittee IsSubCommittee IsHouseOfCommonsCommittee IsSenateCommittee IsJointCommittee
"""
_NOT_AT_FIRST = ("Is", "Did", "Contains", "Considered", "PassedFirst", "PassedSecond")


class Text(NamedTuple):
    """One text in both languages."""

    en: str
    fr: str


def blank_bill() -> Fields:
    """A bill of which nothing is known."""
    return _blank(_BILL) | {"ReceivedRoyalAssent": False, "BillStages": {"BillId": 0}}


def blank_stage() -> Fields:
    """A stage of which nothing is known."""
    return _blank(_STAGE)


def blank_committee() -> Fields:
    """A committee of which nothing is known."""
    return _blank(_COMMITTEE) | {"BillDocumentId": 0}


def bilingual(name: str, text: Text) -> Fields:
    """`text` under its three names: in English, in French, and in the language that was asked for, English."""
    return {f"{name}En": text.en, f"{name}Fr": text.fr, name: text.en}


def _blank(names: str) -> Fields:
    fields: Fields = {}
    for name in names.split():
        stem = name.removesuffix("*")
        for each in (f"{stem}En", f"{stem}Fr", stem) if stem != name else (stem,):
            fields[each] = False if each.startswith(_NOT_AT_FIRST) else None
    return fields
