"""The recorded session through both APIs, Dagster and the store, held against a reading of its XML made here."""

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from dagster import DagsterInstance

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.duckdb_store import DuckDBStore
from techpulse.parliament_assets import ParliamentResource, definitions
from techpulse.parliament_simulator import Parliament, ParliamentSimulator

OTTAWA = ZoneInfo("America/Toronto")
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

SCALARS = {
    "legisinfo_id": "Id",
    "title_en": "LongTitleEn",
    "title_fr": "LongTitleFr",
    "short_title_en": "ShortTitleEn",
    "short_title_fr": "ShortTitleFr",
    "bill_type_en": "BillDocumentTypeNameEn",
    "bill_type_fr": "BillDocumentTypeNameFr",
    "is_government": "IsGovernmentBill",
    "is_pro_forma": "IsProForma",
    "status_id": "StatusId",
    "status_en": "StatusNameEn",
    "status_fr": "StatusNameFr",
    "sponsor_id": "SponsorPersonId",
    "sponsor_name": "SponsorPersonName",
    "sponsor_title_en": "SponsorAffiliationTitleEn",
    "sponsor_title_fr": "SponsorAffiliationTitleFr",
    "sponsor_constituency_en": "SponsorConstituencyNameEn",
    "sponsor_constituency_fr": "SponsorConstituencyNameFr",
    "latest_activity_en": "LatestBillEventTypeNameEn",
    "latest_activity_fr": "LatestBillEventTypeNameFr",
    "statute_year": "StatuteYear",
    "statute_chapter": "StatuteChapter",
    "is_law": "ReceivedRoyalAssent",
    "summary_en": "ShortLegislativeSummaryEn",
    "summary_fr": "ShortLegislativeSummaryFr",
    "reinstated_from": "ReinstatedFromBillNumberCode",
    "reinstated_as": "ReinstatedAsBillNumberCode",
}
MOMENTS = {
    "latest_activity_at": "LatestBillEventDateTime",
    "passed_house_first_reading_at": "PassedHouseFirstReadingDateTime",
    "passed_house_second_reading_at": "PassedHouseSecondReadingDateTime",
    "passed_house_third_reading_at": "PassedHouseThirdReadingDateTime",
    "passed_senate_first_reading_at": "PassedSenateFirstReadingDateTime",
    "passed_senate_second_reading_at": "PassedSenateSecondReadingDateTime",
    "passed_senate_third_reading_at": "PassedSenateThirdReadingDateTime",
    "royal_assent_at": "ReceivedRoyalAssentDateTime",
}
NESTED = {
    "stages": "[s ->> 'name_en' for s in stages::JSON[]]",
    "committees": "[s ->> 'committee_en' for s in stages::JSON[]]",
    "states": "[s ->> 'state_at' for s in stages::JSON[]]",
    "votes": "list_sort([(v -> 'number')::INTEGER for v in votes::JSON[]])",
    "publications": "list_sort([(p -> 'id')::INTEGER for p in publications::JSON[]])",
    "related": "list_sort([concat(r ->> 0, '/', r ->> 1) for r in related_bills::JSON[]])",
}
QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


def recording(day: str) -> dict[str, str]:
    path = Path(__file__).parents[4].parent / f"shared/data/legisinfo/45-1_{day}.bills_xml.ndjson.gz"
    if not path.is_file():
        pytest.skip(f"no recordings: {path.name} does not lie in shared/ beside the repository")
    lines = map(json.loads, gzip.decompress(path.read_bytes()).decode().splitlines())
    return {line["number"]: line["xml"] for line in lines}


def text(bill: ET.Element, path: str) -> str | None:
    found = " ".join((bill.findtext(path) or "").translate(QUOTES).split())
    return None if found == "0" else found or None


def moment(bill: ET.Element, path: str) -> str | None:
    if not (local := text(bill, path)):
        return None
    whole = local.ljust(20, ".").ljust(26, "0")[:26]
    return datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S.%f").replace(tzinfo=OTTAWA).astimezone(UTC).isoformat()


def expected(xml: str) -> dict[str, object]:
    """What a recorded bill says, read here and nowhere else."""
    bill = ET.fromstring(xml).find("Bill")
    assert bill is not None
    stages = [*bill.iterfind("BillStages/HouseBillStages"), *bill.iterfind("BillStages/SenateBillStages")]
    stages += [*bill.iterfind("BillStages/RoyalAssent")]
    return {
        **{column: text(bill, path) for column, path in SCALARS.items()},
        **{column: moment(bill, path) for column, path in MOMENTS.items()},
        "stages": [text(stage, "BillStageNameEn") for stage in stages],
        "committees": [text(each, "Committee/CommitteeAcronym") for each in stages],
        "states": [
            moment(each, "StateAsOfDate") or moment(each, "EndOfStageEvent/EventEndDateTime") for each in stages
        ],
        "votes": sorted(
            int(each.findtext("DivisionNumber") or 0) for each in bill.iterfind("HouseVoteDetails") if len(each)
        ),
        "publications": sorted(
            int(each.findtext("PublicationId") or 0) for each in bill.iterfind("Publications") if len(each)
        ),
        "related": sorted(
            f"{each.findtext('ParliamentNumber')}-{each.findtext('SessionNumber')}/{each.findtext('NumberCode')}"
            for each in bill.iterfind("SimilarBills")
            if len(each)
        ),
    }


def loaded(database: Path) -> dict[str, dict[str, object]]:
    """Each bill's columns as text, its nested ones as lists."""
    columns = [f"{name}::VARCHAR" for name in SCALARS]
    columns += [*(f"epoch_us({name})" for name in MOMENTS), *NESTED.values()]
    names = [*SCALARS, *MOMENTS, *NESTED]
    with DuckDBStore(database) as store:
        rows = store.query(f"SELECT number, {', '.join(columns)} FROM bills")
    return {str(row[0]): {name: shown(name, value) for name, value in zip(names, row[1:], strict=True)} for row in rows}


def shown(name: str, value: object) -> object:
    if name in MOMENTS and isinstance(value, int):
        return datetime.fromtimestamp(value / 1_000_000, UTC).isoformat()
    return [] if name in NESTED and value is None else value


def backfilled(simulator: ParliamentSimulator, database: Path, *, form: Literal["json", "xml"]) -> tuple[int, int, int]:
    """How many bills a backfill of 45-1 in Dagster has read in detail, created and updated."""
    parliament = ParliamentResource(
        openparliament_url=simulator.openparliament_url,
        legisinfo_url=simulator.legisinfo_url,
        openparliament_requests_per_second=100.0,
        legisinfo_form=form,
    )
    made = definitions(parliament, DuckDBStoreResource(database_path=str(database)))
    with DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("parliament_sessions", ["45-1"])
        job = made.resolve_job_def("fetch_session_bills_job")
        result = job.execute_in_process(run_config=QUIET, partition_key="45-1", instance=instance)
        assert all(check.passed for check in result.get_asset_check_evaluations())
        [told] = result.asset_materializations_for_node("fetch_parliament_session_bills")
    counted = [told.metadata[f"bills_{name}"].value for name in ("fetched", "created", "updated")]
    return int(str(counted[0])), int(str(counted[1])), int(str(counted[2]))


@pytest.mark.parametrize("form", ["json", pytest.param("xml", marks=pytest.mark.long)])
def test_every_field_of_all_recorded_bills_is_right_and_only_true_changes_are_counted(
    tmp_path: Path, form: Literal["json", "xml"]
) -> None:
    first, second = recording("20260724"), recording("20260813")
    database, parliament = tmp_path / "lake.duckdb", Parliament.from_xml("45-1", first.values())
    with ParliamentSimulator(parliament) as simulator:
        assert backfilled(simulator, database, form=form) == (185, 185, 0)
        wanted = {number: expected(xml) for number, xml in first.items()}
        require_same(loaded(database), wanted)
        assert backfilled(simulator, database, form=form) == (0, 0, 0)

        for xml in second.values():
            parliament.put_xml("45-1", xml)
        changed = {number for number, xml in second.items() if expected(xml) != wanted[number]}
        _, created, updated = backfilled(simulator, database, form=form)
        assert (created, updated) == (0, len(changed))
        require_same(loaded(database), {number: expected(xml) for number, xml in second.items()})


def require_same(found: Mapping[str, Mapping[str, object]], wanted: Mapping[str, Mapping[str, object]]) -> None:
    assert found.keys() == wanted.keys()
    pairs = [(number, name, found[number][name], wanted[number][name]) for number in wanted for name in wanted[number]]
    assert [pair for pair in pairs if pair[2] != pair[3]] == []
