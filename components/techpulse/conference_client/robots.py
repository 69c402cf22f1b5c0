"""What a site's robots.txt allows us, and how fast. Pure.

Belongs here: rules out of a text, and the verdict on an address. Does not: fetching the text (`site.py`).
"""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from techpulse.http_client import BadPayloadError

AGENT = "TechPulse"  # as the User-Agent begins
SLOWEST_SECONDS = 30.0  # between two requests: a wish beyond it would stretch a run over hours
_MOST_BYTES = 512 * 1024  # RFC 9309 asks for at least 500 KiB


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one origin; without a parser everything is allowed.

    As the standard library reads them: the first rule that fits decides, and `*` within a path is a letter.
    """

    parser: RobotFileParser | None = None

    def allows(self, url: str) -> bool:
        """Whether we may fetch `url`."""
        return self.parser is None or self.parser.can_fetch(AGENT, url)

    @property
    def delay_seconds(self) -> float:
        """The seconds that are to lie between two requests, at most 30; 0 where nothing is said."""
        if self.parser is None:
            return 0.0
        rate = self.parser.request_rate(AGENT)
        spread = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return min(max(float(self.parser.crawl_delay(AGENT) or 0), spread), SLOWEST_SECONDS)


def read_robots(body: bytes) -> Robots:
    """The rules that a robots.txt holds; what is no rule in it counts for nothing.

    Raises:
        BadPayloadError: it can't be made out.
    """
    parser = RobotFileParser()
    try:
        parser.parse(body[:_MOST_BYTES].decode("utf-8-sig", errors="replace").splitlines())
    except ValueError as error:
        raise BadPayloadError(f"a robots.txt can't be made out ({error}); nothing is fetched", body=body) from error
    return Robots(parser)


def robots_url(url: str) -> str:
    """Where the rules for `url` stand: at its origin's root."""
    scheme, host, *_ = urlsplit(url)
    return urlunsplit((scheme, host, "/robots.txt", "", ""))
