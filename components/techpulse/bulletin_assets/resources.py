"""The site and the lake as Dagster resources: configuration in, plain objects out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal

from dagster import ConfigurableResource

from techpulse.http_client import HttpPolicy
from techpulse.wordpress_client import DEFAULT_BASE_URL, DEFAULT_POLICY, WordPressClient


class WordPressResource(ConfigurableResource[WordPressClient]):
    """Hands assets an open WordPressClient."""

    base_url: str = DEFAULT_BASE_URL
    max_connections: int = DEFAULT_POLICY.max_connections
    contact_url: str = HttpPolicy().contact_url

    @contextmanager
    def get_client(self) -> Iterator[WordPressClient]:
        """The client, open for the length of a `with` block."""
        policy = replace(DEFAULT_POLICY, max_connections=self.max_connections, contact_url=self.contact_url)
        with WordPressClient(self.base_url, policy=policy) as client:
            yield client


class LakeResource(ConfigurableResource[None]):
    """Where exports go: `folder` here, `url` of an object store (None: there is none), how they are packed and kept."""

    folder: str = "data/bulletin_raw"
    url: str | None = None
    compression: Literal["zstd", "snappy"] = "zstd"
    exports_kept: int = 30
