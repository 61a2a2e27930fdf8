"""Whether a register's silence about an approval tells anything: only within what its card says that it covers."""

from __future__ import annotations

from collections.abc import Sequence

from kg.products import product_classes


def is_covered(approved_by: str, as_of: str, excludes: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a product approved on `approved_by` at the latest must stand in a register as of `as_of` (ISO dates).

    False where the day of approval is unknown, or later, or the kind of product is one that the register leaves out.

    >>> is_covered("2014-12-31", "2019-07-01", [], ["blinatumomab"])
    True
    >>> is_covered("2017-10-18", "2019-07-01", ["cell therapies"], ["axicabtagene ciloleucel"])
    False
    """
    return bool(approved_by) and approved_by <= as_of and not product_classes(*names) & set(excludes)
