"""Files that survive a power cut, and that threads may read at once.

Replaces Whoosh's FileStorage, which never calls fsync, so that a table of contents may outlive
the files it names, and whose readers share one file position.
"""

import os
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from exchange.search.shelf import sync_folder


class DurableStorage(FileStorage):  # type: ignore[misc]  # Whoosh ships no types
    """New files reach the disk when they are closed, and their names when one is renamed.

    Whoosh renames its table of contents last of all, which makes the commit.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))

    def create_file(self, name: str, **options: Any) -> StructFile:
        return super().create_file(name, onclose=_to_disk, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        super().rename_file(oldname, newname, safe)
        sync_folder(Path(self.folder))

    def open_file(self, name: str, **_: Any) -> "PositionedFile":
        return PositionedFile(Path(self.folder, name))


class PositionedFile(StructFile):  # type: ignore[misc]  # Whoosh ships no types
    """A file read at given positions, without a position of its own; closed with its last reader.

    Not mapped into memory: pages of the index would count as this process's own.
    """

    def __init__(self, path: Path) -> None:
        self.is_closed = True  # until it is open
        super().__init__(path.open("rb"), name=path.name)
        self._descriptor = self.fileno()

    def get(self, position: int, length: int) -> bytes:
        return os.pread(self._descriptor, length, position)

    def __del__(self) -> None:
        if not self.is_closed:
            self.close()


def _to_disk(file: StructFile) -> None:
    file.flush()
    os.fsync(file.fileno())
