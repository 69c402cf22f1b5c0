"""Whether a post offers work at all.

Belongs here: what tells an offer from a remark, a question, or somebody who looks for work. Does not: its fields.
"""

import re

from techpulse.job_post_parser.header import Header
from techpulse.job_post_parser.places import places
from techpulse.job_post_parser.roles import has_title

_SEEKER_STEMS = (
    "seeking", "to relocate", "sum", "m looking", "m searching", "need a job", "my cv", "my resume", "my portf",
    "my link", "hire me",
)  # fmt: skip
_SEEKER = re.compile(
    r"\bseeking (?:work|freelance work|employment|a job)\b|\bwilling to relocate\s?:|\br[eé]sum[eé](?:/cv)?\s?:|"
    r"\bi(?:'m| am) (?:looking|searching) for "
    r"(?:(?:a|an|my|new|next|remote|full[- ]time|part[- ]time) )*(?:jobs?|work|"
    r"roles?|opportunit|gigs?|employment|internship)|"
    r"\bi need a job\b|\bmy (?:resume|cv|portfolio|linkedin)\b|\bhire me\b"
)
_OFFER_STEMS = (
    "hiring", "looking for", "seeking", "we need", "join us", "join our", "apply", "job", "career", "position",
    "opening", "send ", "mail ", "resume", "we're ", "we’re ", "we are ", "we have ", "our team",
    "interns", "full-time", "full time", "remote", "onsite",
)  # fmt: skip
_TOP, _FAR, _FEW_FIELDS, _ENOUGH = 400, 4000, 3, 2


def is_offer(header: Header, body: str) -> bool:
    """Whether the post, whose text in lower case is `body`, offers work."""
    top = body[:_TOP]
    if any(stem in top for stem in _SEEKER_STEMS) and _SEEKER.search(top):
        return False
    if header.is_barred and len(header.fields) >= _FEW_FIELDS:
        return True
    far = body[:_FAR]
    said = sum(stem in far for stem in _OFFER_STEMS)
    titled = has_title(far)
    if said >= _ENOUGH or (said and titled) or _begins_with_place(header):
        return True
    return len(header.fields) > 1 and (titled or bool(places(header.text)))


def _begins_with_place(header: Header) -> bool:
    return any(place.start == 0 for place in places(header.text[:60]))
