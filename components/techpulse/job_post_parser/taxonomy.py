"""The technologies that a post may name: rows of the seed made into forms that can be looked for.

Belongs here: what a row may hold, and what is wrong with it. Does not: reading the file, or how forms are found in a
text (`technologies.py`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from techpulse.job_post_parser.technologies import find_technologies
from techpulse.job_post_parser.technology_forms import Form, Kind, Vocabulary, form_words

COLUMNS = ("technology_key", "name", "category", "aliases", "guards", "never")
_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The technologies that can be found, by the forms in which posts write them."""

    _vocabulary: Vocabulary

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> "Taxonomy":
        """The taxonomy of a seed's rows, as `csv.DictReader` gives them; in each, lists are separated by `|`.

        `name` and `aliases` count wherever they stand, but for those that `guards` names as `form=kind`, with a kind of
        `cased`, `context`, `named`, `maker` or `vendor`; phrases in `never` are no mention though they hold one.

        Raises:
            ValueError: a row lacks a column, names an unknown kind, or claims a key or form that another row holds.
        """
        owners: dict[tuple[str, ...], str] = {}
        keys: set[str] = set()
        forms: list[Form] = []
        for row in rows:
            key = _key(row, keys)
            for form in _forms(row):
                owner = owners.setdefault(form.words, form.key)
                if owner != form.key:
                    raise ValueError(f"technology {key!r}: {form.written!r} already stands for {owner or 'nothing'!r}")
                forms.append(form)
        return cls(Vocabulary(forms))

    def find(self, text: str) -> tuple[str, ...]:
        """Keys of the technologies that the plain `text` of a post names: sorted, each once. Never raises."""
        return find_technologies(text, self._vocabulary)


def _key(row: Mapping[str, str], keys: set[str]) -> str:
    missing = [column for column in COLUMNS if row.get(column) is None]
    if missing:
        raise ValueError(f"a technology's row lacks {', '.join(missing)}: {dict(row)}")
    key = row["technology_key"]
    if not key or not row["name"] or not row["category"]:
        raise ValueError(f"a technology's row needs a key, a name and a category: {dict(row)}")
    if key in keys:
        raise ValueError(f"technology {key!r} stands there twice")
    keys.add(key)
    return key


def _forms(row: Mapping[str, str]) -> Iterator[Form]:
    """Every form of a row once: guarded ones with their guard, the others sure, the phrases that hide one."""
    key, category = row["technology_key"], row["category"]
    guards = dict(_guards(row))
    doubtful = {form_words(form) for form in guards}
    written = [*((form, Kind.SURE) for form in (row["name"], *_listed(row["aliases"]))), *guards.items()]
    seen: set[tuple[str, ...]] = set()
    for form, kind in written:
        words = form_words(form)
        if not words:
            raise ValueError(f"technology {key!r}: {form!r} holds no word")
        if words not in seen and not (kind is Kind.SURE and words in doubtful):
            seen.add(words)
            yield Form(words, key, kind, form, category)
    for phrase in _listed(row["never"]):
        yield Form(form_words(phrase), "", Kind.SURE, phrase, category="")


def _guards(row: Mapping[str, str]) -> Iterator[tuple[str, Kind]]:
    for guard in _listed(row["guards"]):
        form, _, kind = guard.rpartition("=")
        if not form or kind.upper() not in Kind.__members__:
            raise ValueError(f"technology {row['technology_key']!r}: guard {guard!r} is no form=kind of a known kind")
        yield form, Kind[kind.upper()]


def _listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(_SEPARATOR) if part.strip()]
