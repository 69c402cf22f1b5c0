"""Editions: which records are one, and which are two, however like each other they are written."""

from datetime import date

import pytest

from techpulse.conference_identity import Edition, edition_of

ACL, EMNLP = "Annual Meeting of the Association for Computational Linguistics", "Empirical Methods in NLP"


@pytest.mark.parametrize(
    ("series", "titles"),
    [
        ("acl", ["ACL 2025", "acl 2025", f"ACL 2025: 63rd {ACL}", f"The Sixty-Third {ACL} (ACL 2025)", f"{ACL} 2025"]),
        ("acl", ["ACL-IJCNLP 2021", "IJCNLP-ACL 2021", "The Annual Meeting of the ACL 2021"]),
        ("aacl ijcnlp", ["AACL-IJCNLP 2020", "IJCNLP & AACL 2020", "IJCNLP and AACL 2020", "IJCNLP/AACL 2020"]),
        ("neurips", ["NIPS 2017", "NeurIPS 2017", "XXXI Conference on Neural Information Processing Systems 2017"]),
        ("ecml pkdd", ["ECML-PKDD 2025", "ECML PKDD 2025", "PKDD/ECML 2025", "ECMLPKDD 2025"]),
        ("mm", ["ACM MM 2025", "MM 2025", "ACMMM 2025", "33rd ACM International Conference on Multimedia (MM 2025)"]),
        ("www", ["WWW 2026", "The Web Conference 2026", "TheWebConf 2026", "WWW 2026 (The Web Conference)"]),
        ("rss", ["RSS 2026", "Robotics: Science and Systems 2026", "Robotics Science and Systems (RSS) 2026"]),
        ("facct", ["FAT* 2020", "ACM FAccT 2020"]),
        ("starsem", ["*SEM 2026", "Joint Conference on Lexical and Computational Semantics 2026"]),
        ("coling lrec", ["LREC-COLING 2024", "COLING 2024", "LREC 2024"]),
        ("rr ruleml", ["RuleML+RR 2026", "Joint Conference on Rules and Reasoning 2026"]),
        ("aaai", ["2026 AAAI", "The Fortieth AAAI Conference on Artificial Intelligence 2026", "IEEE AAAI 2026"]),
        ("zyx", ["ZYX 2026", "2026 ZYX", "ZYX Conference 2026", "The 4th International ZYX Conference 2026"]),
    ],
)
def test_editions_are_one_when_a_series_is_written_in_many_ways(series: str, titles: list[str]) -> None:
    assert {edition_of(title) for title in titles} == {
        Edition(series, int(titles[0][-4:] if "2026 " not in titles[0] else 2026))
    }


@pytest.mark.parametrize(
    ("title", "full_name"),
    [
        ("ICML 2026", "Forty-third International Conference on Machine Learning"),
        ("ICML 2026", "2026 IEEE Int'l Conf. on Machine Learning (ICML 2026)"),
        ("IEEE ICML 2026", "ICML 2026: The 43rd International Conference on ML"),
        ("43rd ICML 2026", None),
    ],
)
def test_editions_are_one_when_their_names_differ_in_what_any_name_may_hold(title: str, full_name: str | None) -> None:
    assert edition_of(title, full_name=full_name) == Edition("icml", 2026)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ACL 2025", None), ("ACL 2026", None)),
        (("ACL 2025", None), ("EACL 2025", None)),
        (
            ("ICDM 2026", "IEEE International Conference on Data Mining"),
            ("ICDM 2026", "Industrial Conference on Data Mining"),
        ),
        (("ICML 2026", None), ("ICML 2026", "International Conference on Machine Learning and Cybernetics")),
        (("ICML 2026", None), ("ICMLC 2026", "International Conference on Machine Learning and Computing")),
        (("ICCC 2026", None), ("ICCC 2026", "IEEE International Conference on Computer and Communications")),
        (("QRST 2026", "Conference on Quick Rust"), ("QRST 2026", "Conference on Quiet Streams")),
        (("QRST 2026", "Conference on Quick Rust"), ("QRSU 2026", "Conference on Quick Rust")),
        (("Workshop on Quick Rust 2026", None), ("Symposium on Quick Rust 2026", None)),
        (("International Workshop on Machine Learning 2026", None), ("ICML 2026", None)),
        (("ICML 2026", None), ("ICML 2026", "Workshop on Machine Learning")),
        (("QRST 2026", "Workshop on Quick Rust"), ("QRST 2026", "Conference on Quick Rust")),
        (("SI-Pear-1 2026", "Special Issue on Pears"), ("SI-Pear-2 2026", "Special Issue on Pears")),
        (("SIGGRAPH 2026", None), ("SIGGRAPH Asia 2026", None)),
        (("AAAI 2026", None), ("ECAI 2026", "European Conference on Artificial Intelligence")),
    ],
)
def test_editions_are_two_when_year_name_or_kind_differ(
    one: tuple[str, str | None], other: tuple[str, str | None]
) -> None:
    first, second = (edition_of(title, full_name=full_name) for title, full_name in (one, other))
    assert first is not None
    assert second is not None
    assert first != second


@pytest.mark.parametrize(
    ("title", "series", "track"),
    [
        ("EMNLP (Industry Track) 2025", "emnlp", "industry"),
        ("EMNLP 2025 Industry Track", "emnlp", "industry"),
        ("EMNLP 2025: System Demonstrations", "emnlp", "demonstrations"),
        ("EMNLP 2025 (System Demonstrations Track)", "emnlp", "demonstrations"),
        ("EMNLP 2025 Demo Track", "emnlp", "demonstrations"),
        ("Findings of the ACL 2025", "acl", "findings"),
        ("ACL Findings 2025", "acl", "findings"),
        ("Findings of the Association for Computational Linguistics 2025", "acl", "findings"),
        ("Findings of the Association for Computational Linguistics: EMNLP 2025", "emnlp", "findings"),
        ("ACL 2025 Student Research Workshop (SRW)", "acl", "student research workshop"),
        ("EMNLP 2025 (Main Conference)", "emnlp", ""),
        ("BEA 2025 Workshop", "bea", ""),
        ("Workshop: ICML 2025", "icml", "workshops"),
        ("ICDM 2025 (PhD Forum)", "icdm", "doctoral"),
        ("ACL 2025 SRW", "acl", "student research workshop"),
        ("ACL 2025 - Student Research Workshop", "acl", "student research workshop"),
        ("ZYX 2025 Reproducibility Track", "zyx", "reproducibility"),
        ("ZYX 2025 Special Track on Pears and Apples", "zyx", "apples pears"),
        ("ICML 2025 Workshops", "icml", "workshops"),
        ("Workshop @ ICML 2025", "icml", "workshops"),
        ("ICML 2025 Call for Workshop Proposals", "icml", "workshop proposals"),
        ("Workshop on Ripe Pears at ICML 2025", "icml", "workshop: pear ripe"),
        ("ICML 2025 Workshop on Ripe Pears", "icml", "workshop: pear ripe"),
        ("PearNLP 2025 @ EMNLP 2025", "pearnlp", ""),
        ("PearNLP 2025: Second Workshop on Pears, co-located with EMNLP", "pearnlp", ""),
        ("KDD 2025 Research Track", "kdd", ""),
        ("KDD 2025 (August Cycle)", "kdd", ""),
        ("WACV 2025 (Round 2)", "wacv", ""),
        ("ICWSM 2025 (May deadline)", "icwsm", ""),
        ("EACL 2025 (Kyiv)", "eacl", ""),
    ],
)
def test_a_part_of_an_event_stands_apart_when_its_title_says_so(title: str, series: str, track: str) -> None:
    assert edition_of(title) == Edition(series, 2025, track)


def test_the_track_is_told_when_only_the_full_name_has_it() -> None:
    assert edition_of("EMNLP 2025", full_name=f"{EMNLP} (Industry Track)") == Edition("emnlp", 2025, "industry")
    assert edition_of("EMNLP 2025", full_name=f"{EMNLP}: Industry Track") == Edition("emnlp", 2025, "industry")


def test_an_edition_has_its_own_year_when_it_is_held_in_another() -> None:
    assert edition_of("ICPR 2020", year=2021, starts_date=date(2021, 1, 10)) == Edition("icpr", 2020)
    assert edition_of("ICPR", year=2020, starts_date=date(2021, 1, 10)) == Edition("icpr", 2020)


def test_the_year_is_the_next_best_when_the_title_has_none() -> None:
    later, url = date(2027, 1, 10), "https://2028.icpr.example"
    assert edition_of("ICPR", year=2025, full_name="2026 ICPR", starts_date=later, url=url) == Edition("icpr", 2025)
    assert edition_of("ICPR", full_name="ICPR 2026", starts_date=later, url=url) == Edition("icpr", 2026)
    assert edition_of("ICPR", starts_date=later, url=url) == Edition("icpr", 2027)
    assert edition_of("ICPR", url=url) == Edition("icpr", 2028)
    assert edition_of("ICPR") is None


def test_the_likely_year_counts_when_a_title_holds_several() -> None:
    assert edition_of("Agenda 2030 ZYX 2026", year=2026) == edition_of("Agenda 2030 ZYX 2026")
    assert edition_of("ZYX 2026 towards 2030", starts_date=date(2026, 5, 1)) == Edition("towards zyx", 2026)


@pytest.mark.parametrize("title", ["AAAI-26", "AAAI'26", "AAAI ’26", "aaai26", "AAAI 26"])
def test_two_digits_are_no_year_when_nothing_else_is_known(title: str) -> None:
    assert edition_of(title) is None
    assert edition_of(title, year=2026) == Edition("aaai", 2026)


def test_two_digits_stay_when_they_are_not_the_years() -> None:
    assert edition_of("AAAI-25", year=2026) != edition_of("AAAI", year=2026)


def test_an_address_tells_no_series_when_events_share_it() -> None:
    url = "https://meet.example/joint-2026/"
    assert edition_of("CEC", year=2026, url=url) != edition_of("IJCNN", year=2026, url=url)


@pytest.mark.parametrize("title", ["", " ", "2026", "(2026)", "\x00", "!!! 2026"])
def test_there_is_no_edition_when_a_title_says_nothing(title: str) -> None:
    assert edition_of(title, year=2026) is None
