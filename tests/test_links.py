from __future__ import annotations

from kg.spans import Text


def test_a_link_knows_the_place_of_its_markup_and_of_its_address() -> None:
    text = Text.of('See **[A [b] c](/x_(y)?z=1 "A title")** and ![none](pic.png "p").')
    assert text.string == "See A [b] c and ."
    (link,) = text.links
    assert (link.start, link.end, link.href) == (4, 11, "/x_(y)?z=1")
    assert text.raw[slice(*link.place)] == '[A [b] c](/x_(y)?z=1 "A title")'
    assert text.raw[slice(*link.address)] == "/x_(y)?z=1"


def test_places_count_from_the_start_of_the_raw_text() -> None:
    raw = "first line\r\n[words](address)\r\n"
    (link,) = Text(raw, 12, len(raw)).links
    assert raw[slice(*link.address)] == "address"
