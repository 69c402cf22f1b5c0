"""ai-deadlines: its YAML in both forms, and the list of its files that GitHub's API gives.

Here: texts of files and of the list.
Not here: addresses (`endpoints`).
"""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha1

from techpulse.conference_simulator.records import Conference, Due
from techpulse.conference_simulator.sites import days_text

FOLDER = "src/data/conferences"
REPOSITORY = "huggingface/ai-deadlines"
_TYPES = {"abstract": "abstract", "submission": "paper", "notification": "notification", "camera_ready": "camera_ready"}
_LABELS = {
    "abstract": "Abstract submission",
    "submission": "Paper submission deadline",
    "notification": "Author notification",
    "camera_ready": "Camera-ready deadline",
}
_SUBJECT_CODES = {
    "machine learning": "ML",
    "natural language processing": "NLP",
    "computer vision": "CV",
    "data mining": "DM",
    "robotics": "RO",
}


def file_name(acronym: str) -> str:
    """The file of a series."""
    return f"{acronym.lower().replace(' ', '_')}.yml"


def series_file(editions: Iterable[Conference]) -> bytes:
    """The newer form: the editions of one series, each with a list of deadlines."""
    lines: list[str] = []
    for each in sorted(editions, key=lambda edition: edition.year):
        lines += _head(each)
        lines += [f"  full_name: {_quoted(each.full_name)}"]
        lines += ["  deadlines:"] if each.dues else []
        for due in each.dues:
            lines += [
                f"    - type: {_TYPES[due.kind]}",
                f"      label: {_LABELS[due.kind]}",
                f"      date: {_moment(due)}",
                f"      timezone: {due.zone}",
            ]
        lines += [f"  date: {days_text(each.starts_date, each.ends_date)}"]
        lines += [f"  start: {each.starts_date}", f"  end: {each.ends_date}"]
        lines += ["  tags:", *(f"  - {subject.replace(' ', '-')}" for subject in each.subjects)]
        lines += [f"  city: {_quoted(each.city)}", f"  country: {_quoted(each.country)}"]
        lines += [f"  note: {_quoted(each.note)}"] if each.note else []
    return ("\n".join(lines) + "\n").encode()


def one_file(conferences: Iterable[Conference]) -> bytes:
    """The older form: every conference in one file, with one deadline and perhaps one of abstracts."""
    lines = ["---"]
    for each in conferences:
        submission, abstract = each.due("submission"), each.due("abstract")
        lines += ["", *_head(each), "  hindex: 42"]
        lines += [f"  deadline: {_moment(submission) if submission else 'TBA'}"]
        lines += [f"  abstract_deadline: {_moment(abstract)}"] if abstract else []
        lines += [f"  timezone: {'UTC-12' if submission.zone == 'AoE' else submission.zone}"] if submission else []
        lines += [f"  date: {days_text(each.starts_date, each.ends_date)}"]
        lines += [f"  start: {each.starts_date}", f"  end: {each.ends_date}"]
        lines += [f"  place: {_quoted(each.place)}", f"  sub: {_subjects(each.subjects)}"]
        lines += [f"  note: {_quoted('<b>NOTE</b>: ' + each.note)}"] if each.note else []
    return ("\n".join(lines) + "\n").encode()


def listing(series: Sequence[str], *, origin: str) -> bytes:
    """The folder as GitHub's API lists it, its explanation among the files."""
    entries = [_entry("README.md", origin)] + [_entry(file_name(acronym), origin) for acronym in series]
    return json.dumps([*entries, _entry("archive", origin) | {"type": "dir", "size": 0, "download_url": None}]).encode()


def _entry(name: str, origin: str) -> dict[str, object]:
    path = f"{FOLDER}/{name}"
    return {
        "name": name,
        "path": path,
        "sha": sha1(path.encode()).hexdigest(),  # noqa: S324 - the kind of number that stands there
        "size": 512,
        "url": f"{origin}/repos/{REPOSITORY}/contents/{path}?ref=main",
        "html_url": f"{origin}/{REPOSITORY}/blob/main/{path}",
        "download_url": f"{origin}/{REPOSITORY}/main/{path}",
        "type": "file",
    }


def _head(each: Conference) -> list[str]:
    return [
        f"- title: {_quoted(each.acronym)}",
        f"  year: {each.year}",
        f"  id: {each.acronym.lower()}{each.year % 100:02}",
        f"  link: {each.url}",
    ]


def _moment(due: Due) -> str:
    return f"'{due.at}'" if due.at else "TBD"


def _subjects(subjects: Sequence[str]) -> str:
    codes = [_SUBJECT_CODES.get(subject, "MISC") for subject in subjects]
    return codes[0] if len(codes) == 1 else f"[{', '.join(codes)}]"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
