"""The field for files: each is looked at as it comes in; what is refused is said beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField

from exchange.messages.attachments.kinds import LARGEST, MOST, Refused, Upload, examine

TOO_MANY = f"Choose up to {MOST} files for a message"
AGAIN = "Choose your files again: your browser has let go of them, and your text is kept"


class FilesField(MultipleFileField):
    """Up to three files; `data` is what may be sent of them."""

    data: list[Upload]

    def process_data(self, value: Any) -> None:
        """A page begins with none."""
        self.data = []

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Reads what was chosen; an empty choice comes as a file without a name."""
        chosen = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]
        self.data = []
        if len(chosen) > MOST:
            raise ValueError(TOO_MANY)
        for one in chosen:
            try:
                self.data.append(examine(one.filename or "", one.read(LARGEST + 1)))
            except Refused as why:
                self.process_errors = [*self.process_errors, str(why)]

    @property
    def was_chosen(self) -> bool:
        """Whether anything came, good or bad."""
        return bool(self.data or self.process_errors)

    def remind(self) -> None:
        """On a page that is shown again: the choice is gone, and the person should know."""
        if self.was_chosen:
            self.errors = [*self.errors, AGAIN]


class UnreadFiles(FilesField):
    """The same field beside a draft, which keeps no files: they are not looked at."""

    @property
    def was_chosen(self) -> bool:
        """Whether anything came."""
        return any(isinstance(one, FileStorage) and one.filename for one in self.raw_data or ())

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Takes nothing."""
        self.data = []
