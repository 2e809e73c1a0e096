"""Home, a tender's overview and history, help, errors, and the demonstration's sign-in."""
