"""One GET over the wire: paced, bounded in time and size, its failures translated.

Belongs here: everything that touches httpx or aiohttp. Does not: retries, overlapping, threads.
"""

import asyncio
import os
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from urllib.request import getproxies

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from techpulse.http_client.errors import FetchError, PermanentFetchError, TransientFetchError
from techpulse.http_client.records import HttpPolicy
from techpulse.http_client.retries import is_passing_status, retry_after_seconds

_MOST_REDIRECTS = 3
_GREATEST_PORT = 65_535


def user_agent(policy: HttpPolicy) -> str:
    """The project, its version, and where to complain: what a polite client says of itself."""
    try:
        release = version("code-location")
    except PackageNotFoundError:
        release = "0"
    return f"TechPulse/{release} (+{policy.contact_url})"


class Wire:
    """One source's connections: a GET goes straight to httpx's transport interface, over aiohttp's pool.

    httpx's own client adds cookies, auth and redirects, all of which we refuse, and doubles the CPU a request costs;
    its own pool slows down with every request in flight. Must be made inside the running loop that will use it.
    """

    def __init__(self, policy: HttpPolicy) -> None:
        self._policy = policy
        self._headers = {
            "User-Agent": user_agent(policy),
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
        }
        timeouts = {"connect": policy.connect_timeout_seconds, "read": policy.read_timeout_seconds}
        self._extensions = {"timeout": timeouts}
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=policy.max_connections),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=bool(getproxies()),  # looked up once: aiohttp's look-up costs more than a request
        )
        # aiohttp would try a broken GET again by itself: unseen, uncounted, without a wait.
        session._retry_connection = False  # noqa: SLF001 - it has no public switch for this
        # The session has its own TLS; for this unused one httpx would load every authority's certificate, for 40 ms.
        self._transport = AiohttpTransport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), client=session)

    async def get(self, url: str) -> bytes:
        """The body of one GET that answered 200.

        Raises:
            TransientFetchError: time-outs, broken connections, 408, 425, 429, 5xx.
            PermanentFetchError: any other status, a redirect to elsewhere, too large a body, a bad certificate,
                a host name that does not exist, no address at all.
        """
        address = _address(url)
        try:
            async with asyncio.timeout(self._policy.total_timeout_seconds):
                return await self._follow(address)
        except FetchError:
            raise
        except TimeoutError as error:
            limit = f"{self._policy.total_timeout_seconds:g} s"
            raise TransientFetchError(f"GET {shown(address)}: not finished within {limit}") from error
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError, ValueError) as error:
            # A library's words may hold the whole URL, and a traceback shows those of every cause.
            is_telling = any("://" in str(cause) for cause in _causes(error))
            raise _translated(address, error) from (None if is_telling else error)

    async def close(self) -> None:
        """Closes every connection."""
        await self._transport.aclose()

    async def _follow(self, url: httpx.URL) -> bytes:
        for _ in range(_MOST_REDIRECTS + 1):
            request = httpx.Request("GET", url, headers=self._headers, extensions=self._extensions)
            response = await self._transport.handle_async_request(request)
            try:
                if not response.has_redirect_location:
                    _check_status(url, response)
                    return await _read(url, response, limit_bytes=self._policy.max_response_bytes)
                url = _redirected(url, response)
            finally:
                await response.aclose()
        raise PermanentFetchError(f"GET {shown(url)}: more than {_MOST_REDIRECTS} redirects")


def shown(url: httpx.URL) -> str:
    """A URL fit for messages: without user, password, query or fragment, where secrets travel."""
    return f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}{url.path}"


def _address(url: str) -> httpx.URL:
    with suppress(httpx.InvalidURL, UnicodeError):
        address = httpx.URL(url)
        if address.scheme in {"http", "https"} and address.host and (address.port or 0) <= _GREATEST_PORT:
            return address
    # Neither the URL nor httpx's error is repeated: where a URL can't be taken apart, a secret may be any part of it.
    raise PermanentFetchError("refused to fetch: not an http(s) address with a host; check the base URL")


def _redirected(here: httpx.URL, response: httpx.Response) -> httpx.URL:
    there = here.join(response.headers["location"])
    if (there.scheme, there.host, there.port) != (here.scheme, here.host, here.port):
        raise PermanentFetchError(
            f"GET {shown(here)}: refused a redirect to {shown(there)}, another host; check the base URL",
            status=response.status_code,
        )
    return there


def _check_status(url: httpx.URL, response: httpx.Response) -> None:
    status = response.status_code
    if status == httpx.codes.OK:
        return
    said = f"GET {shown(url)}: HTTP {status} {response.reason_phrase}".rstrip()
    if is_passing_status(status):
        wish = retry_after_seconds(response.headers, now=datetime.now(UTC))
        raise TransientFetchError(f"{said}; try again later", retry_after_seconds=wish)
    raise PermanentFetchError(f"{said}; check the address", status=status)


async def _read(url: httpx.URL, response: httpx.Response, *, limit_bytes: int) -> bytes:
    announced = response.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit_bytes:
        raise _too_large(url, limit_bytes)
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > limit_bytes:
            raise _too_large(url, limit_bytes)
        chunks.append(chunk)
    return b"".join(chunks)


def _too_large(url: httpx.URL, limit_bytes: int) -> PermanentFetchError:
    return PermanentFetchError(f"GET {shown(url)}: refused, the body is larger than {limit_bytes:,} bytes")


def _translated(url: httpx.URL, error: Exception) -> FetchError:
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLError | ssl.CertificateError):
            return PermanentFetchError(f"GET {shown(url)}: TLS failed ({cause}); check the host and its certificate")
        if isinstance(cause, socket.gaierror):
            return _unresolved(url, cause)
        if isinstance(cause, httpx.InvalidURL | httpx.UnsupportedProtocol | UnicodeError):
            return PermanentFetchError(f"GET {shown(url)}: not an address to fetch; check the base URL")
    what = next((os.strerror(c.errno) for c in causes if isinstance(c, OSError) and c.errno), "")
    said = str(error)
    detail = what or (said if said and "://" not in said else type(error).__name__)  # a whole URL may hold a secret
    return TransientFetchError(f"GET {shown(url)}: connection failed ({detail}); check the network")


def _unresolved(url: httpx.URL, error: socket.gaierror) -> FetchError:
    said = f"GET {shown(url)}: the host name can't be resolved ({error.strerror}); check its spelling and the DNS"
    if error.errno == socket.EAI_AGAIN:
        return TransientFetchError(said)
    return PermanentFetchError(said)


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
