"""Pages of notices, for officers."""
