"""Tests of the scoring library; they need no database."""
