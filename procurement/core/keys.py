"""The application's keys: what waits in the database and must not be read there is encrypted under them."""

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def application_keys() -> MultiFernet:
    """The keys of SEALING_KEYS: the newest encrypts, each of them decrypts."""
    return MultiFernet([Fernet(key) for key in settings.SEALING_KEYS])
