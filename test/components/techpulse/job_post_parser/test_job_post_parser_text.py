"""HTML as plain text: no word glued or lost, entities decoded once, links whole, nothing unseen kept."""

import re
from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.job_post_parser import plain_text

WORDS = st.lists(st.from_regex(r"[a-zA-Zäöß0-9]{1,8}", fullmatch=True), min_size=1, max_size=8)
TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<i>",
        "</i>",
        "<b>",
        "<pre><code>",
        "</code></pre>",
        "<br/>",
        "<ul><li>",
        "<P class='a'>",
        "<!-- x -->",
    ]
)
UNSEEN = st.sampled_from(["\u200b", "\u202e", "\u2028", "\x00", "\x1b", "\ufeff", "\xa0", "\x85"])


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Go<p>React", "Go\n\nReact"),
        ("Go<i>React</i>", "Go React"),
        ("<i>Go</i>, Rust", "Go, Rust"),
        ("R&amp;D &#x27;22 a&#x2F;b", "R&D '22 a/b"),
        ("&amp;lt;p&amp;gt;", "&lt;p&gt;"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("a &lt;10-person team", "a <10-person team"),
        ("<pre><code>  a\n  b</code></pre>c", "a\n b\nc"),
        ("one\u200btwo\u2028three", "one two three"),
        ("one\\ntwo", "one\ntwo"),
        (r"C:\new", r"C:\new"),
        ("<p>a<p><p>b", "a\n\nb"),
        ("bad \ud800 end", "bad \ufffd end"),
        ("", ""),
    ],
)
def test_text_reads_as_a_reader_sees_it_when_it_has(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            '<a href="https:&#x2F;&#x2F;acme.example/jobs" rel="nofollow">https:&#x2F;&#x2F;acme.example/jobs</a>',
            "{}",
        ),
        ('<a href="https://acme.example/jobs" rel="nofollow">https://acme.exa...</a>', "{}"),
        ('<a href="https://acme.example/jobs">acme.example/jobs</a>', "{}"),
        ('see<a href="https://acme.example/jobs">https://acme.example/jobs</a>now', "see {} now"),
        ('our <a href="https://acme.example/jobs">openings</a>.', "our openings {}."),
        ('<a href="https://acme.example/jobs">a <a href="https://acme.example/jobs">b</a></a>', "a {} b {}"),
        ("<a name='x'>anchor</a> text", "anchor text"),
        ("<a href=", ""),
    ],
)
def test_a_link_is_its_whole_address_when_it_is(html: str, text: str) -> None:
    assert plain_text(html) == text.format(*["https://acme.example/jobs"] * 2)


@given(WORDS, st.lists(TAGS | UNSEEN, min_size=8, max_size=8))
def test_no_word_is_glued_or_lost_when_tags_and_unseen_characters_stand_between(
    words: list[str], between: list[str]
) -> None:
    html = "".join(word + mark for word, mark in zip(words, between, strict=False))
    assert re.findall(r"[^\W_]+", plain_text(html)) == words


@given(st.text())
def test_every_word_is_kept_when_a_text_is_escaped(text: str) -> None:
    kept = plain_text(escape(text.replace("\\", "/")))
    assert kept.split() == plain_text(text.replace("\\", "/").replace("<", " ").replace("&", " ")).split() or {
        "<",
        "&",
    } & set(text)
    assert [word for word in re.findall(r"[a-z]+", text) if word not in kept] == []


@given(st.text().filter(lambda text: not {"<", "&", "\\"} & set(text)))
def test_plain_text_stays_as_it_is_when_it_is_read_again(text: str) -> None:
    once = plain_text(text)
    assert plain_text(once) == once


@given(st.text(alphabet="&#;xamplt0123ab ", max_size=60))
def test_entities_are_decoded_once_when_they_are_nested(text: str) -> None:
    assert plain_text(text).split() == unescape(text).translate(dict.fromkeys((*range(9), 0x7F, 0xAD), " ")).split()


@given(st.text(alphabet=st.characters() | st.sampled_from("<>/pa&;\"'=\n\ud800\u202e\x00"), max_size=200))
def test_a_reader_is_never_harmed_when_the_text_is_hostile(html: str) -> None:
    text = plain_text(html)
    text.encode("utf-8")
    assert all(character.isprintable() or character == "\n" for character in text if character != "\t")
