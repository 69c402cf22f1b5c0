"""Both APIs as one Dagster resource: configuration in, a plain object out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal

from dagster import ConfigurableResource

from techpulse.http_client import HttpPolicy
from techpulse.parliament_client import ParliamentClient


class ParliamentResource(ConfigurableResource[ParliamentClient]):
    """Hands assets an open ParliamentClient. OpenParliament asks for an e-mail address in the User-Agent."""

    openparliament_url: str = ParliamentClient.OPENPARLIAMENT_URL
    legisinfo_url: str = ParliamentClient.LEGISINFO_URL
    openparliament_requests_per_second: float = 2.0
    legisinfo_max_connections: int = ParliamentClient.LEGISINFO_POLICY.max_connections
    legisinfo_form: Literal["json", "xml"] = "json"
    contact_url: str = HttpPolicy().contact_url
    contact_email: str | None = None

    @contextmanager
    def get_client(self) -> Iterator[ParliamentClient]:
        """The client, open for the length of a `with` block."""
        openparliament = replace(
            ParliamentClient.OPENPARLIAMENT_POLICY,
            requests_per_second=self.openparliament_requests_per_second,
            contact_url=self.contact_url,
            contact_email=self.contact_email,
        )
        legisinfo = replace(
            ParliamentClient.LEGISINFO_POLICY,
            max_connections=self.legisinfo_max_connections,
            contact_url=self.contact_url,
        )
        with ParliamentClient(
            self.openparliament_url,
            self.legisinfo_url,
            openparliament_policy=openparliament,
            legisinfo_policy=legisinfo,
            legisinfo_form=self.legisinfo_form,
        ) as client:
            yield client
