"""Whether a post offers work at all.

Belongs here: what tells an offer from a remark, a question, or somebody who looks for work. Does not: the offer's fields.
"""

import re

from techpulse.job_post_parser.header import Header
from techpulse.job_post_parser.places import places
from techpulse.job_post_parser.roles import TITLE

_SEEKER = re.compile(
    r"\bseeking (?:work|freelance work|employment|a job)\b|\bwilling to relocate\s?:|\br[eé]sum[eé](?:/cv)?\s?:|\bi(?:'m| am) (?:looking|searching) "
    r"for (?:a |an |my |work|new |remote |full|part|opportunit|job|employment)|\bi need a job\b|\bmy (?:resume|cv|portfolio|linkedin)\b|\bhire me\b"
)
_OFFER = re.compile(
    r"\bhiring\b|\blooking for\b|\bseeking\b|\bwe need\b|\bjoin (?:us|our|the)\b|\bapply\b|\bjobs?\b|\bcareers?\b|\bpositions?\b|\bopenings?\b|"
    r"\bsend (?:us |me |your |a )|\be-?mail (?:us|me)\b|\bresumes?\b|\bwe(?:'re|’re| are| have)\b|\bour team\b|\binterns?\b|\bfull[\s-]?time\b|\bremote\b|\bonsite\b"
)
_SHORT = 400


def is_offer(header: Header, body: str) -> bool:
    """Whether the post, whose text in lower case is `body`, offers work."""
    if header.is_barred and len(header.fields) > 2 and not _SEEKER.search(body[:_SHORT]):
        return True
    if _SEEKER.search(body[:_SHORT]):
        return False
    words = len(_OFFER.findall(body[:4000]))
    has_title = TITLE.search(body[:4000]) is not None
    return (
        words >= 2
        or (words >= 1 and has_title)
        or (len(header.fields) > 1 and (has_title or bool(places(header.text))))
    )
