"""The sites as one Dagster resource: configuration in, a plain object out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from dagster import ConfigurableResource

from techpulse.conference_assets.tables import SITES
from techpulse.conference_client import ConferenceClient
from techpulse.http_client import HttpPolicy


class ConferenceResource(ConfigurableResource[ConferenceClient]):
    """Hands assets an open ConferenceClient; `addresses` replaces where a site's pages begin, by its name."""

    addresses: Mapping[str, list[str]] = {}
    requests_per_second: float | None = None
    contact_url: str = HttpPolicy().contact_url

    @contextmanager
    def get_client(self) -> Iterator[ConferenceClient]:
        """The client, open for the length of a `with` block; for one thread."""
        addresses = {site: tuple(self.addresses.get(site, ConferenceClient.ADDRESSES[site])) for site in SITES}
        policies = {site: self._policy(ConferenceClient.POLICIES[site]) for site in SITES}
        with ConferenceClient(addresses, policies=policies) as client:
            yield client

    def _policy(self, usual: HttpPolicy) -> HttpPolicy:
        pace = usual.requests_per_second if self.requests_per_second is None else self.requests_per_second
        return replace(usual, contact_url=self.contact_url, requests_per_second=pace)
