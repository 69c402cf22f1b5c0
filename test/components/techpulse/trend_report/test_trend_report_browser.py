"""The page in a browser: what is drawn, what a reader's hands do, and that nothing else happens."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

PageOf = Callable[[dict[str, Any]], Path]
CHARTS = ("technologies", "movers-year", "movers-month", "remote", "pay", "roles", "companies", "posts", "countries")
MARKS = """
[...document.querySelectorAll('#chart-{} svg :is(.mark-line, .mark-rect, .mark-symbol) path')]
    .filter(path => path.getBBox().width + path.getBBox().height > 0).length
"""
LINES = "[...document.querySelectorAll('#chart-technologies svg .mark-line path')].map(p => p.getAttribute('d')).join()"
SHOWN = "[...document.querySelectorAll('#all-technologies button')].filter(b => !b.hidden).map(b => b.textContent)"


@pytest.fixture(scope="module")
def page(page_of: PageOf, answer: dict[str, Any]) -> Path:
    return page_of(answer)


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_every_chart_is_drawn_and_nothing_overflows_or_complains(width: int, theme: str, page: Path, tab: Any) -> None:
    tab.open(page, width=width, theme=theme)
    assert {name: tab.run(MARKS.replace("{}", name)) > 0 for name in CHARTS} == dict.fromkeys(CHARTS, True)
    assert tab.run("document.documentElement.scrollWidth") <= width
    is_dark = tab.run("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    assert is_dark == (theme == "dark")
    assert tab.complaints() == []


def test_lines_and_address_change_when_a_technology_is_picked(page: Path, tab: Any) -> None:
    tab.open(page)
    before = tab.run(LINES)
    tab.run("document.querySelector('#all-technologies button[data-key=\"ruby\"]').click()")
    tab.wait(f"({LINES}) !== {before!r}")
    assert "ruby" in tab.run("location.hash")
    tab.run("document.querySelector('#picked-technologies button[data-key=\"ruby\"]').click()")
    tab.wait(f"({LINES}) === {before!r}")


def test_picks_of_the_address_are_shown_when_the_page_is_opened_with_them(page: Path, tab: Any) -> None:
    tab.open(page, fragment="#pick=ruby,hadoop")
    picked = "[...document.querySelectorAll('#picked-technologies button')].map(b => b.dataset.key)"
    assert tab.run(picked) == ["ruby", "hadoop"]


def test_only_matching_technologies_are_offered_when_one_is_searched_for(page: Path, tab: Any) -> None:
    tab.open(page)
    tab.run("document.getElementById('search-technologies').focus()")
    for letter in "ruby":
        tab.press(letter, letter)
    assert tab.run(SHOWN) == ["Ruby"]
    tab.press("Enter", "\r")
    tab.wait("location.hash.includes('ruby')")


def test_a_chip_is_reached_and_pressed_by_the_keyboard_alone(page: Path, tab: Any) -> None:
    tab.open(page)
    tab.run("document.getElementById('search-technologies').focus()")
    tab.press("Tab")
    focused = "document.activeElement.closest('#all-technologies') && document.activeElement.dataset.key"
    key = tab.run(focused)
    pressed = tab.run("document.activeElement.getAttribute('aria-pressed')")
    tab.press("Enter", "\r")
    chip = f"document.querySelector('#all-technologies button[data-key={key}]')"
    tab.wait(f"{chip}.getAttribute('aria-pressed') !== {pressed!r}")
    assert tab.run("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_each_chart_has_its_numbers_in_a_table_when_it_is_opened(page: Path, tab: Any) -> None:
    tab.open(page)
    tab.run("document.querySelectorAll('details').forEach(details => (details.open = true, details.ontoggle()))")
    rows = "[...document.querySelectorAll('details')].map(details => details.querySelectorAll('tbody tr').length)"
    assert min(tab.run(rows)) > 0


def test_nothing_runs_when_names_are_hostile(page_of: PageOf, answer: dict[str, Any], tab: Any) -> None:
    hostile = deepcopy(answer)
    for row in hostile["companies"]:
        row["company"] = "<img src=x onerror='window.hacked = 1'></script><script>window.hacked = 1</script>"
    for row in hostile["technologies"]:
        row["name"] = f"<svg onload='window.hacked = 1'>{row['name']}"
    tab.open(page_of(hostile))
    tab.run("document.querySelectorAll('details').forEach(d => (d.open = true, d.ontoggle()))")
    assert tab.run("window.hacked") is None
    assert tab.complaints() == []


def test_empty_charts_say_so_when_nothing_is_loaded(page_of: PageOf, answer: dict[str, Any], tab: Any) -> None:
    tab.open(page_of({name: [] for name in answer}), width=390)
    said = "[...document.querySelectorAll('.chart')].map(c => c.textContent)"
    assert set(tab.run(said)) == {"Nothing to show yet."}
    assert tab.complaints() == []
