"""Environment variables → one frozen, validated record.

Here: every TECHPULSE_ variable, its default, its limits, and the words for a wrong value.
Not here: acting on a setting; the bases do that, and hand values down to the bricks.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PositiveFloat, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

_PREFIX = "TECHPULSE_"
_PLAIN_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]_-]+(/[!\"$->@-~]*)?")

_LIST_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_LIST_PATH = re.compile(r"[A-Za-z0-9_/-]+(\?[A-Za-z0-9_=&%.\[\]-]*)?")
_LIST_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]_-]+/[!-+\--?A-~]*")
_CONFERENCE_SITES = frozenset({"ai_deadlines", "acl_web", "chairing_tool", "elra", "wikicfp"})
_OBJECT_STORE = re.compile(r"(s3://[a-z0-9.-]+|file://)(/[^?#@\s]*)?")


class SettingsError(ValueError):
    """A variable holds what cannot be used. Remedy: correct it and start again.

    The message is one line: each wrong variable, what is wrong, what is accepted. It never repeats a value:
    that may hold a secret.
    """


def _plain_web_address(address: str) -> str:
    if not _PLAIN_WEB_ADDRESS.fullmatch(address):
        raise ValueError("not a plain web address")
    return address.rstrip("/")


def _secret_web_address(address: SecretStr | None) -> SecretStr | None:
    if address and not re.fullmatch(r"https?://[^\s@]+", address.get_secret_value()):
        raise ValueError("not a web address")
    return address


def _pairs(value: object) -> object:
    if not isinstance(value, str):
        return value
    pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
    if not pairs or any(
        not (_LIST_NAME.fullmatch(name.strip()) and _LIST_PATH.fullmatch(path.strip())) for name, _, path in pairs
    ):
        raise ValueError("not a list of name=path")
    return tuple((name.strip(), path.strip()) for name, _, path in pairs)


def _addresses(value: object) -> object:
    """Pairs like `elra=https://host/a https://host/b`, each with its addresses."""
    if not isinstance(value, str):
        return value
    pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
    found = tuple((name.strip(), tuple(urls.split())) for name, _, urls in pairs)
    if any(
        name not in _CONFERENCE_SITES or not urls or not all(_LIST_ADDRESS.fullmatch(url) for url in urls)
        for name, urls in found
    ):
        raise ValueError("not a list of site=address")
    return found


def _numbers(value: object) -> object:
    """Pairs like `bulletin=192` with their numbers still as text; `none` for no pairs."""
    if not isinstance(value, str):
        return value
    pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
    if value.strip().lower() == "none":
        return ()
    if any(not _LIST_NAME.fullmatch(name.strip()) for name, _, _ in pairs):
        raise ValueError("not a list of source=number")
    return tuple((name.strip(), number.strip()) for name, _, number in pairs)


def _cron(line: str) -> str:
    if not re.fullmatch(r"[0-9*/,a-zA-Z-]+( [0-9*/,a-zA-Z-]+){4}", line.strip()):
        raise ValueError("not five cron fields")
    return line.strip()


def _object_store(url: str | None) -> str | None:
    if url is not None and not _OBJECT_STORE.fullmatch(url):
        raise ValueError("not the address of an object store")
    return url and url.rstrip("/")


def _none_in_words(value: object) -> object:
    return None if isinstance(value, str) and value.strip().lower() == "none" else value


WebAddress = Annotated[
    str,
    AfterValidator(_plain_web_address),
    Field(description="an http(s) address without user, password, query or fragment"),
]


class Settings(BaseSettings):
    """All an operator can set: field `x_y` is the variable `TECHPULSE_X_Y`; an empty one counts as unset.

    Fetching is gentle by default: Hacker News asks for no key and documents no rate limit, so 20 requests at a time,
    about what one browser page opens, hold it to some 200 a second at its usual 100 ms an answer. A pace on top of
    that is there for who wants one.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, allow_inf_nan=False)

    db_path: Annotated[Path, Field(description="the path of the DuckDB file")] = Path("data/techpulse.duckdb")
    lock_deadline_seconds: Annotated[
        float, Field(ge=0, le=3600, description="seconds to wait for a busy file, 0 to 3600")
    ] = 60.0
    hn_base_url: WebAddress = "https://hacker-news.firebaseio.com/v0"
    hn_max_connections: Annotated[int, Field(ge=1, le=1000, description="a whole number, 1 to 1000")] = 20
    hn_requests_per_second: Annotated[
        PositiveFloat | None,
        BeforeValidator(_none_in_words),
        Field(description="a number above 0, or none for no limit"),
    ] = None
    bulletin_base_url: WebAddress = "https://www.bu.edu/academics/wp-json/wp/v2"
    bulletin_endpoints: Annotated[
        tuple[tuple[str, str], ...],
        NoDecode,
        BeforeValidator(_pairs),
        Field(description="lists of the site as name=path, separated by commas: pages=pages,media=media"),
    ] = (("pages", "pages"), ("media", "media"))
    bulletin_max_connections: Annotated[int, Field(ge=1, le=1000, description="a whole number, 1 to 1000")] = 50
    bulletin_sweep_cron: Annotated[
        str, AfterValidator(_cron), Field(description="five cron fields in UTC: 0 11 * * 0 is Sundays at 11:00")
    ] = "0 11 * * 0"
    export_folder: Annotated[Path, Field(description="the folder for Parquet exports")] = Path("data/bulletin_raw")
    export_url: Annotated[
        str | None,
        AfterValidator(_object_store),
        Field(description="where exports are uploaded: s3://bucket/folder or file:///folder, without credentials"),
    ] = None
    export_compression: Annotated[Literal["zstd", "snappy"], Field(description="zstd or snappy")] = "zstd"
    exports_kept: Annotated[int, Field(ge=1, le=100_000, description="exports kept per list, 1 to 100000")] = 30
    openparliament_base_url: WebAddress = "https://api.openparliament.ca"
    openparliament_requests_per_second: Annotated[
        float, Field(gt=0, le=100, description="a number above 0, up to 100; OpenParliament is a volunteer's server")
    ] = 2.0
    legisinfo_base_url: WebAddress = "https://www.parl.ca/legisinfo/en"
    legisinfo_max_connections: Annotated[int, Field(ge=1, le=100, description="a whole number, 1 to 100")] = 4
    legisinfo_form: Annotated[Literal["json", "xml"], Field(description="json or xml")] = "json"
    conference_addresses: Annotated[
        tuple[tuple[str, tuple[str, ...]], ...],
        NoDecode,
        BeforeValidator(_addresses),
        Field(description="sites as name=address address, separated by commas: elra=https://host/events"),
    ] = ()
    contact_url: WebAddress = "https://github.com/techpulse-lake/techpulse"
    contact_email: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", description="an e-mail address")
    ] = "techpulse-lake@users.noreply.github.com"
    monitor_webhook_url: Annotated[
        SecretStr | None,
        AfterValidator(_secret_web_address),
        Field(
            description="the http(s) address of a webhook that takes JSON with a text, as Slack's and Mattermost's do"
        ),
    ] = None
    monitor_failure_rate: Annotated[float, Field(ge=0, le=1, description="a share, 0 to 1")] = 0.2
    health_host: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9.:_-]+$", description="the host name or IP address to listen on")
    ] = "127.0.0.1"
    health_port: Annotated[int, Field(ge=1, le=65535, description="a port number, 1 to 65535")] = 8000
    health_refresh_seconds: Annotated[
        float, Field(ge=0.1, le=60, description="seconds between two looks at the database, 0.1 to 60")
    ] = 2.0
    health_snapshot_seconds: Annotated[float, Field(ge=1, le=86400, description="seconds, 1 to 86400")] = 30.0
    health_busy_seconds: Annotated[float, Field(ge=1, le=86400, description="seconds, 1 to 86400")] = 3600.0
    health_monthly_sources: Annotated[
        tuple[tuple[str, Annotated[int, Field(ge=1, le=28)]], ...],
        NoDecode,
        BeforeValidator(_numbers),
        Field(description="sources as name=day of the month, 1 to 28, separated by commas, or none: hacker_news=4"),
    ] = (("hacker_news", 4),)
    health_source_hours: Annotated[
        tuple[tuple[str, Annotated[float, Field(gt=0, le=100_000)]], ...],
        NoDecode,
        BeforeValidator(_numbers),
        Field(description="sources as name=hours, above 0 to 100000, separated by commas, or none: bulletin=192"),
    ] = (("bulletin", 192.0),)
    health_default_hours: Annotated[float, Field(gt=0, le=100_000, description="hours, above 0 to 100000")] = 840.0
    health_silence_seconds: Annotated[float, Field(ge=1, le=86400, description="seconds, 1 to 86400")] = 900.0
    health_load_seconds: Annotated[float, Field(ge=1, le=604_800, description="seconds, 1 to 604800")] = 14400.0
    health_quarantine_warning: Annotated[float, Field(ge=0, le=1, description="a share, 0 to 1")] = 0.01
    health_quarantine_limit: Annotated[float, Field(ge=0, le=1, description="a share, 0 to 1")] = 0.2
    health_disk_warning_mb: Annotated[int, Field(ge=0, le=10**9, description="megabytes, 0 to 1000000000")] = 2048
    health_disk_limit_mb: Annotated[int, Field(ge=0, le=10**9, description="megabytes, 0 to 1000000000")] = 256

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic-settings' own
        init_settings: PydanticBaseSettingsSource,
        *_other_sources: PydanticBaseSettingsSource,
        **_named_sources: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The given values alone: only `load_settings` looks at an environment."""
        return (init_settings,)


class _GivenEnvironment(EnvSettingsSource):
    """Reads a mapping where its parent reads the environment of this process."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(Settings)
        self.env_vars = {name.lower(): value for name, value in environ.items() if value}


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that `environ` asks for; without it, this process's environment at the time of the call.

    Variables without our prefix, and unknown ones with it, are left alone.

    Raises:
        SettingsError: a variable holds what cannot be used.
    """
    try:
        return Settings(**_GivenEnvironment(os.environ if environ is None else environ)())
    except ValidationError as error:
        raise SettingsError(" | ".join(_complaint(wrong) for wrong in error.errors())) from None


def _complaint(wrong: ErrorDetails) -> str:
    field = str(wrong["loc"][0])
    verdict = wrong["msg"].removeprefix("Value error, ").lower()
    return f"{_PREFIX}{field.upper()}: {verdict}; accepted: {Settings.model_fields[field].description}"
