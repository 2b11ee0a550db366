"""Writing so that a file is whole or not there, whatever happens in between."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

_CHUNK = 1 << 20
_SEAL = "seal"


def write_whole(file: Path, data: bytes) -> None:
    """Write a file by way of a draft beside it, flushed to the disk before it is renamed."""
    draft = file.with_name(file.name + ".draft")
    with draft.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    put_in_place(draft, file)


def write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that count for nothing until a journal names them, and flush them to the disk."""
    for name, data in files.items():
        with (folder / name).open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
    sync_folder(folder)


def put_in_place(draft: Path, file: Path) -> None:
    """Rename a finished draft to the file that it shall be."""
    draft.replace(file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Flush the names of a folder to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(file: Path) -> None:
    """Flush the content of a file to the disk."""
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())


def write_sealed(file: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON object as text that people can read, with its checksum under ``seal``."""
    text = _text({**content, _SEAL: sha256(_text(content)).hexdigest()})
    write_whole(file, text + b"\n")


def read_sealed(file: Path) -> dict[str, Any] | None:
    """Return what `write_sealed` wrote; None where there is no file, or another content."""
    try:
        content: dict[str, Any] = json.loads(file.read_bytes())
        seal = content.pop(_SEAL)
        is_whole = sha256(_text(content)).hexdigest() == seal
    except (FileNotFoundError, ValueError, AttributeError, LookupError, TypeError):
        return None
    return content if is_whole else None


def _text(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1).encode()


def append_line(file: Path, content: Mapping[str, Any]) -> None:
    """Append one JSON object as a line with its checksum; a torn line is recognised."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    # The line feed before it keeps a torn line before this one from spoiling it too.
    line = f"\n{sha256(text.encode()).hexdigest()[:16]} {text}\n"
    with file.open("ab") as handle:
        handle.write(line.encode())
        handle.flush()
        os.fsync(handle.fileno())


def read_lines(file: Path) -> list[dict[str, Any]]:
    """Return the objects of a file written by `append_line`; torn or damaged lines are left out."""
    if not file.exists():
        return []
    found = []
    for line in file.read_bytes().split(b"\n"):
        checksum, _, text = line.partition(b" ")
        if text and sha256(text).hexdigest()[:16].encode() == checksum:
            found.append(json.loads(text))
    return found


def fingerprint(file: Path) -> str:
    """Return the SHA-256 of a file, empty where there is none."""
    if not file.is_file():
        return ""
    digest = sha256()
    with file.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
