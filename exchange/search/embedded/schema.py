"""What an index keeps of a document: postings, a row of numbers, and the text it suggests.

Replaces Whoosh's TEXT, KEYWORD and NUMERIC fields. A word is one list of postings over all texts,
with the weight of the fields in it, instead of one list a field. Keywords and audiences are words
of one field, so that what filters and counts is read as postings. Numbers lie in one row of fixed
size: a NUMERIC field indexes many terms a value, and a column file each costs an fsync each.
"""

import math
from struct import Struct

from whoosh import columns, fields, formats

from exchange.search.embedded.codec import Places
from exchange.search.port import IndexSpec, SearchDoc

STEMS = "stems"  # stems, with weights and places
SPELLED = "spelled"  # words as they are spelled: beginnings and corrections
LEAD = "lead"  # words of the suggested text, stop words too
LABELS = "labels"  # keywords and audiences
ROW = "row"
OFFERED = "offered"  # the suggested text
POSTED = (LABELS, LEAD, SPELLED, STEMS)

SEPARATOR = "\x1f"
VISIBLE, HIDDEN = "+", "-"  # names of labels that cannot be keyword fields


class Words(fields.FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """A field of postings that our writer fills; Whoosh is told how they lie, no more."""

    def __init__(self, placed: bool = False) -> None:
        super().__init__(Places() if placed else formats.Existence(), analyzer=None)


class Layout:
    """The schema and the row of one kind of document."""

    def __init__(self, spec: IndexSpec) -> None:
        self.spec = spec
        # id, version, words, gone, the numbers, latitude, longitude
        self.row = Struct(f">qqIB{len(spec.numbers) + 2}d")
        self.row_column = columns.FixedBytesColumn(self.row.size)
        self.offered_column = columns.VarBytesColumn()
        self.schema = fields.Schema(
            **{
                STEMS: Words(placed=True),
                SPELLED: Words(),
                LEAD: Words(),
                LABELS: Words(),
                ROW: fields.COLUMN(self.row_column),
                OFFERED: fields.COLUMN(self.offered_column),
            }
        )

    def pack_row(self, doc: SearchDoc, length: int) -> bytes:
        """The numbers of a document; NaN where one is missing."""
        numbers = (doc.numbers.get(name, math.nan) for name in self.spec.numbers)
        place = (math.nan, math.nan) if doc.lat is None or doc.lon is None else (doc.lat, doc.lon)
        return self.row.pack(doc.id, doc.version, length, False, *numbers, *place)

    def pack_tombstone(self, id_: int, version: int) -> bytes:
        """Stands where a document was deleted, so that an older version cannot come back."""
        return self.row.pack(id_, version, 0, True, *[math.nan] * (len(self.spec.numbers) + 2))


def label(name: str, value: str) -> str:
    """A keyword or audience as one word."""
    return f"{name}{SEPARATOR}{value}"


def labels_of(doc: SearchDoc) -> set[str]:
    """All keywords and audiences of a document."""
    found = {label(name, value) for name, held in doc.keywords.items() for value in held}
    found.update(label(VISIBLE, key) for key in doc.visible_to)
    found.update(label(HIDDEN, key) for key in doc.hidden_from)
    return found


def term_bytes(word: str) -> bytes:
    """A word as the index spells it; halves of surrogate pairs pass."""
    return word.encode("utf-8", "surrogatepass")


def term_text(term: bytes) -> str:
    """The word that was spelled so."""
    return term.decode("utf-8", "surrogatepass")
