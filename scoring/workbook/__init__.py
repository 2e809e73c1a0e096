"""An evaluation as a workbook with live formulas, and back. Needs openpyxl; the rest of the library does not."""

from __future__ import annotations

from scoring.workbook.read import from_workbook
from scoring.workbook.write import write_workbook

__all__ = ["from_workbook", "write_workbook"]
