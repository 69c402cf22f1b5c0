"""What the environment turns into, and how a wrong value is said."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from techpulse.settings import Settings, SettingsError, load_settings

WRONG = [
    ("TECHPULSE_HN_MAX_CONNECTIONS", "0"),
    ("TECHPULSE_HN_MAX_CONNECTIONS", "1001"),
    ("TECHPULSE_HN_MAX_CONNECTIONS", "many"),
    ("TECHPULSE_HN_REQUESTS_PER_SECOND", "0"),
    ("TECHPULSE_HN_REQUESTS_PER_SECOND", "nan"),
    ("TECHPULSE_HN_REQUESTS_PER_SECOND", "inf"),
    ("TECHPULSE_LOCK_DEADLINE_SECONDS", "-1"),
    ("TECHPULSE_LOCK_DEADLINE_SECONDS", "soon"),
    ("TECHPULSE_HN_BASE_URL", "hacker-news.firebaseio.com"),
    ("TECHPULSE_HN_BASE_URL", "file:///etc/passwd"),
    ("TECHPULSE_HN_BASE_URL", "https://host/v0?token=x"),
    ("TECHPULSE_BULLETIN_ENDPOINTS", "pages"),
    ("TECHPULSE_BULLETIN_ENDPOINTS", "Pages=pages"),
    ("TECHPULSE_BULLETIN_ENDPOINTS", "pages="),
    ("TECHPULSE_BULLETIN_ENDPOINTS", "pages=my pages"),
    ("TECHPULSE_BULLETIN_ENDPOINTS", "pages=pages;media=media"),
    ("TECHPULSE_BULLETIN_SWEEP_CRON", "weekly"),
    ("TECHPULSE_EXPORT_URL", "s3://key:secret@bucket"),
    ("TECHPULSE_EXPORT_URL", "ftp://host/folder"),
    ("TECHPULSE_EXPORT_COMPRESSION", "gzip"),
    ("TECHPULSE_EXPORTS_KEPT", "0"),
    ("TECHPULSE_CONTACT_URL", "https://example.org/\r\nX-Injected: 1"),
    ("TECHPULSE_CONTACT_URL", "https://example.org/Ünicode"),
    ("TECHPULSE_CONFERENCE_ADDRESSES", "https://host/events"),
    ("TECHPULSE_CONFERENCE_ADDRESSES", "easychair=https://host/events"),
    ("TECHPULSE_CONFERENCE_ADDRESSES", "elra=https://user:secret@host/events"),
    ("TECHPULSE_CONTACT_EMAIL", "nobody"),
    ("TECHPULSE_CONTACT_EMAIL", "a@b.example\r\nX-Injected: 1"),
    ("TECHPULSE_OPENPARLIAMENT_REQUESTS_PER_SECOND", "0"),
    ("TECHPULSE_LEGISINFO_FORM", "yaml"),
    ("TECHPULSE_MONITOR_WEBHOOK_URL", "hooks.example/secret"),
    ("TECHPULSE_HEALTH_HOST", "two words"),
    ("TECHPULSE_HEALTH_PORT", "0"),
    ("TECHPULSE_HEALTH_PORT", "65536"),
    ("TECHPULSE_HEALTH_REFRESH_SECONDS", "0"),
    ("TECHPULSE_HEALTH_MONTHLY_SOURCES", "hacker_news"),
    ("TECHPULSE_HEALTH_MONTHLY_SOURCES", "hacker_news=29"),
    ("TECHPULSE_HEALTH_SOURCE_HOURS", "bulletin=0"),
    ("TECHPULSE_HEALTH_SOURCE_HOURS", "Bulletin!=5"),
    ("TECHPULSE_HEALTH_QUARANTINE_LIMIT", "20"),
    ("TECHPULSE_HEALTH_DISK_LIMIT_MB", "-1"),
]


def test_defaults_hold_when_nothing_is_set() -> None:
    assert load_settings({}).model_dump() == {
        "db_path": Path("data/techpulse.duckdb"),
        "lock_deadline_seconds": 60.0,
        "hn_base_url": "https://hacker-news.firebaseio.com/v0",
        "hn_max_connections": 20,
        "hn_requests_per_second": None,
        "bulletin_base_url": "https://www.bu.edu/academics/wp-json/wp/v2",
        "bulletin_endpoints": (("pages", "pages"), ("media", "media")),
        "bulletin_max_connections": 50,
        "bulletin_sweep_cron": "0 11 * * 0",
        "export_folder": Path("data/bulletin_raw"),
        "export_url": None,
        "export_compression": "zstd",
        "exports_kept": 30,
        "openparliament_base_url": "https://api.openparliament.ca",
        "openparliament_requests_per_second": 2.0,
        "legisinfo_base_url": "https://www.parl.ca/legisinfo/en",
        "legisinfo_max_connections": 4,
        "legisinfo_form": "json",
        "conference_addresses": (),
        "contact_url": "https://github.com/techpulse-lake/techpulse",
        "contact_email": "techpulse-lake@users.noreply.github.com",
        "monitor_webhook_url": None,
        "monitor_failure_rate": 0.2,
        "health_host": "127.0.0.1",
        "health_port": 8000,
        "health_refresh_seconds": 2.0,
        "health_snapshot_seconds": 30.0,
        "health_busy_seconds": 3600.0,
        "health_monthly_sources": (("hacker_news", 4),),
        "health_source_hours": (("bulletin", 192.0),),
        "health_default_hours": 840.0,
        "health_silence_seconds": 900.0,
        "health_load_seconds": 14400.0,
        "health_quarantine_warning": 0.01,
        "health_quarantine_limit": 0.2,
        "health_disk_warning_mb": 2048,
        "health_disk_limit_mb": 256,
    }


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("db_path", "/var/lake.duckdb", Path("/var/lake.duckdb")),
        ("lock_deadline_seconds", "0", 0.0),
        ("hn_base_url", "http://127.0.0.1:8080/v0/", "http://127.0.0.1:8080/v0"),
        ("hn_max_connections", "1000", 1000),
        ("hn_requests_per_second", "2.5", 2.5),
        (
            "bulletin_endpoints",
            "pages=pages?status=publish, news=posts",
            (("pages", "pages?status=publish"), ("news", "posts")),
        ),
        ("bulletin_sweep_cron", "30 4 * * 1-5", "30 4 * * 1-5"),
        ("export_url", "s3://bucket/folder/", "s3://bucket/folder"),
        ("export_url", "file:///var/lake", "file:///var/lake"),
        ("export_compression", "snappy", "snappy"),
        ("contact_url", "http://[::1]/about", "http://[::1]/about"),
        (
            "conference_addresses",
            "elra=https://host/a, wikicfp=http://host/cfp/call?conference=NLP&page=1 http://host/cfp/call?conference=ml",
            (
                ("elra", ("https://host/a",)),
                ("wikicfp", ("http://host/cfp/call?conference=NLP&page=1", "http://host/cfp/call?conference=ml")),
            ),
        ),
        ("contact_email", "data@lake.example", "data@lake.example"),
        ("monitor_webhook_url", "https://hooks.example/T0/B0", SecretStr("https://hooks.example/T0/B0")),
        ("health_host", "0.0.0.0", "0.0.0.0"),
        ("health_port", "65535", 65535),
        ("health_monthly_sources", "hacker_news=5, other=1", (("hacker_news", 5), ("other", 1))),
        ("health_monthly_sources", "none", ()),
        ("health_source_hours", "bulletin=1.5", (("bulletin", 1.5),)),
        ("health_source_hours", "None", ()),
    ],
)
def test_a_setting_is_typed_when_its_variable_is_set(field: str, text: str, value: object) -> None:
    assert getattr(load_settings({f"TECHPULSE_{field.upper()}": text}), field) == value


@pytest.mark.parametrize("word", ["none", "None", "NONE"])
def test_requests_are_unlimited_when_the_rate_is_none(word: str) -> None:
    assert load_settings({"TECHPULSE_HN_REQUESTS_PER_SECOND": word}).hn_requests_per_second is None


@pytest.mark.parametrize(("variable", "value"), WRONG)
def test_one_line_names_the_variable_and_the_accepted_values_when_a_value_is_wrong(variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings({variable: value})
    line = str(raised.value)
    assert line.startswith(f"{variable}: ")
    assert "; accepted: " in line
    assert "\n" not in line


def test_every_wrong_variable_is_named_when_several_are_wrong() -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings({"TECHPULSE_HEALTH_PORT": "http", "TECHPULSE_HN_MAX_CONNECTIONS": "0"})
    assert str(raised.value) == (
        "TECHPULSE_HN_MAX_CONNECTIONS: input should be greater than or equal to 1; "
        "accepted: a whole number, 1 to 1000 | "
        "TECHPULSE_HEALTH_PORT: input should be a valid integer, unable to parse string as an integer; "
        "accepted: a port number, 1 to 65535"
    )


def test_no_value_is_repeated_when_it_is_wrong() -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings(
            {"TECHPULSE_HN_BASE_URL": "https://user:canary-secret@host/v0", "TECHPULSE_HEALTH_PORT": "canary"}
        )
    assert "canary" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_a_secret_address_is_in_no_text_of_the_settings() -> None:
    settings = load_settings({"TECHPULSE_MONITOR_WEBHOOK_URL": "https://hooks.example/canary"})
    assert "canary" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_an_empty_variable_counts_as_unset() -> None:
    assert load_settings({"TECHPULSE_DB_PATH": "", "TECHPULSE_HEALTH_PORT": ""}) == load_settings({})


def test_variables_of_others_are_left_alone() -> None:
    assert load_settings({"HEALTH_PORT": "x", "PATH": "/bin", "TECHPULSE_OF_TOMORROW": "1"}) == load_settings({})


def test_settings_cannot_be_changed_once_loaded() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_settings({}).health_port = 1


def test_settings_made_by_hand_do_not_look_at_the_environment() -> None:
    probe = "from techpulse.settings import Settings; print(Settings().health_port)"
    assert _python(probe, TECHPULSE_HEALTH_PORT="1234") == "8000"
    assert Settings(health_port=9).health_port == 9


def test_the_process_environment_is_read_at_the_call_when_none_is_passed() -> None:
    probe = (
        "import os; from techpulse.settings import load_settings; "
        "os.environ['TECHPULSE_HEALTH_PORT'] = '4321'; print(load_settings().health_port)"
    )
    assert _python(probe, TECHPULSE_HEALTH_PORT="1234") == "4321"


def _python(code: str, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | variables, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_readme_names_every_variable_when_its_table_is_read() -> None:
    readme = (Path(__file__).parents[4] / "README.md").read_text()
    assert [name for name in Settings.model_fields if f"`TECHPULSE_{name.upper()}`" not in readme] == []
