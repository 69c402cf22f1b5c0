"""Whether a post offers work at all.

Belongs here: what tells an offer from a remark, a question, or somebody who looks for work. Does not: its fields.
"""

import re
from itertools import islice

from techpulse.job_post_parser.header import Header
from techpulse.job_post_parser.places import places
from techpulse.job_post_parser.roles import has_title
from techpulse.job_post_parser.vicinity import holds_any

_SEEKER_STEMS = (
    "seeking", "to relocate", "sum", "m looking", "m searching", "need a job", "my ", "hire me",
)  # fmt: skip
_SEEKER = re.compile(
    r"\bseeking (?:work|freelance work|employment|a job)\b|\bwilling to relocate\s?:|\br[eé]sum[eé](?:/cv)?\s?:|"
    r"\bi(?:'m| am) (?:looking|searching) for "
    r"(?:(?:a|an|my|new|next|remote|full[- ]time|part[- ]time) )*(?:jobs?|work|"
    r"roles?|opportunit|gigs?|employment|internship)|"
    r"\bi need a job\b|\bmy (?:resume|cv|portfolio|linkedin)\b|\bhire me\b"
)
_OFFER_STEMS = (  # the commonest first
    "looking for", "we are ", "job", "hiring", "position", "apply", "we're ", "we’re ", "mail ", "remote", "our team",
    "we have ", "full time", "full-time", "career", "send ", "resume", "join our", "join us", "seeking", "we need",
    "opening", "interns", "onsite",
)  # fmt: skip
_TOP, _FAR, _FEW_FIELDS, _ENOUGH = 400, 4000, 3, 2


def is_offer(header: Header, body: str) -> bool:
    """Whether the post, whose text in lower case is `body`, offers work."""
    top = body[:_TOP]
    if holds_any(top, _SEEKER_STEMS) and _SEEKER.search(top):
        return False
    if header.is_barred and len(header.fields) >= _FEW_FIELDS:
        return True
    far = body[:_FAR]
    said = len([*islice((stem for stem in _OFFER_STEMS if stem in far), _ENOUGH)])
    if said == _ENOUGH or _begins_with_place(header):
        return True
    is_parted = len(header.fields) > 1
    return bool((said or is_parted) and has_title(far)) or (is_parted and bool(places(header.text)))


def _begins_with_place(header: Header) -> bool:
    return any(place.start == 0 for place in places(header.text[:60]))
