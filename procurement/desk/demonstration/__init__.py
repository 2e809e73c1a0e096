"""The demonstration: made-up people, organisations and tenders at every stage. Exists only where DEMO=1."""
