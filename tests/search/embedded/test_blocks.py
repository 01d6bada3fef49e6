"""Postings as bytes, and that Whoosh finds in them what it finds in its own."""

from array import array
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo

from exchange.search.embedded import blocks as on_disk
from exchange.search.embedded.blocks import (
    COUNTED,
    LAST,
    MANY,
    MOST,
    PLACED,
    RAW,
    WIDE,
    block_at,
    blocks,
    ids_of,
    pack_block,
    places_by_posting,
    weights_of,
)
from exchange.search.embedded.codec import BlockCodec, Places
from exchange.search.embedded.storage import DurableStorage

Posting = tuple[int, float, list[int]]

HALVES = st.integers(1, 900).map(lambda number: number / 2)
PLACES = st.lists(st.integers(0, 0xFFFF), max_size=5, unique=True).map(sorted)
POSTINGS = st.dictionaries(
    st.integers(0, 200_000), st.tuples(HALVES, PLACES), min_size=1, max_size=60
).map(lambda held: [(number, *held[number]) for number in sorted(held)])


def test_a_block_is_these_bytes() -> None:
    packed = pack_block([5, 7], [1.0, 4.0], [1, 2], bytes([10, 0, 11, 0, 12, 0]), last=True)
    assert packed == (
        b"\x02\x00"  # two postings
        b"\x19"  # last, placed, counted
        b"\x02"  # two different weights
        b"\x05\x00\x00\x00\x07\x00\x00\x00\x03\x00\x00\x00"  # first, last, places
        b"\x00\x00\x02\x00"  # 5 and 7, counted from 5
        b"\x00\x3c\x00\x44\x00\x01"  # 1.0 and 4.0 as 16 bits, the first and the second
        b"\x01\x02"  # one place, two places
        b"\x0a\x00\x0b\x00\x0c\x00"
    )


def test_what_is_the_same_in_all_postings_takes_no_room() -> None:
    packed = pack_block([1, 2, 3], [1.0, 1.0, 1.0], [1, 1, 1], bytes(6), last=True)
    assert len(packed) == 16 + 3 * 2 + 3 * 2
    assert len(pack_block([1, 2, 3], None, None, b"", last=True)) == 16 + 3 * 2
    assert len(pack_block([1, 2, 3], [2.5] * 3, None, b"", last=True)) == 16 + 3 * 2 + 2


@pytest.mark.parametrize(
    ("ids", "weights", "counts", "flags"),
    [
        ([0, 0xFFFF], [1.0, 1.0], [1, 1], PLACED),
        ([0, 0x10000], [1.0, 1.0], [1, 1], PLACED | WIDE),
        ([1, 2], [1.0, 1.0], [0, 1], PLACED | COUNTED),
        ([1, 2], [1.0, 1.0], [256, 1], PLACED | COUNTED | MANY),
        ([*range(300)], [float(n) for n in range(300)], None, RAW),
    ],
)
def test_a_block_says_how_it_is_packed(
    ids: list[int], weights: list[float], counts: list[int] | None, flags: int
) -> None:
    packed = pack_block(ids, weights, counts, bytes(2 * sum(counts or [])), last=False)
    block = block_at(packed, 0)
    assert block.flags == flags
    assert block.end == len(packed)
    assert ids_of(packed, block) == ids
    assert weights_of(packed, block) == weights
    assert [len(spots) for spots in places_by_posting(packed, block)] == (counts or [0] * len(ids))


def test_a_weight_that_is_too_heavy_is_the_heaviest() -> None:
    packed = pack_block([1, 2], [1e9, 1.0], None, b"", last=True)
    assert weights_of(packed, block_at(packed, 0)) == [65504.0, 1.0]


def written(codec: W3Codec, folder: Path, postings: list[Posting]) -> list[tuple[Any, ...]]:
    """What Whoosh's cursor reads back of postings that a codec wrote, places as numbers."""
    storage, format_ = DurableStorage(folder), Places()
    file = storage.create_file("postings")
    writer = codec.postings_writer(file)
    writer.start_postings(format_, W3TermInfo())
    for number, weight, places in postings:
        writer.add_posting(number, weight, format_.encode(places), 1)
    told = writer.finish_postings()
    file.close()
    cursor = codec.postings_reader(storage.open_file("postings"), told, format_)
    found = []
    while cursor.is_active():
        found.append((cursor.id(), cursor.weight(), format_.decode_positions(cursor.value())))
        cursor.next()
    return found


@settings(max_examples=60, deadline=None)
@given(POSTINGS)
def test_reads_back_what_whoosh_s_own_codec_reads_back(postings: list[Posting]) -> None:
    placed = [(number, weight, places or [1]) for number, weight, places in postings]
    with TemporaryDirectory() as folder:
        ours = written(BlockCodec(), Path(folder), placed)
        theirs = written(W3Codec(), Path(folder), placed)
    assert ours == theirs == [tuple(one) for one in placed]


@settings(max_examples=60, deadline=None)
@given(POSTINGS)
def test_whole_lists_are_written_like_single_postings(postings: list[Posting]) -> None:
    with TemporaryDirectory() as folder:
        file = DurableStorage(Path(folder)).create_file("postings")
        writer = BlockCodec().postings_writer(file)
        writer.start_postings(Places(), W3TermInfo())
        writer.write_all(
            array("I", [number for number, _, _ in postings]),
            array("f", [weight for _, weight, _ in postings]),
            array("H", [len(places) for _, _, places in postings]),
            array("H", [place for _, _, places in postings for place in places]),
        )
        told = writer.finish_postings()
        file.close()
        data = Path(folder, "postings").read_bytes()
    found = [
        (number, weight, list(spots))
        for block in blocks(data)
        for number, weight, spots in zip(
            ids_of(data, block),
            weights_of(data, block),
            places_by_posting(data, block),
            strict=True,
        )
    ]
    assert found == postings
    assert told.doc_frequency() == len(postings)
    assert told.max_weight() == max(weight for _, weight, _ in postings)


def test_long_lists_are_cut_into_blocks(tmp_path: Path) -> None:
    postings: list[Posting] = [(n * 3, 1.0 + n % 2, [n % 7]) for n in range(2 * MOST + 5)]
    assert written(BlockCodec(), tmp_path, postings) == postings
    data = (tmp_path / "postings").read_bytes()
    found = list(blocks(data))
    assert [block.size for block in found] == [MOST, MOST, 5]
    assert [bool(block.flags & LAST) for block in found] == [False, False, True]


def test_a_cursor_skips_ahead(tmp_path: Path) -> None:
    postings: list[Posting] = [(n * 3, 1.0, [1]) for n in range(MOST + 100)]
    assert written(BlockCodec(), tmp_path, postings)
    told = W3TermInfo()
    told.set_extent(0, (tmp_path / "postings").stat().st_size)
    file = DurableStorage(tmp_path).open_file("postings")
    cursor = BlockCodec().postings_reader(file, told, Places())
    cursor.skip_to(3 * MOST + 1)
    assert cursor.id() == 3 * MOST + 3


def test_numbers_are_little_endian_on_any_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert on_disk.little("H", [1, 258]) == b"\x01\x00\x02\x01"
    monkeypatch.setattr(on_disk.sys, "byteorder", "big")
    assert on_disk.little("H", [1, 258]) == b"\x00\x01\x01\x02", "turned round once more"
