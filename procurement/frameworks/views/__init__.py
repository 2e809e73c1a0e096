"""The pages of frameworks: looking at them, importing one, confirming a measure."""
