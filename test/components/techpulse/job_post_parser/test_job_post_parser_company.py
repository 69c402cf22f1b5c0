"""Who hires: by fields, by sentences, by addresses; and names made comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.job_post_parser import company_key
from techpulse.job_post_parser.company import find_company
from techpulse.job_post_parser.header import read_header


def company(text: str) -> str | None:
    return find_company(read_header(text), text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Acme | Senior Go Engineer | Berlin | REMOTE (EU) | €70-90k", "Acme"),
        ("Acme Inc. | Berlin | Onsite", "Acme Inc."),
        ("Blue Fox (YC S15) | Engineer | SF", "Blue Fox"),
        ("Blue Fox (https://bluefox.example) | Engineer | SF", "Blue Fox"),
        ("Acme - the best of boxes | Engineer | SF", "Acme"),
        ("Acme, a box company | Engineer | SF", "Acme"),
        ("Acme is hiring | Engineer | SF", "Acme"),
        ("Senior Engineer | Acme | Berlin", "Acme"),
        ("San Francisco, CA | REMOTE OK | Rails Developer | Blue Fox | Full-time", "Blue Fox"),
        ("Founding Engineer @ Blue Fox | SF", "Blue Fox"),
        ("ROCKSTAR BOXES | NYC | FULL-TIME | Engineers", "ROCKSTAR BOXES"),
        ("Berlin | Engineers | React | Node | Acme", "Acme"),
        ("Developer | C# | .Net Core | Acme", "Acme"),
        ("Seeking PHP Experts | Acme | Berlin", "Acme"),
        ("Berlin - Ruby + Front-End\n\nAcme is hiring.", "Acme"),
        ("Rust Belt Bakers | Berlin | Onsite", "Rust Belt Bakers"),
        ("Possible | Senior Developer | Onsite", "Possible"),
        ("Remote | Senior Developer | Blue Fox", "Blue Fox"),
        ("Go Engineer | Onsite | Springwell, Woodshire, UK | Acme", "Acme"),
        ("Senior Frontend Developer With Box Skills | Berlin | Acme", "Acme"),
        ("Acme l Engineer l Berlin | Onsite", "Acme"),
        ("== Main ====\nAcme | Engineer | Berlin", "Acme"),
        ("Blue Fox\nBerlin | Onsite | Engineers", "Blue Fox"),
        ("Blue Fox is hiring a head of boxes.", "Blue Fox"),
        ("Blue Box Company is hiring!!", "Blue Box Company"),
        ("https://bluefox.com | Engineers | Berlin", "Bluefox"),
        ("bluefox.io | Engineers | Berlin", "bluefox"),
        ("Boxes/Foxes | Engineers | Berlin", "Boxes/Foxes"),
        ("Portland, OR - Rails Developer - Acme", "Acme"),
        ("San Francisco, CA - Acme is looking for developers", "Acme"),
        ("Acme (YC S11) — Berlin — Rails developers — full time", "Acme"),
        ("Berlin, Germany\nBlue Fox - Python developers\nWe build boxes.", "Blue Fox"),
        ("Helsinki, Finland - iOS developers\n\nAcme is a funded startup making boxes.", "Acme"),
        ("Hi! I work at Blue Fox, and we are hiring engineers.", "Blue Fox"),
        ("Boston, MA - Engineers\nWe make boxes, Blue Fox boxes. jobs@bluefox.com", "Blue Fox"),
        ("Boston, MA - Engineers\nWe make boxes. jobs@bluefox.com", "Bluefox"),
        ("Boston, MA - Engineers\nWe make boxes. jobs@gmail.com", None),
        ("Boston, MA - Engineers\nApply: https://jobs.lever.co/bluefox/123", "Bluefox"),
        ("Company: Blue Fox\nLocation: Berlin", "Blue Fox"),
        ("St. Bread Bakery | Miller | Porto", "St. Bread Bakery"),
        ("B.C. Bakery | Miller | Porto", "B.C. Bakery"),
        ("Porto | Remote | Sr. Miller, Sr. Engineer | Blue Fox", "Blue Fox"),
        ("Blue Fox Several roles | Full-time | Porto", "Blue Fox"),
        ("Blue Fox https://bluefox.example Porto | Engineer", "Blue Fox"),
        ("Blue Fox, Boston, MA | Engineer", "Blue Fox"),
        ("University of Oxford, UK | Engineer", "University of Oxford, UK"),
        ("Boston | flour for cakes | https://boston.io | Full-time", "Boston"),
        ("Boston | Engineer | Blue Fox | https://bluefox.com", "Blue Fox"),
        ("VP of Cakes | Porto | Blue Fox", "Blue Fox"),
        ("Engineer | Blue Fox Technologies | Porto", "Blue Fox Technologies"),
        ("Engineer | Blue Fox IT | Porto", "Blue Fox IT"),
        (
            "Engineer | National Museum of Bread, Department of Rye | Porto",
            "National Museum of Bread, Department of Rye",
        ),
        ("Fox@Box | Engineer | Porto", "Fox@Box"),
        ("jobs.bluefox.com | Engineer | Porto", "bluefox"),
        ("bluefox.com; Senior Engineers | Porto | Visa + Relo", "bluefox"),
        ("Baking the bread of the days to come @ Blue Fox | Porto", "Blue Fox"),
        ("Our world is short of good rye bread. Foxy makes machines for it.\njobs@foxybread.com", "Foxy"),
        ("Porto\nBlue Fox, a part of the Box Group, is looking for engineers.", "Blue Fox"),
        ("Porto - Engineers\nMore is better, customers have told us", None),
        ("SEEKING BAKERS\nfor bluefox.com, we make dough", "Bluefox"),
        ("Sr. Engineer, Porto\nhttps://yellow-flour-1a2.notion.site/x or mail to jane@bluefox.com", "Bluefox"),
        ("", None),
    ],
)
def test_the_company_is_found_when_a_post_begins(text: str, name: str | None) -> None:
    assert company(text) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "ACME, Inc."),
        ("Acme GmbH", "acme"),
        ("Acme Pty Ltd", "Acme"),
        ("acme.io", "Acme"),
        ("Blue Fox", "BlueFox"),
        ("Café & Co.", "Cafe"),
        ("Fox & Son", "Fox and Son"),
        ("The Blue Fox", "Blue Fox"),
    ],
)
def test_two_spellings_are_one_company_when_only_form_differs(one: str, other: str) -> None:
    assert company_key(one) == company_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Acme", "Acme Labs"), ("Blue Fox", "Red Fox"), ("Co", "Inc"), ("1010data", "data")]
)
def test_two_names_stay_two_companies_when_words_differ(one: str, other: str) -> None:
    assert company_key(one) != company_key(other)


@given(st.text(min_size=1, max_size=60))
def test_a_key_is_its_own_key_without_case_when_it_is_made_of_anything(name: str) -> None:
    key = company_key(name)
    assert key == key.casefold().strip()
    assert company_key(name.strip()) == key


@given(st.text(alphabet=st.characters() | st.sampled_from("AcmeBluFox |-–—:()@./\n"), max_size=200))
def test_a_company_is_a_name_or_nothing_when_the_text_is_anything(text: str) -> None:
    name = company(text)
    assert name is None or name.strip()
