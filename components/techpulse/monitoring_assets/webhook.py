"""One short message to a chat's webhook. The address is a secret: no message, repr or error of ours holds it.

Belongs here: what is sent how, and why it failed. Does not: when, and in which words (`notify.py`). It is no polite GET
of a source, so `http_client` has no part in it.
"""

import json
import re
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?(/[!-~]*)?"
)


class WebhookError(Exception):
    """The message did not arrive. Remedy: look at the webhook's address and its host; nothing is sent again."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where messages go: an http(s) address that takes `{"text": …}`, as Slack's, Mattermost's and Teams' do.

    Raises:
        ValueError: it is no such address.
    """

    url: str = field(repr=False)
    timeout_seconds: float = 10.0

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.url):
            raise ValueError("the webhook is no plain http(s) address; correct it or leave it out")

    def post(self, text: str) -> None:
        """Nothing, once the webhook's host has taken the message.

        Raises:
            WebhookError: it did not answer in `timeout_seconds`, or answered anything but 2xx.
        """
        trouble = self._trouble(json.dumps({"text": text}).encode())
        if trouble:  # raised here, outside of any `except`: the error behind it may hold the address
            raise WebhookError(
                f"a message to the webhook was lost: {trouble}; check its address, nothing is sent again"
            )

    def _trouble(self, body: bytes) -> str | None:
        headers = {"Content-Type": "application/json", "User-Agent": "TechPulse"}
        try:
            request = Request(self.url, data=body, headers=headers, method="POST")  # noqa: S310 - http(s) only, see above
            with _opener().open(request, timeout=self.timeout_seconds):
                return None
        except HTTPError as error:
            error.close()
            return f"it answered {error.code}"
        except URLError as error:
            return type(error.reason).__name__
        except (OSError, HTTPException, ValueError, OverflowError) as error:
            return type(error).__name__


def _opener() -> OpenerDirector:
    """Knows HTTP alone, and no redirects: one would carry the message to whom nobody chose."""
    opener = OpenerDirector()
    for kind in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPErrorProcessor, HTTPDefaultErrorHandler):
        opener.add_handler(kind())
    return opener
