"""The pages of a tender: who may, which form, which service, where to next."""
