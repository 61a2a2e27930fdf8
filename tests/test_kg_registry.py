"""docs/kg-registry.md answers every question, with a link that leads somewhere or with no."""

from __future__ import annotations

import re
from pathlib import Path

from kg.prefixes import slug

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "kg-registry.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (.+?\?) \| (.+) \|$", PAGE, re.MULTILINE)


def read_anchors(page: Path) -> set[str]:
    """The anchors that a Markdown page has for its headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_27_questions_are_numbered_and_named_once() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, 28))
    assert len({slug(name) for _, name, *_ in ROWS}) == 27


def test_every_answer_is_yes_with_a_link_or_no() -> None:
    for number, _, _, answer in ROWS:
        assert re.match(r"(yes|no)\b", answer), number
        assert answer.startswith("no") or "](" in answer, number


def test_every_link_leads_to_a_file_and_to_a_heading_of_it() -> None:
    for target, _, anchor in re.findall(r"\]\((?!https?:)([^)#]+)(#([^)]+))?\)", PAGE):
        assert (DOCS / target).exists(), target
        assert not anchor or anchor in read_anchors(DOCS / target), f"{target}#{anchor}"
