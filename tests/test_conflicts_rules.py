"""Rules are data: each shipped one keeps its promises, and a malformed one gives one clear line with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib.plugins.sparql import prepareQuery

from kg.conflicts import load_rules, parse_rule
from kg.conflicts.compare import COMPARATORS
from kg.errors import UsageError

FOLDER = Path(__file__).parents[1] / "queries" / "conflicts"
RULES = {rule.name: rule for rule in load_rules()}

GOOD = """# rule: mine
# kind: contradiction
# severity: low
# compares: two words
# compare: phase
# label: {drug}: {value1} or {value2}
# side 1: {value1}
# side 2: {value2}
# text: {who1} says {value1},
#   {who2} says {value2}.
# policy: both stay
SELECT ?about ?drug ?value1 ?value2 ?document1 ?subject1 ?predicate1 ?object1 ?document2 ?subject2 ?predicate2 ?object2
WHERE { ?about kg:position ?drug }
"""


def test_there_are_thirty_six_rules_of_all_four_kinds() -> None:
    assert len(RULES) == len(list(FOLDER.glob("*.rq"))) == 37
    assert {kind for rule in RULES.values() for kind in rule.kinds} == {
        *("contradiction", "coverage gap", "granularity", "staleness")
    }


@pytest.mark.parametrize("name", RULES)
def test_a_rule_runs_in_any_engine_and_tells_its_columns(name: str) -> None:
    rule = RULES[name]
    prepareQuery(rule.query)  # rdflib's parser: standard SPARQL 1.1, every prefix declared
    own = [
        column for column in rule.columns if column != "about" and not re.fullmatch(r"(docu|sub|pred|obj)\w+\d", column)
    ]
    told = re.findall(r"^# column: (\w+): \S", rule.query, re.MULTILINE)
    assert told == own
    assert "see the query" not in rule.query
    assert rule.said["text"].endswith(".")


def test_a_rule_without_a_comparator_of_its_kind_names_one_kind() -> None:
    assert {rule.name for rule in RULES.values() if len(rule.kinds) > 1 and not rule.comparator} == set()


def test_every_comparator_is_used_and_told_of() -> None:
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert {rule.comparator for rule in RULES.values() if rule.comparator} == set(COMPARATORS)
    assert {name for name in COMPARATORS if f"`{name}`" not in told} == set()


def test_a_continued_line_belongs_to_the_one_before_it() -> None:
    assert parse_rule(GOOD, "mine.rq", "mine").said["text"] == "{who1} says {value1}, {who2} says {value2}."


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "# kind: contradiction\n",
            "",
            "mine.rq: its header has no '# kind: …'; queries/conflicts/README.md tells what it needs",
        ),
        ("contradiction", "quarrel", "no kind 'quarrel'; kinds: contradiction, coverage gap, granularity, staleness"),
        ("severity: low", "severity: grave", "no severity 'grave'; severities: high, medium, low"),
        ("compare: phase", "compare: taste", "no comparator 'taste'; there are age, "),
        ("# policy", "# polcy", "mine.rq:11: no key 'polcy'; a header has rule, kind, "),
        ("# rule: mine", "# rule: yours", "the header calls it 'yours'; the file's name is 'mine': make them equal"),
        ("{value1} or", "{value3} or", "'# label:' has {value3}, which no column of the query fills"),
        ("?object2\n", "\n", "the query selects no ?object2"),
        ("?document2 ?subject2 ?predicate2 ?object2", "", "the query needs two sides: "),
        ("# side 2", "# side 3", "its header has no '# side 2: …'"),
        ("WHERE {", "WHERE {{{", "mine.rq:13:"),
        ("WHERE { ?about", "WHERE { SERVICE <http://example.org/> { } ?about", "SERVICE asks other servers"),
        ("# policy: both stay", "# policy: both stay\n# prefer: it", "'# prefer: it' is not 'SIDE, because REASON'"),
        (
            "# policy: both stay",
            "# policy: both stay\n# agree: any",
            "'# agree: any' is not '# agree: any' beside a '# case: …'",
        ),
        ("# severity: low", "# severity: low\n# severity: low", "mine.rq:4: 'severity' stands twice"),
    ],
)
def test_a_malformed_rule_is_one_line_that_says_where_and_what(before: str, after: str, message: str) -> None:
    assert before in GOOD
    with pytest.raises(UsageError) as caught:
        parse_rule(GOOD.replace(before, after), "mine.rq", "mine")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("mine.rq:")


def test_a_rule_of_your_own_stands_beside_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text(GOOD, encoding="utf-8")
    assert {rule.name for rule in load_rules([tmp_path])} == {*RULES, "mine"}


def test_a_name_that_stands_twice_and_a_folder_that_is_none_are_errors(tmp_path: Path) -> None:
    (tmp_path / "trial-phase.rq").write_text((FOLDER / "trial-phase.rq").read_text("utf-8"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"the rule 'trial-phase' stands in conflicts/trial-phase\.rq too"):
        load_rules([tmp_path])
    with pytest.raises(UsageError, match="no such folder"):
        load_rules([tmp_path / "none"])


def test_a_file_that_is_not_utf_8_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_bytes(b"# rule: \xff")
    with pytest.raises(UsageError, match="cannot be read as UTF-8"):
        load_rules([tmp_path])
