"""The Hacker News client as a Dagster resource: configuration in, a plain object out."""

from collections.abc import Iterator
from contextlib import contextmanager

from dagster import ConfigurableResource

from techpulse.hn_client import DEFAULT_BASE_URL, HackerNewsClient
from techpulse.http_client import HttpPolicy


class HackerNewsClientResource(ConfigurableResource[HackerNewsClient]):
    """Hands assets an open HackerNewsClient.

    20 connections are this project's idea of gentle: Hacker News documents no rate limit, and one browser page opens
    as many. `requests_per_second` sets a pace on top of that.
    """

    base_url: str = DEFAULT_BASE_URL
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    max_connections: int = 20
    requests_per_second: float | None = None
    contact_url: str = HttpPolicy().contact_url

    @contextmanager
    def get_client(self) -> Iterator[HackerNewsClient]:
        """The client, open for the length of a `with` block."""
        policy = HttpPolicy(
            max_connections=self.max_connections,
            requests_per_second=self.requests_per_second,
            contact_url=self.contact_url,
        )
        with HackerNewsClient(
            self.base_url, self.connect_timeout, read_timeout=self.read_timeout, policy=policy
        ) as client:
            yield client
