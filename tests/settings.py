"""The application's settings with throw-away keys and folders, so that tests need nothing set and leave nothing."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

_scratch = Path(tempfile.mkdtemp(prefix="commonweal-tests-"))
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)
for _name, _value in {
    "SECRET_KEY": "for tests only: made of words, never used elsewhere, and long enough",
    "SEALING_KEYS": Fernet.generate_key().decode(),
    "DEMO": "1",
    "MEDIA_ROOT": str(_scratch / "media"),
    "BROKER_DIR": str(_scratch / "broker"),
    "EMAIL_URL": "memorymail://",
    "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
}.items():
    os.environ.setdefault(_name, _value)

from procurement.settings import *  # noqa: E402, F403 - the environment must be set before it is read

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A file, as in use: SQLite's in-memory test database shares one cache and knows no row of waiting writers.
    DATABASES["default"]["TEST"] = {"NAME": str(_scratch / "test.sqlite3")}  # noqa: F405
