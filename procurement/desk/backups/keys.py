"""The sealing keys in a backup: encrypted with a passphrase, by scrypt and Fernet."""

import base64
import json
import os

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from .archive import ArchiveFault

SHORTEST = 12
COST = {"n": 2**15, "r": 8, "p": 1}
"""What scrypt costs: about 32 MB and a tenth of a second for each try."""


def check_passphrase(passphrase: str) -> str:
    """The passphrase, when it is long enough to keep keys with. Raises ArchiveFault."""
    if len(passphrase) < SHORTEST:
        raise ArchiveFault(
            f"The passphrase has {len(passphrase)} characters. Whoever guesses it can open every sealed bid, so choose "
            f"one of {SHORTEST} or more."
        )
    return passphrase


def encrypted(keys: list[str], passphrase: str) -> bytes:
    """The keys as a part of an archive: JSON that says how they are encrypted, and the ciphertext."""
    salt = os.urandom(16)
    token = _fernet(passphrase, salt, COST).encrypt(json.dumps(keys).encode())
    return json.dumps({"kdf": "scrypt", **COST, "salt": salt.hex(), "token": token.decode()}).encode()


def decrypted(content: bytes, passphrase: str) -> list[str]:
    """The keys again. Raises ArchiveFault for another passphrase."""
    said = json.loads(content)
    cost = {name: int(said[name]) for name in COST}
    try:
        plain = _fernet(passphrase, bytes.fromhex(said["salt"]), cost).decrypt(said["token"].encode())
    except InvalidToken as error:
        raise ArchiveFault(
            "The passphrase does not open the keys in this archive. Give the one that the backup was made with. "
            "Nothing was changed."
        ) from error
    return list(json.loads(plain))


def _fernet(passphrase: str, salt: bytes, cost: dict[str, int]) -> Fernet:
    key = Scrypt(salt=salt, length=32, **cost).derive(passphrase.encode())
    return Fernet(base64.urlsafe_b64encode(key))
