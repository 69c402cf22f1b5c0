"""`techpulse ingest`, `status` and `demo` as processes see them, against a server on loopback."""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from techpulse.cli import main
from techpulse.duckdb_store import DuckDBStore
from techpulse.hn_simulator import Faults, HackerNewsSimulator, generate_history

COMMAND = [sys.executable, "-c", "import sys; from techpulse.cli import main; sys.exit(main())"]


@pytest.fixture(scope="module")
def simulator() -> Iterator[HackerNewsSimulator]:
    with HackerNewsSimulator(generate_history("2024-05..2024-06", seed=5, comments=60)) as running:
        yield running


def options(simulator: HackerNewsSimulator, database: Path) -> list[str]:
    return ["--base-url", simulator.base_url, "--database", str(database)]


def test_one_object_a_month_is_printed_when_json_is_asked_for(
    tmp_path: Path, simulator: HackerNewsSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "lake.duckdb"
    assert main(["ingest", "2024-05..2024-06", "--json", *options(simulator, database)]) == 0
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    loads = {load.partition_key: load for load in DuckDBStore(database).loads()}
    assert [report["month"] for report in reports] == ["2024-05", "2024-06"]
    for report in reports:
        load = loads[f"{report['month']}-01"]
        assert {name: report[name] for name in report if name not in {"month", "seconds", "thread_id"}} == {
            "load_id": str(load.load_id),
            "status": "complete",
            "items": load.rows,
            "tombstones": load.tombstones,
            "quarantined": 0,
            "requests": load.requests,
            "database": str(database),
            "reason": None,
        }
        assert f"/v0/item/{report['thread_id']}.json" in simulator.requests
        assert report["seconds"] > 0
        assert load.code_version == version("code-location")


def test_closed_months_cost_no_request_when_a_range_is_asked_for_again(
    tmp_path: Path, simulator: HackerNewsSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["ingest", "2024-05..2024-06", "--json", *options(simulator, tmp_path / "lake.duckdb")]
    assert main(arguments) == 0
    first = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    before = simulator.request_count
    assert main(arguments) == 0
    second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert simulator.request_count == before
    changing = {"requests", "seconds", "reason"}
    assert [{k: v for k, v in report.items() if k not in changing} for report in second] == [
        {k: v for k, v in report.items() if k not in changing} for report in first
    ]
    assert all("stopped growing" in report["reason"] for report in second)


@pytest.mark.parametrize("words", [["2024-05"], ["2024-05..2024-05", "--refresh"]])
def test_closed_month_is_read_again_when_named_or_refreshed(
    tmp_path: Path, simulator: HackerNewsSimulator, words: list[str]
) -> None:
    database = tmp_path / "lake.duckdb"
    for _ in range(2):
        assert main(["ingest", *words, *options(simulator, database)]) == 0
    assert [load.status for load in DuckDBStore(database).loads()] == ["complete", "complete"]


def test_one_line_says_why_and_exit_code_is_one_when_the_api_answers_503_for_ever(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "lake.duckdb"
    dump = generate_history("2024-05", seed=5, comments=20)
    with HackerNewsSimulator(dump, faults=Faults(rates={"503": 1.0})) as ill:
        assert main(["ingest", "2024-05", *options(ill, database)]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("techpulse: 2024-05 failed: GET ")
    assert "HTTP 503" in output.err
    assert output.err.count("\n") == 1
    assert not database.exists()


def test_nothing_is_shown_as_complete_when_the_api_dies_in_the_middle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "lake.duckdb"
    dump = generate_history("2024-05", seed=5, comments=60)
    ill = {f"/v0/item/{item_id}.json": "503" for item_id, body in dump.items.items() if b'"parent"' in body}
    with HackerNewsSimulator(dump, faults=Faults(always=ill)) as dying:
        assert main(["ingest", "2024-05", *options(dying, database)]) == 1
    assert "more than a fifth" in capsys.readouterr().err
    assert [load.status for load in DuckDBStore(database).loads()] == ["failed"]
    assert DuckDBStore(database).query("SELECT * FROM current_hn_items") == []
    assert main(["status", "--database", str(database)]) == 0
    assert "failed" in capsys.readouterr().out


def test_month_without_a_thread_is_skipped_with_a_reason_when_asked_for(
    tmp_path: Path, simulator: HackerNewsSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", "2019-02", "--json", *options(simulator, tmp_path / "lake.duckdb")]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["status"], report["items"], report["load_id"]) == ("skipped", 0, None)
    assert "no “Who is hiring?” thread for February 2019" in report["reason"]


def test_path_is_named_when_the_database_cannot_be_written(
    tmp_path: Path, simulator: HackerNewsSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("not a folder")
    database = tmp_path / "file" / "lake.duckdb"
    assert main(["ingest", "2024-05", *options(simulator, database)]) == 1
    said = capsys.readouterr().err
    assert str(database) in said
    assert said.count("\n") == 1


def test_foreign_file_is_left_as_it_is_when_named_as_the_database(
    tmp_path: Path, simulator: HackerNewsSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("my notes" * 1000)
    assert main(["ingest", "2024-05", *options(simulator, tmp_path / "notes.txt")]) == 1
    assert "DuckDB" in capsys.readouterr().err
    assert (tmp_path / "notes.txt").read_text() == "my notes" * 1000


def test_status_lists_the_newest_load_of_each_month_when_one_was_loaded_twice(
    tmp_path: Path, simulator: HackerNewsSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "lake.duckdb"
    for _ in range(2):
        assert main(["ingest", "2024-05", "--json", *options(simulator, database)]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert main(["status", "--json", "--database", str(database)]) == 0
    [line] = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["load_id"], told["status"], told["rows"]) == (last["load_id"], "complete", last["items"])


def test_status_says_what_to_do_when_there_is_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--database", str(tmp_path / "lake.duckdb")]) == 1
    assert "the first ingest creates it" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_plain_lines_without_a_bar_are_printed_when_output_is_a_pipe(
    tmp_path: Path, simulator: HackerNewsSimulator
) -> None:
    command = [*COMMAND, "ingest", "2024-05", *options(simulator, tmp_path / "lake.duckdb")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("2024-05  complete  ")
    assert ended.stdout.count("\n") == 1


def test_made_up_month_goes_to_a_file_of_its_own_when_the_demo_finds_no_api(tmp_path: Path) -> None:
    environment = {"TECHPULSE_HN_BASE_URL": "http://127.0.0.1:9/v0", "PATH": ""}
    first, second = (
        subprocess.run([*COMMAND, "demo"], capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
        for _ in range(2)
    )
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "made-up" in first.stderr
    assert "The first posts:" in first.stdout
    assert [path.name for path in (tmp_path / "data").glob("*.duckdb")] == ["demo.duckdb"]
    loads = DuckDBStore(tmp_path / "data" / "demo.duckdb").loads()
    assert [load.status for load in loads] == ["complete", "complete"]
    assert loads[0].rows == loads[1].rows > 300
