"""Sealing: AES-256-GCM under a random key, and that key wrapped by the application's own keys.

What is sealed is bound to its place by associated data, so what was changed, or put in another's place, is refused
(`SealBroken`). Form: nonce (96 random bits), then ciphertext with its tag. Bids are sealed under one key for each
tender, restricted documents of a tender under one for each version. Losing every key in `settings.SEALING_KEYS` loses
what is sealed.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
KEY_BITS = 256


class SealBroken(Exception):  # noqa: N818 - a finding, told to people as such
    """What was read is not what was sealed here: it was changed, moved, or sealed with a key that is not
    here.
    """


def new_wrapped_key() -> bytes:
    """A new random key, wrapped by the newest of the application's keys: as it is kept."""
    return _wrapper().encrypt(AESGCM.generate_key(KEY_BITS))


def unwrapped(wrapped: bytes, *, of: str) -> bytes:
    """The key in `wrapped`. Raises SealBroken, naming whose key it is (`of`), when no key of ours opens it."""
    try:
        return _wrapper().decrypt(wrapped)
    except InvalidToken as error:
        raise SealBroken(f"No key in SEALING_KEYS opens {of}.") from error


def rewrapped(wrapped: bytes, *, of: str) -> bytes:
    """The same key, wrapped by the newest of the application's keys. Raises SealBroken as `unwrapped` does."""
    try:
        return _wrapper().rotate(wrapped)
    except InvalidToken as error:
        raise SealBroken(f"No key in SEALING_KEYS opens {of}.") from error


def opens(keys: list[str], wrapped: bytes) -> bool:
    """Whether one of these Fernet keys, which need not be the application's own, opens a wrapped key."""
    try:
        MultiFernet([Fernet(key) for key in keys]).decrypt(wrapped)
    except InvalidToken:
        return False
    return True


def place(kind: str, *parts: object) -> bytes:
    """Associated data: no part contains a line end, so that two places never read the same."""
    return "\n".join(["commonweal/sealed/1", kind, *map(str, parts)]).encode()


def seal(key: bytes, plain: bytes, where: bytes) -> bytes:
    """Seal `plain` under `key`, bound to the place `where`."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, where)


def unseal(key: bytes, sealed: bytes, where: bytes) -> bytes:
    """What `seal` sealed under this key for exactly this place. Raises SealBroken for anything else."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], where)
    except (InvalidTag, ValueError) as error:
        raise SealBroken(
            "The sealed content was changed, or belongs to another bid, version or file."
        ) from error


def _wrapper() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SEALING_KEYS])
