"""Reading a framework from a file of an authority's own: bytes to a table, columns to fields, rows to measures.

Nothing in here touches the database. What is wrong is said with its row and column, what was found and what is allowed.
"""

from .checking import Checked, MeasureRow, check
from .columns import FIELDS, Mapping, column_name, guess
from .table import MAX_BYTES, MAX_ROWS, Fault, Table, UnreadableFileError, read_table

__all__ = [
    "FIELDS",
    "MAX_BYTES",
    "MAX_ROWS",
    "Checked",
    "Fault",
    "Mapping",
    "MeasureRow",
    "Table",
    "UnreadableFileError",
    "check",
    "column_name",
    "guess",
    "read_table",
]
