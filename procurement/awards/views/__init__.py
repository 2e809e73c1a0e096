"""Pages of the award, for officers and approvers."""
