"""A source's card is read whole or not at all, and an error names the file, the key and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.cards import Card, Coverage, Dropped, load_card, load_cards
from kg.errors import UsageError

CARD = """
name = "leaflets"
title = "Patient leaflets"
origin = "https://example.org/leaflets/"
licence = "CC0-1.0"
media_type = "text/plain"
documents = "One leaflet about one drug."
kept = ["the drug's name", "its dose"]

[[covers]]
register = "FDA"
what = "drugs that the FDA has approved"
as_of = "2025-12-30"

[[covers]]
topic = "prose"
what = "the uses in the leaflet's own words"
as_of = "2025"

[[dropped]]
what = "telephone numbers"
why = "they say nothing about a drug"
"""


def write_card(folder: Path, text: str = CARD) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "source.toml"
    path.write_text(text, encoding="utf-8")
    return path


def assert_refused(folder: Path, text: str, message: str) -> None:
    path = write_card(folder, text)
    with pytest.raises(UsageError) as caught:
        load_card(path)
    assert str(caught.value) == f"{path}: {message}"


def test_a_card_is_read_whole(tmp_path: Path) -> None:
    assert load_card(write_card(tmp_path)) == Card(
        name="leaflets",
        title="Patient leaflets",
        origin="https://example.org/leaflets/",
        licence="CC0-1.0",
        media_type="text/plain",
        documents="One leaflet about one drug.",
        covers=(
            Coverage("drugs that the FDA has approved", "2025-12-30", register="FDA"),
            Coverage("the uses in the leaflet's own words", "2025", topic="prose"),
        ),
        kept=("the drug's name", "its dose"),
        dropped=(Dropped("telephone numbers", "they say nothing about a drug"),),
        encoding="utf-8",
    )


def test_a_card_may_declare_another_encoding(tmp_path: Path) -> None:
    assert load_card(write_card(tmp_path, 'encoding = "cp1252"' + CARD)).encoding == "cp1252"


def test_a_byte_order_mark_before_a_card_is_no_key(tmp_path: Path) -> None:
    assert load_card(write_card(tmp_path, "\ufeff" + CARD)).name == "leaflets"


def test_an_unknown_key_is_an_error_that_lists_the_known_ones(tmp_path: Path) -> None:
    assert_refused(
        tmp_path,
        'license = "CC0-1.0"' + CARD,
        "unknown key 'license'; known keys: called, covers, documents, dropped, encoding, kept, licence, "
        "media_type, name, origin, title",
    )


def test_a_missing_key_is_an_error_that_names_it(tmp_path: Path) -> None:
    assert_refused(
        tmp_path,
        CARD.replace('licence = "CC0-1.0"\n', ""),
        "missing key 'licence'; known keys: called, covers, documents, dropped, encoding, kept, licence, "
        "media_type, name, origin, title",
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("title = 3", "title must be a text, not a number"),
        ("title = true", "title must be a text, not true or false"),
        ("title = 2025-12-30", "title must be a text, not a date"),
        ('title = ["Patient leaflets"]', "title must be a text, not a list"),
        ('title = " "', "title must not be empty"),
    ],
)
def test_a_value_of_the_wrong_type_is_an_error_that_says_which(tmp_path: Path, line: str, message: str) -> None:
    assert_refused(tmp_path, CARD.replace('title = "Patient leaflets"', line), message)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('["the drug\'s name", "its dose"]', '"its dose"', "kept must be a list, not a text"),
        ('"its dose"]', "2]", "kept[2] must be a text, not a number"),
        ('"its dose"]', '{ what = "its dose" }]', "kept[2] must be a text, not a table"),
        ("[[dropped]]", "[dropped]", "dropped must be a list, not a table"),
        ('why = "they', 'reason = "they', "dropped[1]: unknown key 'reason'; known keys: what, why"),
        ('as_of = "2025"', "as_of = 2025", "covers[2].as_of must be a text, not a number"),
        (
            'as_of = "2025"',
            "",
            "covers[2]: missing key 'as_of'; known keys: as_of, excludes, only, register, topic, what",
        ),
        ('topic = "prose"', "", "covers[2] must have one of the keys register and topic"),
        ('topic = "prose"', 'topic = "a"\nregister = "b"', "covers[2] must have one of the keys register and topic"),
    ],
)
def test_an_error_inside_a_list_names_the_item(tmp_path: Path, before: str, after: str, message: str) -> None:
    assert before in CARD
    assert_refused(tmp_path, CARD.replace(before, after), message)


def test_a_list_of_texts_where_tables_belong_is_an_error(tmp_path: Path) -> None:
    text = CARD.replace("[[dropped]]", "[other]").replace("kept =", 'dropped = ["telephone numbers"]\nkept =')
    assert_refused(tmp_path, text.split("[other]")[0], "dropped[1] must be a table, not a text")


def test_a_date_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    assert_refused(
        tmp_path,
        CARD.replace("2025-12-30", "2025-02-30"),
        "covers[1].as_of must be a date such as 2025-12-30, not '2025-02-30'",
    )


def test_an_origin_that_is_no_url_is_an_error(tmp_path: Path) -> None:
    assert_refused(
        tmp_path,
        CARD.replace("https://example.org/leaflets/", "example.org"),
        "origin must be a URL, not 'example.org'",
    )


@pytest.mark.parametrize("encoding", ["utf-88", "base64"])
def test_an_encoding_that_is_none_is_an_error(tmp_path: Path, encoding: str) -> None:
    assert_refused(
        tmp_path,
        f'encoding = "{encoding}"' + CARD,
        f"encoding must be one that Python knows, such as utf-8, not '{encoding}'",
    )


def test_a_card_that_is_no_toml_is_an_error_with_its_place(tmp_path: Path) -> None:
    path = write_card(tmp_path, 'name = "leaflets\n')
    with pytest.raises(UsageError, match=r"the card is not TOML: .*line 1, column"):
        load_card(path)


def test_a_card_that_is_not_utf_8_is_an_error_with_its_byte(tmp_path: Path) -> None:
    path = tmp_path / "source.toml"
    path.write_bytes(b'name = "\xe9"')
    with pytest.raises(UsageError, match=r"the card is not UTF-8 at byte 8$"):
        load_card(path)


def test_a_card_that_cannot_be_read_is_an_error_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the card cannot be read: Is a directory$"):
        load_card(tmp_path)


def test_a_folder_without_a_card_is_an_error_that_leads_to_the_steps(tmp_path: Path) -> None:
    (tmp_path / "leaflets").mkdir()
    with pytest.raises(UsageError, match=r"source\.toml: there is no card; write one as sources/README\.md says$"):
        load_cards(tmp_path)


def test_cards_come_by_name_in_order_and_hidden_folders_are_none(tmp_path: Path) -> None:
    for name in ("registers", "leaflets"):
        write_card(tmp_path / name, CARD.replace('"leaflets"', f'"{name}"'))
    (tmp_path / ".cache").mkdir()
    (tmp_path / "README.md").write_text("no folder", encoding="utf-8")
    cards = load_cards(tmp_path)
    assert list(cards) == ["leaflets", "registers"]
    assert cards["registers"].name == "registers"


def test_a_card_in_a_folder_of_another_name_is_an_error(tmp_path: Path) -> None:
    path = write_card(tmp_path / "labels")
    with pytest.raises(UsageError) as caught:
        load_cards(tmp_path)
    assert str(caught.value) == f"{path}: name is 'leaflets' in the folder 'labels'; make the two equal"


def test_what_a_register_leaves_out_is_kept_in_the_order_of_the_card(tmp_path: Path) -> None:
    text = CARD.replace('as_of = "2025"', 'as_of = "2025"\nexcludes = ["vaccines", "gene therapies"]')
    assert load_card(write_card(tmp_path, text)).covers[1].excludes == ("vaccines", "gene therapies")


def test_a_kind_of_product_that_nothing_tells_by_its_name_is_an_error(tmp_path: Path) -> None:
    assert_refused(
        tmp_path,
        CARD.replace('as_of = "2025"', 'as_of = "2025"\nexcludes = ["sweets"]'),
        "covers[2].excludes[1] must be one of cell therapies, gene therapies, vaccines, blood products, not 'sweets'",
    )


def test_a_field_that_is_not_known_is_an_error(tmp_path: Path) -> None:
    text = CARD.replace('as_of = "2025"', 'as_of = "2025"\nonly = "sport"')
    assert_refused(tmp_path, text, "covers[2].only must be one of cancer, not 'sport'")
