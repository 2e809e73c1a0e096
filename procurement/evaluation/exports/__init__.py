"""A result as a table that leaves the site: complete, with its counts in the file, or refused."""

from .delimited import csv_bytes
from .spreadsheet import xlsx_bytes
from .tables import Export, Table, export_of

__all__ = ["Export", "Table", "csv_bytes", "export_of", "xlsx_bytes"]
