"""From the records of a decision to the content of its award report and to its evidence bundle."""

from .report import BUNDLE_NAME, BUNDLE_WORDS, award_report_of, evidence_bundle_of

__all__ = ["BUNDLE_NAME", "BUNDLE_WORDS", "award_report_of", "evidence_bundle_of"]
