"""Validate a release: shapes read, nodes screened, the reference engine asked, each finding led back to its line."""

from __future__ import annotations

from kg.report import Report, ValidationResult, read_baseline, render, write_report
from kg.validate.engine import validate_release

__all__ = ["Report", "ValidationResult", "read_baseline", "render", "validate_release", "write_report"]
