"""The rules of paths, manifests and URLs: there and back, and never a complaint about what is not ours."""

import json
import string
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.lake_export import ExportedLoad, LakeError
from techpulse.lake_export.manifest import Manifest, manifest_text, parse_manifest
from techpulse.lake_export.paths import MANIFEST, parse_key, partition_path
from techpulse.lake_export.target_url import parse_url

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECONDS = st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0))
NAMES = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,20}", fullmatch=True)
FILES = st.text(st.characters(exclude_characters="/"), min_size=1)
GOOD_KEY = "pages/load_date=2026-11-21/load_time=12-00-00/_SUCCESS"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
FIELDS = ("file", "bytes", "sha256", "rows", "watermark", "load_id", "loaded_at")


def load(endpoint: str = "pages", loaded_at: datetime = NOON) -> ExportedLoad:
    return ExportedLoad(
        endpoint=endpoint, loaded_at=loaded_at, load_id=UUID(int=7), file="bulletin_pages.parquet", rows=3
    )


@given(endpoint=NAMES, loaded_at=SECONDS, file=FILES)
def test_endpoint_and_time_come_back_when_a_path_is_read(endpoint: str, loaded_at: datetime, file: str) -> None:
    key = parse_key(f"{partition_path(endpoint, loaded_at)}/{file}")

    assert key
    assert (key.endpoint, key.loaded_at, key.file, key.is_legacy) == (endpoint, loaded_at, file, False)
    assert key.completes == (file == MANIFEST)


@given(endpoint=NAMES, loaded_at=SECONDS, file=FILES)
def test_the_same_is_read_when_the_time_has_colons(endpoint: str, loaded_at: datetime, file: str) -> None:
    folder, _, time = partition_path(endpoint, loaded_at).rpartition("=")
    key = parse_key(f"{folder}={time.replace('-', ':')}/{file}")

    assert key
    assert (key.endpoint, key.loaded_at, key.file, key.is_legacy) == (endpoint, loaded_at, file, True)
    assert key.completes == file.endswith(".parquet")


@given(st.text() | st.text(alphabet=string.printable))
def test_nothing_is_raised_when_a_key_is_any_text(key: str) -> None:
    assert parse_key(key) is None


@given(st.integers(0, len(GOOD_KEY)), st.integers(0, 2), st.text(alphabet="/=:-_.0129٣ \n\0", max_size=2))
def test_only_what_we_write_is_ours_when_a_key_is_changed_a_little(at: int, cut: int, put: str) -> None:
    changed = GOOD_KEY[:at] + put + GOOD_KEY[at + cut :]
    key = parse_key(changed)

    if key and not key.is_legacy:
        assert f"{partition_path(key.endpoint, key.loaded_at)}/{key.file}" == changed


@pytest.mark.parametrize(
    "key",
    [
        "pages/load_date=2026-02-30/load_time=12-00-00/_SUCCESS",
        "pages/load_date=2026-11-21/load_time=24-00-00/_SUCCESS",
        "pages/load_date=2026-11-21/load_time=12-00:00/_SUCCESS",
        "pages/load_date=2026-11-21/load_time=12-00-00/deeper/_SUCCESS",
        "raw/pages/load_date=2026-11-21/load_time=12-00-00/_SUCCESS",
        "load_date=2026-11-21/load_time=12-00-00/_SUCCESS",
        "pages/load_date=2026-11-21/load_time=12-00-00/",
        "pages/load_date=0000-11-21/load_time=12-00-00/_SUCCESS",
        "pages/load_date=٢٠٢٦-11-21/load_time=12-00-00/_SUCCESS",
    ],
)
def test_a_key_is_not_ours_when_it_is_only_like_one(key: str) -> None:
    assert parse_key(key) is None


@pytest.mark.parametrize("endpoint", ["", "a/b", "..", "pages\n", "-x", "págs", "a b"])
def test_a_load_is_refused_when_its_endpoint_is_no_plain_name(endpoint: str) -> None:
    with pytest.raises(LakeError, match="endpoint cannot be called"):
        load(endpoint)


@pytest.mark.parametrize(
    "loaded_at",
    [
        NOON.replace(tzinfo=None),
        NOON.replace(microsecond=1),
        NOON.astimezone(timezone(timedelta(hours=1))),
    ],
)
def test_a_load_is_refused_when_its_time_is_no_whole_second_of_utc(loaded_at: datetime) -> None:
    with pytest.raises(LakeError, match="aware UTC in whole seconds"):
        load(loaded_at=loaded_at)


@given(endpoint=NAMES, loaded_at=SECONDS, size=st.integers(0), watermark=st.none() | st.text())
def test_a_manifest_says_the_same_when_it_is_read_back(
    endpoint: str, loaded_at: datetime, size: int, watermark: str | None
) -> None:
    exported = ExportedLoad(
        endpoint=endpoint,
        loaded_at=loaded_at,
        load_id=UUID(int=7),
        file="a.parquet",
        rows=size,
        watermark=watermark,
    )
    manifest = Manifest(exported, size, "0" * 64)

    assert parse_manifest(manifest_text(manifest).encode(), endpoint) == manifest
    assert tuple(json.loads(manifest_text(manifest))) == FIELDS


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_it_is_no_manifest_when_it_is_any_bytes(content: bytes) -> None:
    assert parse_manifest(content, "pages") is None


@given(st.sampled_from(FIELDS), JSON)
def test_nothing_is_raised_when_one_field_of_a_manifest_is_anything(field: str, value: object) -> None:
    said = json.loads(manifest_text(Manifest(load(), 5, "0" * 64)))

    found = parse_manifest(json.dumps({**said, field: value}).encode(), "pages")

    assert found is None or isinstance(found.load, ExportedLoad)
    del said[field]
    assert parse_manifest(json.dumps(said).encode(), "pages") is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("s3://lake", "s3://lake"),
        ("s3://lake/a/b/", "s3://lake/a/b"),
        ("file:///mnt/my%20disk/", "file:///mnt/my%20disk"),
        ("file://localhost/mnt", "file:///mnt"),
    ],
)
def test_a_url_is_shown_plainly_when_it_can_be_used(url: str, shown: str) -> None:
    assert str(parse_url(url)) == shown


@pytest.mark.parametrize(
    "url",
    [
        "s3://user:hunter2@lake/raw",
        "s3://hunter2@lake",
        "s3://lake/raw?secret=hunter2",
        "s3://lake/raw#hunter2",
        "s3://lake/../hunter2",
        "s3://lake//hunter2",
        "s3:///hunter2",
        "s3://[hunter2",
        "file://host/hunter2",
        "file:hunter2",
        "ftp://user:hunter2@host/raw",
        "hunter2:s3://lake",
        "hunter2",
        "",
    ],
)
def test_a_url_is_refused_and_not_repeated_when_it_cannot_be_used(url: str) -> None:
    with pytest.raises(LakeError, match="file:///folder or s3://bucket/prefix") as told:
        parse_url(url)

    assert "hunter2" not in f"{told.value}{told.value.__cause__}"
    assert not told.value.may_pass
