"""The archive itself: parts written with their digests, and read back only when every digest fits."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, Self

FORMAT = 1
KEYS, DATABASE, FILES = "keys.json", "database", "files/"
MANIFEST, DIGEST = "manifest.json", "manifest.sha256"
CHUNK = 1024 * 1024


class ArchiveFault(Exception):  # noqa: N818 - told to the person at the command line as it stands
    """Why a backup cannot be made or restored, and what to do, as sentences."""


@dataclass(frozen=True)
class Part:
    """One part of an archive: its name, its size in bytes and the SHA-256 of its content (hex)."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. `chains` are audit chains by key: number of events, and digest of the last."""

    made_at: str
    version: str
    engine: str
    migrations: list[list[str]]
    counts: dict[str, int]
    chains: dict[str, list[Any]]
    has_keys: bool
    missing: list[str]
    parts: list[Part]
    format: int = FORMAT

    @property
    def files(self) -> list[Part]:
        """The stored files among the parts."""
        return [part for part in self.parts if part.name.startswith(FILES)]


@dataclass
class _Hashing:
    """A file that is read once, digested on the way."""

    source: IO[bytes]
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.size += len(data)
        self.digest.update(data)
        return data

    def part(self, name: str) -> Part:
        return Part(name, self.size, self.digest.hexdigest())


class Writer:
    """Writes an archive beside its place and moves it there when it is whole; readable by its owner only."""

    def __init__(self, path: Path) -> None:
        self.path, self._draft = path, path.with_name(f"{path.name}.unfinished")
        self.parts: list[Part] = []

    def __enter__(self) -> Self:
        if self.path.exists():
            raise ArchiveFault(
                f"{self.path} is there already, and nothing is overwritten. Name another file."
            )
        self._draft.unlink(missing_ok=True)
        self._file = os.fdopen(os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        if kind is None:
            self._draft.rename(self.path)
        else:
            self._draft.unlink(missing_ok=True)

    def add_file(self, name: str, source: Path) -> None:
        """Add a file under a name."""
        with source.open("rb") as content:
            self._add(name, content, os.fstat(content.fileno()).st_size)

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add some bytes under a name."""
        self._add(name, io.BytesIO(content), len(content))

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest and its digest; nothing comes after them."""
        content = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
        self.add_bytes(MANIFEST, content)
        self.add_bytes(DIGEST, hashlib.sha256(content).hexdigest().encode())

    def _add(self, name: str, content: IO[bytes], size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        hashing = _Hashing(content)
        self._tar.addfile(info, hashing)  # type: ignore[arg-type]
        self.parts.append(hashing.part(name))


def verified(path: Path) -> Manifest:
    """The manifest of an archive in which every part is what the manifest says. Raises ArchiveFault."""
    found: dict[str, Part] = {}
    kept: dict[str, bytes] = {}
    try:
        with _opened(path) as tar:
            for member, content in _parts(tar):
                hashing = _Hashing(content)
                if member.name in (MANIFEST, DIGEST):
                    kept[member.name] = hashing.read()
                while hashing.read(CHUNK):
                    pass
                found[member.name] = hashing.part(member.name)
                if hashing.size != member.size:
                    raise tarfile.ReadError("cut off")
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise ArchiveFault(f"There is no file {path}.") from error
        raise _damaged(f"it cannot be read to its end ({type(error).__name__})") from error
    return _compared(found, kept)


def _compared(found: dict[str, Part], kept: dict[str, bytes]) -> Manifest:
    if MANIFEST not in kept or DIGEST not in kept:
        raise _damaged("it has no manifest at its end")
    if hashlib.sha256(kept[MANIFEST]).hexdigest().encode() != kept[DIGEST]:
        raise _damaged("its manifest was changed")
    content = json.loads(kept[MANIFEST])
    if content.get("format") != FORMAT:
        raise ArchiveFault(
            f"The archive has format {content.get('format')}, and this version of Commonweal reads format {FORMAT}. "
            "Restore it with the version that made it, or a newer one. Nothing was changed."
        )
    manifest = Manifest(**{**content, "parts": [Part(**part) for part in content["parts"]]})
    said = {part.name: part for part in manifest.parts}
    del found[MANIFEST], found[DIGEST]
    wrong = sorted(name for name in said.keys() | found.keys() if said.get(name) != found.get(name))
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise _damaged(f"{wrong[0]}{more} is not what the manifest says")
    return manifest


def read_part(path: Path, name: str) -> bytes:
    """The content of one small part."""
    with _opened(path) as tar:
        content = tar.extractfile(name)
        return content.read() if content else b""


def unpack(path: Path, *, database: Path, files: Path) -> None:
    """Write the database to the path `database`, and every stored file below the folder `files`."""
    with _opened(path) as tar:
        for member, content in _parts(tar):
            if member.name == DATABASE:
                _write(database, content)
            elif member.name.startswith(FILES):
                _write(files / _inside(member.name), content)


def _inside(name: str) -> PurePosixPath:
    """The path of a stored file below its folder; one that leads out of it is refused."""
    path = PurePosixPath(name.removeprefix(FILES))
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise _damaged(f"{name} leads out of the folder of files")
    return path


def _write(target: Path, content: IO[bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := content.read(CHUNK):
            file.write(chunk)


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    with tarfile.open(path, mode="r:") as tar:
        yield tar


def _parts(tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    for member in tar:
        content = tar.extractfile(member) if member.isreg() else None
        if content is None:
            raise _damaged(f"{member.name} is not a plain file")
        with content:
            yield member, content


def _damaged(what: str) -> ArchiveFault:
    return ArchiveFault(
        f"The archive is damaged: {what}. Use another backup, or another copy of this one. Nothing was changed."
    )
