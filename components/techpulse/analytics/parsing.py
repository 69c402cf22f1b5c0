"""Texts of posts through the parser, in batches, into a table that dbt takes over.

Belongs here: which texts are new, and how answers reach DuckDB. Does not: the answers, which are `job_post_parser`'s.
A function of DuckDB's own, called by SQL, would need numpy; this way Arrow carries each batch, ten times as fast as
parameters.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

import nanoarrow

from techpulse.job_post_parser import JobPost, Taxonomy, parse_post

_FIELDS = {
    "company": "VARCHAR",
    "company_key": "VARCHAR",
    "roles": "VARCHAR[]",
    "locations": "VARCHAR[]",
    "countries": "VARCHAR[]",
    "remote": "VARCHAR",
    "remote_region": "VARCHAR",
    "visa": "BOOLEAN",
    "is_internship": "BOOLEAN",
    "employment_types": "VARCHAR[]",
    "salary_min": "DOUBLE",
    "salary_max": "DOUBLE",
    "salary_currency": "VARCHAR",
    "salary_period": "VARCHAR",
    "has_equity": "BOOLEAN",
    "urls": "VARCHAR[]",
    "has_email": "BOOLEAN",
    "technologies": "VARCHAR[]",
    "is_job": "BOOLEAN",
}
_SENT = ("text_sha256", "fields")
_BATCH_ROWS = 2_000
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False)

_CREATE = "CREATE OR REPLACE TEMP TABLE parsed_texts (text_sha256 VARCHAR, parser_version VARCHAR, {columns})"
_INSERT = """
INSERT INTO parsed_texts
SELECT text_sha256, '{version}', unnest(from_json(fields, '{shape}'))
FROM sent
"""
_UNREAD = "SELECT text_sha256, any_value(text) FROM ({posts}) {condition} GROUP BY text_sha256"
_UNKNOWN = "WHERE text_sha256 NOT IN (SELECT text_sha256 FROM {known} WHERE parser_version = '{version}')"


def parsed_texts(session: Any, *, posts: Any, known: str | None) -> Any:
    """A relation of `session` with one row per text of `posts` that is not in the table `known` yet.

    A row of `known` counts where this parser wrote it: its code and the seed make up `parser_version`.
    """
    version = parser_version()
    session.execute(_CREATE.format(columns=", ".join(f"{name} {kind}" for name, kind in _FIELDS.items())))
    insert = _INSERT.format(version=version, shape=json.dumps(_FIELDS))
    condition = _UNKNOWN.format(known=known, version=version) if known else ""
    for batch in _batches(session.cursor(), _UNREAD.format(posts=posts.sql_query(), condition=condition)):
        answers = [_answer(parse_post(text, _taxonomy())) for _, text in batch]
        session.register("sent", _columns([key for key, _ in batch], answers))
        session.execute(insert)
        session.unregister("sent")
    return session.table("parsed_texts")


def parser_version() -> str:
    """A hash of the parser's files and of the seed: another one means that texts must be read again."""
    parser = Path(str(resources.files("techpulse.job_post_parser")))
    files = [_seed(), *sorted(path for path in parser.rglob("*") if path.suffix in {".py", ".csv", ".tsv"})]
    digest = sha256(json.dumps(_FIELDS).encode())
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _seed() -> Path:
    return Path(__file__).with_name("seeds") / "technologies.csv"


@cache
def _taxonomy() -> Taxonomy:
    """Made when the first text needs it: a build without new posts does without."""
    with _seed().open(encoding="utf-8", newline="") as file:
        return Taxonomy.from_rows(csv.DictReader(file))


def _batches(cursor: Any, query: str) -> Iterator[list[tuple[str, str]]]:
    """By a cursor of its own: the session's next statement would end a result that is still being read."""
    cursor.execute(query)
    while batch := cursor.fetchmany(_BATCH_ROWS):
        yield batch


def _answer(post: JobPost) -> str:
    """The post's fields as JSON. Half a surrogate pair would have DuckDB refuse the whole batch."""
    salary = post.salary
    pay = (salary.minimum, salary.maximum, salary.currency, salary.period) if salary else (None,) * 4
    fields = dict(zip(("salary_min", "salary_max", "salary_currency", "salary_period"), pay, strict=True))
    answer = {name: fields[name] if name in fields else getattr(post, name) for name in _FIELDS}
    return _ENCODER.encode(answer).encode("utf-8", "replace").decode()


def _columns(keys: Sequence[str], answers: Sequence[str]) -> object:
    children = [nanoarrow.c_array(column, nanoarrow.string()) for column in (keys, answers)]
    schema = nanoarrow.struct(dict.fromkeys(_SENT, nanoarrow.string()))
    return nanoarrow.Array(nanoarrow.c_array_from_buffers(schema, len(keys), [None], children=children))
