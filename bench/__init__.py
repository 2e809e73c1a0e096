"""How fast the application is, measured: `make bench`. Each module here has one `measure()`."""
