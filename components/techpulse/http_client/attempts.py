"""One GET over the wire: bounded in time and size, its failures translated.

Belongs here: everything that touches pyreqwest. Does not: retries, overlapping, threads.
"""

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.client import responses
from importlib.metadata import PackageNotFoundError, version

from pyreqwest.bytes import Bytes
from pyreqwest.client import ClientBuilder
from pyreqwest.exceptions import ClientClosedError, DetailedPyreqwestError, PyreqwestError, RequestTimeoutError
from pyreqwest.http import Url
from pyreqwest.request import StreamRequest
from pyreqwest.response import Response
from pyreqwest.runtime import runtime_worker_threads

from techpulse.http_client.errors import (
    CLOSED_EARLY,
    ClientNotOpenError,
    FetchError,
    PermanentFetchError,
    TransientFetchError,
)
from techpulse.http_client.records import HttpPolicy, Reply
from techpulse.http_client.retries import is_passing_status, retry_after_seconds

_MOST_REDIRECTS = 3
_REFUSAL_BYTES = 4 * 1024
_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# The URL standard reads `http:///x`, `http:x` and `http:\\x` as the host x: more than we would guess.
_WITH_HOST = re.compile(r"https?://[^/\\]", re.IGNORECASE)
_UNRESOLVED = "failed to lookup address information: "
_UNRESOLVED_FOR_NOW = frozenset({"Temporary failure in name resolution", "Try again"})  # glibc's words, and musl's
# How rustls says that the other side is not to be trusted, or speaks no TLS.
_TLS = re.compile(r"certificate|received (corrupt|fatal|unexpected)|^peer |incompatible|misbehaved", re.IGNORECASE)

runtime_worker_threads(2)  # of the whole process: while one waits for Python's lock, the other serves the sockets


def user_agent(policy: HttpPolicy) -> str:
    """The project, its version, and where to complain: what a polite client says of itself."""
    try:
        release = version("code-location")
    except PackageNotFoundError:
        release = "0"
    contacts = f"+{policy.contact_url}; {policy.contact_email}" if policy.contact_email else f"+{policy.contact_url}"
    return f"TechPulse/{release} ({contacts})"


class Wire:
    """One source's connections, kept and handed on by reqwest in threads of its own.

    It follows no redirect by itself, keeps no cookie, and tries nothing again that the server may have seen.
    """

    def __init__(self, policy: HttpPolicy) -> None:
        self._policy = policy
        self._client = (
            ClientBuilder()
            .runtime_multithreaded(enable=True)
            .user_agent(user_agent(policy))
            .default_headers({"Accept": "application/json", **dict(policy.headers)})
            .follow_redirects(enable=False)
            .brotli(enable=False)
            .deflate(enable=False)
            .zstd(enable=False)
            .max_connections(policy.max_connections)
            .pool_max_idle_per_host(
                policy.max_connections if policy.idle_connections is None else policy.idle_connections
            )
            .http2(policy.http2)
            .connect_timeout(timedelta(seconds=policy.connect_timeout_seconds))
            .read_timeout(timedelta(seconds=policy.read_timeout_seconds))
            .timeout(timedelta(seconds=policy.total_timeout_seconds))
            .build()
        )

    async def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        """The answer to one GET, if its status is 200; or 304, where `headers` ask for a change only.

        Raises:
            TransientFetchError: time-outs, broken connections, 408, 425, 429, 5xx.
            PermanentFetchError: any other status, a redirect to elsewhere, too large a body, a bad certificate,
                a host name that does not exist, no address at all, a header that HTTP can't carry.
            ClientNotOpenError: the client was closed meanwhile.
        """
        address, begun = _address(url), time.monotonic()
        try:
            return await self._follow(address, headers)
        except RequestTimeoutError as error:
            limit = _limit(error, self._policy, seconds=time.monotonic() - begun)
            raise TransientFetchError(f"GET {shown(address)}: {limit}") from None
        except (PyreqwestError, ValueError) as error:
            # Without its cause, whose details hold the whole URL: secrets travel in its query.
            raise _translated(address, error) from None

    async def close(self) -> None:
        """Closes every connection."""
        await self._client.close()

    async def _follow(self, url: Url, headers: Mapping[str, str]) -> Reply:
        for _ in range(_MOST_REDIRECTS + 1):
            async with self._request(url, headers) as response:
                if response.status == HTTPStatus.OK:
                    body = await _read(url, response, limit_bytes=self._policy.max_response_bytes)
                    return Reply(body, response.headers)
                if response.status == HTTPStatus.NOT_MODIFIED and _is_conditional(headers):
                    return Reply(b"", response.headers, response.status)
                url = await _redirected(url, response)
        raise PermanentFetchError(f"GET {shown(url)}: more than {_MOST_REDIRECTS} redirects")

    def _request(self, url: Url, headers: Mapping[str, str]) -> StreamRequest:
        request = self._client.get(url)
        try:
            return (request.headers(headers) if headers else request).build_streamed()
        except ValueError:
            # Without the values: secrets travel in them.
            raise PermanentFetchError(f"GET {shown(url)}: a header of {', '.join(headers)} can't be sent") from None


def shown(url: Url) -> str:
    """A URL fit for messages: without user, password, query or fragment, where secrets travel."""
    port = f":{url.port}" if url.port else ""
    return f"{url.scheme}://{url.host_str or ''}{port}{url.path}"


def _address(url: str) -> Url:
    try:
        if _WITH_HOST.match(url):
            return Url(url)
    except ValueError:
        pass
    # Neither the URL nor the parser's error is repeated: where a URL can't be taken apart, a secret may be any part.
    raise PermanentFetchError("refused to fetch: not an http(s) address with a host; check the base URL")


def _is_conditional(headers: Mapping[str, str]) -> bool:
    return any(name.lower() in _CONDITIONS for name in headers)


async def _redirected(here: Url, response: Response) -> Url:
    """Where an answer other than 200 leads, on the same scheme, host and port; an error where it leads nowhere."""
    location = response.get_header("location")
    if response.status not in _REDIRECTS or location is None:
        raise await _refusal(here, response)
    try:
        there = here.join(location)
    except ValueError:
        raise PermanentFetchError(f"GET {shown(here)}: refused a redirect to no address; check the base URL") from None
    if there.origin_ascii != here.origin_ascii:
        raise PermanentFetchError(
            f"GET {shown(here)}: refused a redirect to {shown(there)}, another host; check the base URL",
            status=response.status,
        )
    return there


async def _refusal(url: Url, response: Response) -> FetchError:
    status = response.status
    said = f"GET {shown(url)}: HTTP {status} {responses.get(status, '')}".rstrip()
    if is_passing_status(status):
        wish = retry_after_seconds(response.headers, now=datetime.now(UTC))
        return TransientFetchError(f"{said}; try again later", retry_after_seconds=wish)
    body = await response.body_reader.read_chunk()
    return PermanentFetchError(f"{said}; check the address", status=status, body=bytes(body or b"")[:_REFUSAL_BYTES])


async def _read(url: Url, response: Response, *, limit_bytes: int) -> bytes:
    announced = response.get_header("content-length") or ""  # reqwest drops it from what it decompresses
    if announced.isdigit():
        if int(announced) > limit_bytes:
            raise _too_large(url, limit_bytes)
        return (await response.bytes()).to_bytes()
    body = response.body_reader
    chunks: list[Bytes] = []
    size = 0
    while (chunk := await body.read_chunk()) is not None:
        size += len(chunk)
        if size > limit_bytes:
            raise _too_large(url, limit_bytes)
        chunks.append(chunk)
    return b"".join(chunks)


def _too_large(url: Url, limit_bytes: int) -> PermanentFetchError:
    return PermanentFetchError(f"GET {shown(url)}: refused, the body is larger than {limit_bytes:,} bytes")


def _limit(error: RequestTimeoutError, policy: HttpPolicy, *, seconds: float) -> str:
    """Which of the three time-outs it was; reqwest tells only the first one apart."""
    if _is_connecting(_causes(error)):
        return f"not connected within {policy.connect_timeout_seconds:g} s; check the network"
    if seconds < policy.total_timeout_seconds:
        return f"nothing came for {policy.read_timeout_seconds:g} s"
    return f"not finished within {policy.total_timeout_seconds:g} s"


def _translated(url: Url, error: PyreqwestError | ValueError) -> FetchError:
    if isinstance(error, ClientClosedError):
        return ClientNotOpenError(CLOSED_EARLY)
    causes = _causes(error)
    reason = causes[-1] if causes else type(error).__name__
    if reason.startswith(_UNRESOLVED):
        return _unresolved(url, reason.removeprefix(_UNRESOLVED))
    if _is_connecting(causes) and _TLS.search(reason):
        return PermanentFetchError(f"GET {shown(url)}: TLS failed ({reason}); check the host and its certificate")
    return TransientFetchError(f"GET {shown(url)}: connection failed ({_short(reason)}); check the network")


def _causes(error: PyreqwestError | ValueError) -> list[str]:
    """The outermost first, without those that hold a whole URL."""
    if not isinstance(error, DetailedPyreqwestError):
        return []
    return [cause["message"] for cause in error.details["causes"] or [] if "://" not in cause["message"]]


def _is_connecting(causes: list[str]) -> bool:
    return "client error (Connect)" in causes


def _short(reason: str) -> str:
    return re.sub(r" \(os error \d+\)$", "", reason)


def _unresolved(url: Url, reason: str) -> FetchError:
    said = f"GET {shown(url)}: the host name can't be resolved ({reason}); check its spelling and the DNS"
    if reason in _UNRESOLVED_FOR_NOW:
        return TransientFetchError(said)
    return PermanentFetchError(said)
