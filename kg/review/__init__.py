"""The review loop: a person looks at disagreements, names and doubtful links one at a time and decides on them.

`list_items` finds what is to be looked at, `Walk` asks for each in a terminal or through a pipe, and `Book` is the file
of decisions that the answers are added to; `kg build` reads that file.
"""

from __future__ import annotations

from kg.review.book import Book, find_book
from kg.review.items import KINDS, Item, find_item, list_items, list_statements, undecided
from kg.review.show import list_json, render_item, render_list
from kg.review.walk import Answer, Walk, decide

__all__ = [
    "KINDS",
    "Answer",
    "Book",
    "Item",
    "Walk",
    "decide",
    "find_book",
    "find_item",
    "list_items",
    "list_json",
    "list_statements",
    "render_item",
    "render_list",
    "undecided",
]
