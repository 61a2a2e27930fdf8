"""Spans are exact in the raw text, whatever stands around the words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.blocks import iter_blocks
from kg.spans import LineIndex, Span, Text

WORDS = st.text(alphabet=st.sampled_from("abcXYZ09 -–α¹*_[]()\\\r\n\t.|#!²"), max_size=120)


@pytest.mark.parametrize(
    ("raw", "visible"),
    [
        ("plain words", "plain words"),
        ("**[CD19](/popup?id=1)** protein", "CD19 protein"),
        ("*[BRAF](/x)* gene", "BRAF gene"),
        ("approved.¹ Then", "approved. Then"),
        ("folded\r\nover\nlines", "folded over lines"),
        ("![a picture](/p.jpg) after", "after"),
        ("[Hepzato (Melphalan](/a/b)) rest", "Hepzato (Melphalan) rest"),
        ("[label [1]](/x(y)z) end", "label [1] end"),
        ("a snake_case_name stays", "a snake_case_name stays"),
        ("5\\* escaped", "5* escaped"),
        ("\ufeffwith a mark", "\ufeffwith a mark"),
    ],
)
def test_what_a_person_sees_is_the_string(raw: str, visible: str) -> None:
    assert Text.of(raw).string == visible


def test_a_word_behind_links_emphasis_and_line_ends_leads_back_to_its_place() -> None:
    raw = "It binds\r\nto **[CD19](/id=5)**¹ on *B cells*."
    text = Text.of(raw)
    at = text.string.index("CD19")
    assert raw[slice(*text.place(at, at + 4))] == "CD19"
    at = text.string.index("B cells")
    assert raw[slice(*text.place(at, at + 7))] == "B cells"


def test_links_marks_and_bold_are_kept_with_their_visible_places() -> None:
    text = Text.of("**[CML](/d?id=7)** in adults¹")
    assert [(text.string[k.start : k.end], k.href) for k in text.links] == [("CML", "/d?id=7")]
    assert [(at, mark) for at, mark, _ in text.marks] == [(13, "¹")]
    assert [text.string[a:b] for a, b in text.bold] == ["CML"]


def test_lines_end_at_lf_and_crlf_only() -> None:
    index = LineIndex("a\r\nb\x0bc\u2028d\re\n\nf")
    assert [index.raw[start:end] for _, start, end in index.lines()] == ["a", "b\x0bc\u2028d\re", "", "f"]


def test_a_span_counts_lines_from_one_and_characters_from_zero() -> None:
    index = LineIndex("one\r\ntwo\r\nthree")
    assert index.span(5, 8) == Span(2, 2, 5, 8)
    assert index.span(2, 11) == Span(1, 3, 2, 11)


def test_a_byte_order_mark_counts_as_one_character() -> None:
    assert LineIndex("\ufeffone\ntwo").span(5, 8) == Span(2, 2, 5, 8)


@given(WORDS)
def test_every_visible_character_stands_at_its_place(raw: str) -> None:
    text = Text.of(raw)
    assert len(text.string) == len(text.offsets)
    for visible, offset in zip(text.string, text.offsets, strict=True):
        assert raw[offset] == visible or (visible == " " and raw[offset].isspace())


@given(WORDS)
def test_places_rise_and_visible_text_is_folded(raw: str) -> None:
    text = Text.of(raw)
    assert list(text.offsets) == sorted(set(text.offsets))
    assert "  " not in text.string
    assert text.string == text.string.rstrip(" ")


@given(WORDS)
def test_a_line_index_finds_every_character_in_its_own_line(raw: str) -> None:
    index = LineIndex(raw)
    for number, start, end in index.lines():
        for offset in range(start, end):
            assert index.line_of(offset) == number


@given(WORDS)
def test_each_line_that_is_not_blank_lies_in_exactly_one_block(raw: str) -> None:
    index = LineIndex(raw)
    blocks = list(iter_blocks(index))
    starts = [block.start for block in blocks]
    assert starts == sorted(starts)
    for number, start, end in index.lines():
        if not raw[start:end].strip() or any(block.kind == "front matter" for block in blocks):
            continue
        holding = [
            b
            for b in blocks
            if b.line <= number and index.line_of(b.start) <= number <= index.line_of(max(b.end - 1, b.start))
        ]
        assert len(holding) == 1, (number, blocks)
