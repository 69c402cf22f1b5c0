"""What LEGISinfo's records say: those of a session's list in both releases, and those of a bill's details.

Belongs here: the names of its fields. Does not: which answer counts, or how values are written.
Names seen in 2022 to 2026; a bilingual field comes as `XEn` and `XFr`, or as `X` alone.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from techpulse.parliament_client.bills import Bill, Chamber, Publication, Stage, Vote
from techpulse.parliament_client.fields import Fields
from techpulse.parliament_client.records import BillKey
from techpulse.parliament_client.texts import without_honorific

_CHAMBERS: dict[int | None, Chamber] = {1: "house", 2: "senate"}
_STAGES: tuple[tuple[str, Chamber | None], ...] = (
    ("HouseBillStages", "house"),
    ("SenateBillStages", "senate"),
    ("RoyalAssent", None),
)


def session_of(record: Fields) -> str | None:
    """The session that a record names, such as 45-1; not checked."""
    parliament, session = record.text("ParliamentNumber"), record.text("SessionNumber")
    return record.text("ParlSessionCode") or (f"{parliament}-{session}" if parliament and session else None)


def number_of(record: Fields) -> str | None:
    """The number that a record names, such as C-2, in capitals; not checked."""
    formatted = record.text("BillNumberFormatted", "NumberCode")
    prefix, number = record.text("BillNumberPrefix", "NumberPrefix"), record.text("BillNumber", "Number")
    if not formatted and prefix and number:
        formatted = f"{prefix}-{number}{record.text('BillNumberSuffix', 'NumberSuffix') or ''}"
    return formatted.replace(" ", "").upper() if formatted else None


def bill_in(record: Fields) -> Bill:
    """What one record says; both releases of the list, and the details, are read by the same names."""
    return replace(
        _described(record),
        passed_house_first_reading_at=record.moment("PassedHouseFirstReadingDateTime"),
        passed_house_second_reading_at=record.moment("PassedHouseSecondReadingDateTime"),
        passed_house_third_reading_at=record.moment("PassedHouseThirdReadingDateTime"),
        passed_senate_first_reading_at=record.moment("PassedSenateFirstReadingDateTime"),
        passed_senate_second_reading_at=record.moment("PassedSenateSecondReadingDateTime"),
        passed_senate_third_reading_at=record.moment("PassedSenateThirdReadingDateTime"),
        royal_assent_at=record.moment("ReceivedRoyalAssentDateTime"),
        is_law=record.flag("ReceivedRoyalAssent"),
        stages=tuple(_stages(record.inner("BillStages"))),
        votes=tuple(sorted(_votes(record), key=lambda vote: vote.number)),
        publications=tuple(sorted(_publications(record), key=lambda publication: publication.id)),
        related_bills=tuple((key.session, key.number) for key in sorted(set(_related(record)))),
    )


def _described(record: Fields) -> Bill:
    """Titles, kind, status, sponsor, newest activity, statute, summaries."""
    return Bill(
        legisinfo_id=record.number("BillId", "Id"),
        title_en=record.english("LongTitle"),
        title_fr=record.french("LongTitle"),
        short_title_en=record.english("ShortTitle"),
        short_title_fr=record.french("ShortTitle"),
        bill_type_en=record.english("BillType", "BillDocumentTypeName"),
        bill_type_fr=record.french("BillType", "BillDocumentTypeName"),
        originating_chamber=_CHAMBERS.get(record.number("OriginatingChamberId", "OriginatingChamberOrganizationId")),
        is_government=record.flag("IsGovernmentBill"),
        is_pro_forma=record.flag("IsProForma"),
        status_id=record.number("CurrentStatusId", "StatusId"),
        status_en=record.english("CurrentStatus", "StatusName"),
        status_fr=record.french("CurrentStatus", "StatusName"),
        sponsor_id=record.number("SponsorId", "SponsorPersonId"),
        sponsor_name=record.text("SponsorPersonName") or without_honorific(record.english("Sponsor")),
        sponsor_title_en=record.english("SponsorAffiliationTitle"),
        sponsor_title_fr=record.french("SponsorAffiliationTitle"),
        sponsor_constituency_en=record.english("SponsorConstituencyName"),
        sponsor_constituency_fr=record.french("SponsorConstituencyName"),
        latest_activity_en=record.english("LatestActivity", "LatestBillEventTypeName"),
        latest_activity_fr=record.french("LatestActivity", "LatestBillEventTypeName"),
        latest_activity_at=record.moment("LatestActivityDateTime", "LatestBillEventDateTime"),
        statute_year=record.number("StatuteYear"),
        statute_chapter=record.text("StatuteChapter"),
        summary_en=record.english("ShortLegislativeSummary"),
        summary_fr=record.french("ShortLegislativeSummary"),
        reinstated_from=record.text("ReinstatedFromBillNumberCode"),
        reinstated_as=record.text("ReinstatedAsBillNumberCode"),
    )


def _stages(stages: Fields) -> Iterator[Stage]:
    for name, chamber in _STAGES:
        for stage in stages.each(name):
            committee = stage.inner("Committee")
            found = Stage(
                chamber=_CHAMBERS.get(stage.number("ChamberOrganizationId"), chamber),
                name_en=stage.english("BillStageName"),
                name_fr=stage.french("BillStageName"),
                state_en=stage.english("StateName"),
                state_fr=stage.french("StateName"),
                state_at=stage.moment("StateAsOfDate") or stage.inner("EndOfStageEvent").moment("EventEndDateTime"),
                committee_en=committee.text("CommitteeAcronym") or committee.english("CommitteeName"),
            )
            if found.name_en or found.name_fr:
                yield found


def _votes(record: Fields) -> Iterator[Vote]:
    numbers = set()
    for vote in record.each("HouseVoteDetails"):
        number = vote.number("DivisionNumber")
        if number and number not in numbers:
            numbers.add(number)
            yield Vote(
                number=number,
                result_en=vote.english("DecisionResultName"),
                yeas=vote.number("DivisionVotesYeas", least=0),
                nays=vote.number("DivisionVotesNays", least=0),
                paired=vote.number("DivisionVotePaired", least=0),
                decided_at=vote.moment("DecisionDateTime"),
            )


def _publications(record: Fields) -> Iterator[Publication]:
    found = {each.number("PublicationId"): each.english("PublicationTypeName") for each in record.each("Publications")}
    yield from (Publication(number, type_en) for number, type_en in found.items() if number)


def _related(record: Fields) -> Iterator[BillKey]:
    for similar in record.each("SimilarBills"):
        with suppress(ValueError):
            yield BillKey(session_of(similar) or "", number_of(similar) or "")
