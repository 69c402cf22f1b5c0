"""What only a bucket can do: many pages, parts, refusals, silence; and what may never be read in an error."""

import asyncio
import http.server
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from techpulse.lake_export import Export, ExportTarget, LakeError

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECRET, TOKEN = "hunter2-the-secret", "hunter2-the-token"
LISTED = "<Contents><Key>{}</Key><LastModified>2026-11-21T12:00:00Z</LastModified><Size>9</Size></Contents>"

MakeExport = Callable[..., Export]
Answer = Callable[[http.server.BaseHTTPRequestHandler], tuple[int, str]]


@pytest.fixture
def target(bucket: Any) -> ExportTarget:
    return ExportTarget(bucket.url, retry_seconds=1)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Answer], ExportTarget]]:
    """Makes a target whose bucket answers every request as it is told."""
    servers = []

    def start(answer: Answer) -> ExportTarget:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = answer(self)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None: ...

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)
        return ExportTarget("s3://lake/raw", retry_seconds=0.1)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def page(*keys: str, next_page: str = "") -> str:
    more = f"<NextContinuationToken>{next_page}</NextContinuationToken>" if next_page else ""
    truncated = f"<IsTruncated>{str(bool(next_page)).lower()}</IsTruncated>"
    found = "".join(LISTED.format(key) for key in keys)
    return f"<ListBucketResult><Name>lake</Name>{truncated}{more}{found}</ListBucketResult>"


def told_by(use: Callable[[], object]) -> LakeError:
    """The error of a use, which shows no secret, not even where a traceback is printed."""
    with pytest.raises(LakeError) as told:
        use()
    assert "hunter2" not in "".join(traceback.format_exception(told.value))
    assert len(str(told.value).splitlines()) == 1
    return told.value


def every_use(target: ExportTarget, made: Export) -> list[Callable[[], object]]:
    return [
        lambda: target.newest("pages"),
        lambda: list(target.exports("pages")),
        lambda: target.upload(made),
        lambda: target.holds(made),
    ]


def test_every_export_is_found_when_their_keys_fill_several_pages(
    target: ExportTarget, bucket: Any, export: MakeExport
) -> None:
    made = export()
    target.upload(made)
    keys = [
        f"pages/{moment:load_date=%Y-%m-%d/load_time=%H:%M:%S}/a.parquet"
        for moment in (NOON - timedelta(hours=7 * number) for number in range(1, 1_051))
    ]

    async def fill() -> None:
        for first in range(0, len(keys), 100):
            await asyncio.gather(*(bucket.store.put_async(key, b"PAR1PAR1") for key in keys[first : first + 100]))

    asyncio.run(fill())

    newest = target.newest("pages")
    assert newest
    assert newest.loaded_at == NOON
    assert [found.key for found in target.exports("pages")] == sorted([newest.key, *keys])


def test_nothing_is_sent_when_a_large_export_is_not_what_it_was(
    target: ExportTarget, s3: Any, bucket: Any, export: MakeExport
) -> None:
    made = export(size=30_000_000)
    made.path.write_bytes(made.path.read_bytes()[::-1])
    left_by_others = s3.unfinished_uploads()

    with pytest.raises(LakeError, match="not what was exported"):
        target.upload(made)

    assert bucket.objects() == {}
    assert s3.unfinished_uploads() == left_by_others


def test_the_export_arrives_when_the_store_knows_no_conditions(
    monkeypatch: pytest.MonkeyPatch, bucket: Any, export: MakeExport
) -> None:
    monkeypatch.setenv("AWS_CONDITIONAL_PUT", "disabled")
    target, made = ExportTarget(bucket.url), export()

    assert target.upload(made).is_new
    assert not target.upload(made).is_new
    assert target.holds(made)
    bucket.put("pages/load_date=2026-11-21/load_time=13-00-00/bulletin_pages.parquet", b"theirs")
    with pytest.raises(LakeError, match="other content"):
        target.upload(export(NOON + timedelta(hours=1)))


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize("use", range(4))
@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_one_clear_line_says_so_when_credentials_are_wrong(
    monkeypatch: pytest.MonkeyPatch, export: MakeExport, name: str, use: int
) -> None:
    monkeypatch.setenv(name, SECRET)
    target = ExportTarget("s3://lake/raw", retry_seconds=1)

    told = told_by(every_use(target, export())[use])

    assert "HTTP 403" in str(told)
    assert "check the credentials in AWS_*" in str(told)
    assert not told.may_pass
    assert "hunter2" not in repr(target)


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize("use", range(4))
def test_it_says_so_when_there_is_no_such_bucket(export: MakeExport, use: int) -> None:
    told = told_by(every_use(ExportTarget("s3://puddle/raw", retry_seconds=1), export())[use])

    assert "s3://puddle/raw" in str(told)
    assert "create the bucket, or correct the URL" in str(told)
    assert not told.may_pass


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize("use", range(4))
def test_it_may_pass_when_the_server_is_down(monkeypatch: pytest.MonkeyPatch, export: MakeExport, use: int) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")

    told = told_by(every_use(ExportTarget("s3://lake/raw", retry_seconds=0.2), export())[use])

    assert "no proper answer; try again later" in str(told)
    assert told.may_pass


@pytest.mark.parametrize("url", ["http://user:hunter2@127.0.0.1", "hunter2", "ftp://hunter2"])
@pytest.mark.usefixtures("s3")
def test_an_endpoint_is_refused_and_not_repeated_when_it_is_no_plain_address(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)

    assert "AWS_ENDPOINT_URL must be an http(s) address" in str(told_by(lambda: ExportTarget("s3://lake/raw")))


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_it_says_what_to_set_when_the_environment_holds_no_credentials(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(name)

    told = told_by(lambda: ExportTarget("s3://lake/raw"))

    assert "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" in str(told)
    assert not told.may_pass


def test_nothing_of_what_a_store_echoes_is_repeated_when_it_refuses(
    answering: Callable[[Answer], ExportTarget], export: MakeExport
) -> None:
    def refuse(request: http.server.BaseHTTPRequestHandler) -> tuple[int, str]:
        assert request.headers["x-amz-security-token"] == TOKEN
        return (
            403,
            f"<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>{request.headers}</CanonicalRequest></Error>",
        )

    for use in every_use(answering(refuse), export()):
        assert "SignatureDoesNotMatch" in str(told_by(use))


@pytest.mark.parametrize(("status", "may_pass"), [(500, True), (429, True), (400, False)])
def test_no_shorter_list_is_given_when_a_later_page_fails(
    answering: Callable[[Answer], ExportTarget], status: int, *, may_pass: bool
) -> None:
    def fail_later(request: http.server.BaseHTTPRequestHandler) -> tuple[int, str]:
        if "continuation-token" in parse_qs(urlsplit(request.path).query):
            return status, "<Error><Code>Whatever</Code></Error>"
        return 200, page("raw/pages/load_date=2026-11-21/load_time=12:00:00/a.parquet", next_page="more")

    target = answering(fail_later)

    assert told_by(lambda: list(target.exports("pages"))).may_pass == may_pass
    assert told_by(lambda: target.newest("pages")).may_pass == may_pass


def test_the_odd_object_is_named_when_a_listing_cannot_be_read_for_it(
    answering: Callable[[Answer], ExportTarget],
) -> None:
    target = answering(lambda _: (200, page("raw/pages/a.parquet", "raw/pages//b.parquet")))

    told = told_by(lambda: target.newest("pages"))

    assert "raw/pages//b.parquet" in str(told)
    assert "remove that object or use another prefix" in str(told)
    assert not told.may_pass


@pytest.mark.parametrize("body", ["", "<html>a portal</html>", "{}"])
def test_it_is_an_error_when_a_listing_is_none(answering: Callable[[Answer], ExportTarget], body: str) -> None:
    target = answering(lambda _: (200, body))

    told_by(lambda: target.newest("pages"))
