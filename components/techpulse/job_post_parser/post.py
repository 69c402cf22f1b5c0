"""One post's HTML as a record.

Belongs here: the order in which fields are read. Does not: how any one is found (its own module).
"""

from techpulse.job_post_parser.company import find_company
from techpulse.job_post_parser.contacts import has_email, urls
from techpulse.job_post_parser.header import read_header
from techpulse.job_post_parser.locations import whereabouts
from techpulse.job_post_parser.names import company_key
from techpulse.job_post_parser.offers import is_offer
from techpulse.job_post_parser.records import JobPost
from techpulse.job_post_parser.remote import remote_policy, remote_region
from techpulse.job_post_parser.roles import roles
from techpulse.job_post_parser.salary import first_salary
from techpulse.job_post_parser.taxonomy import Taxonomy
from techpulse.job_post_parser.terms import employment_types, has_equity, is_internship, visa
from techpulse.job_post_parser.text import plain_text

_LONGEST = 40_000


def parse_post(html: str, taxonomy: Taxonomy) -> JobPost:
    """The fields of one post, whose technologies are looked up in `taxonomy`. Pure, never raises, linear in time.

    Of a text beyond 40,000 characters the rest is left unread, though kept.
    """
    text = plain_text(html)
    read = text[:_LONGEST]
    header = read_header(read)
    head, body = header.text.lower(), read.lower()
    is_job = is_offer(header, body)
    company = find_company(header, read) if is_job else None
    remote = remote_policy(head, body) if is_job else None
    where = whereabouts(header, read, company=company, is_remote=remote == "yes") if is_job else None
    return JobPost(
        text=text,
        is_job=is_job,
        company=company,
        company_key=company_key(company) if company else None,
        roles=roles(header, company=company) if is_job else (),
        locations=where.locations if where else (),
        countries=where.countries if where else (),
        remote=remote,
        remote_region=remote_region(head, body) if remote == "yes" else None,
        visa=visa(body) if is_job else None,
        is_internship=is_job and is_internship(body),
        employment_types=employment_types(head, body) if is_job else (),
        salary=first_salary(read, countries=where.countries) if where else None,
        has_equity=is_job and has_equity(body),
        urls=urls(read),
        has_email=has_email(read, body),
        technologies=taxonomy.find(read) if is_job else (),
    )
