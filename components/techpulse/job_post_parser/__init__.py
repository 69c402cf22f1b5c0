"""What a hiring post says: the fields of its free text, read without knowing who wrote it.

Belongs here: a post's HTML to a typed record, pure. Does not: where posts come from, or where records go.
"""

from techpulse.job_post_parser.names import company_key
from techpulse.job_post_parser.post import parse_post
from techpulse.job_post_parser.records import JobPost, Salary
from techpulse.job_post_parser.taxonomy import Taxonomy
from techpulse.job_post_parser.text import plain_text

__all__ = ["JobPost", "Salary", "Taxonomy", "company_key", "parse_post", "plain_text"]
