"""Objects under a key: files below one directory, or one S3 bucket, behind the same five verbs."""

import asyncio
import os
import re
import tempfile
from pathlib import Path
from typing import Self

from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

MAX_KEY_LENGTH = 512
MAX_SEGMENT_LENGTH = 200
_SEGMENT = re.compile(rf"[a-z0-9_-][a-z0-9._-]{{0,{MAX_SEGMENT_LENGTH - 1}}}")


class BadKey(ValueError):
    """A key that no store may be asked for; the message names the key and the rule."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"object key {key[:80]!r} is not allowed: use 1-{MAX_KEY_LENGTH} characters, segments "
            f"of a-z 0-9 . _ - (at most {MAX_SEGMENT_LENGTH}, not starting with a dot) "
            "joined by single slashes, none at either end"
        )


class StoreUnavailable(Exception):
    """The disk or bucket did not do its work; the cause is chained. Worth trying again later."""

    def __init__(self, verb: str, key: str, where: str) -> None:
        super().__init__(
            f"could not {verb} object {key!r} in {where}: "
            "check that it exists, is reachable and may be written by this server"
        )


def check_key(key: str) -> str:
    """The key itself. Raises BadKey for anything that could leave the root or differ by store."""
    if len(key) > MAX_KEY_LENGTH or not all(map(_SEGMENT.fullmatch, key.split("/"))):
        raise BadKey(key)
    return key


class Store:
    """Whole objects by key; safe to share between tasks and processes.

    A put is atomic (readers see the old object or the new one, never a part) and may be repeated.
    Every verb raises BadKey, and StoreUnavailable when the disk or bucket fails.
    """

    def __init__(self, backend: LocalStore | S3Store, where: str, root: Path | None) -> None:
        """Use `on_disk` or `on_s3`. `where` is named in errors; `root` is set only for a disk."""
        self._backend = backend
        self._where = where
        self._root = root

    @classmethod
    def on_disk(cls, root: Path) -> Self:
        """Files below `root`, which is made when missing. Raises OSError if that cannot be done."""
        root.mkdir(parents=True, exist_ok=True)
        root = root.resolve()
        return cls(LocalStore(root), f"directory {root}", root)

    @classmethod
    def on_s3(
        cls, bucket: str, endpoint: str, access_key: str, secret_key: str, region: str
    ) -> Self:
        """A bucket that exists already, addressed by path (`endpoint/bucket/key`).

        `endpoint` is an `https://` URL, or `http://` for a server on a trusted network.
        """
        backend = S3Store(
            bucket,
            endpoint=endpoint,
            access_key_id=access_key,
            secret_access_key=secret_key,
            region=region,
            virtual_hosted_style_request=False,
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "connect_timeout": "5s",
                "timeout": "30s",
            },
            retry_config={"max_retries": 3},
        )
        return cls(backend, f"bucket {bucket} at {endpoint}", None)

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        """Store `data`, replacing what the key held; it outlives a power cut from then on.

        A bucket keeps `content_type` for those who read it directly; a disk has no place for it.
        """
        check_key(key)
        try:
            if self._root is not None:
                await asyncio.to_thread(_write_durably, self._root, key, data)
                return
            await self._backend.put_async(
                key, data, attributes={"Content-Type": content_type}, use_multipart=False
            )
        except (BaseError, OSError) as error:
            raise StoreUnavailable("write", key, self._where) from error

    async def get(self, key: str) -> bytes | None:
        """The object's bytes, or None when there is no such object."""
        try:
            result = await self._backend.get_async(check_key(key))
            return bytes(await result.bytes_async())
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            if self._names_no_file(key):
                return None
            raise StoreUnavailable("read", key, self._where) from error

    async def size(self, key: str) -> int | None:
        """The object's length in bytes, or None when there is no such object."""
        try:
            return (await self._backend.head_async(check_key(key)))["size"]
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            if self._names_no_file(key):
                return None
            raise StoreUnavailable("look up", key, self._where) from error

    async def exists(self, key: str) -> bool:
        """Whether there is an object under this key."""
        return await self.size(key) is not None

    async def delete(self, key: str) -> None:
        """Remove the object; nothing happens when there is none."""
        try:
            await self._backend.delete_async(check_key(key))
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            if not self._names_no_file(key):
                raise StoreUnavailable("delete", key, self._where) from error

    def _names_no_file(self, key: str) -> bool:
        """Whether a disk failed on `key` only because it is a folder, or lies below an object."""
        if self._root is None:
            return False
        parts = key.split("/")
        path = self._root.joinpath(*parts)
        return path.is_dir() or any(parent.is_file() for parent in path.parents[: len(parts) - 1])


def _write_durably(root: Path, key: str, data: bytes) -> None:
    """Writes a file whole, or not at all, so that neither it nor its name is lost with the power.

    The bytes are on the disk before the name is, and every folder on the way keeps its entry: the
    library's own put leaves both to the kernel. A name with a dot in front is no key: what a killed
    writer leaves behind is nobody's object.
    """
    path = root / key
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    for folder in path.parents:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
        if folder == root:
            return
