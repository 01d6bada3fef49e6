"""The instruments of the benchmarks: what they print can be trusted."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import corpus, generations
from benchmarks.figures import Gate, share
from exchange.search.port import SearchPort


def test_share_lies_between_neighbours() -> None:
    assert share([4.0, 1.0, 3.0, 2.0], 0.5) == 2.5
    assert share([10.0, 20.0], 0.95) == 19.5
    assert share([7.0], 0.95) == 7.0
    assert share([], 0.95) == 0.0


def test_a_gate_is_met_on_its_right_side() -> None:
    assert Gate("a", 1.5, 1.5).is_met
    assert not Gate("a", 1.6, 1.5).is_met
    assert Gate("a", 0.2, 0.2, is_least=True).is_met
    assert not Gate("a", 0.1, 0.2, is_least=True).is_met


def test_a_document_has_whatever_a_listing_is_indexed_with() -> None:
    made = [corpus.document(number) for number in range(20)]
    spec = corpus.SPEC
    assert {name for one in made for name in one.texts} == {one.name for one in spec.texts}
    assert {name for one in made for name in one.keywords} == set(spec.keywords)
    assert {name for one in made for name in one.numbers} == set(spec.numbers)


def test_a_document_depends_on_its_number_alone(tmp_path: Path) -> None:
    corpus.write(tmp_path, 3)
    assert [one.id for one in corpus.read(tmp_path, 2)] == [0, 1]
    assert list(corpus.read(tmp_path, 3))[2] == corpus.document(2)
    assert corpus.document(2) != replace(corpus.document(1), id=2)


@pytest.fixture
def engine(tmp_path: Path) -> SearchPort:
    port = generations.opened(tmp_path / "search")
    port.put(corpus.KIND, generations.generation(4))
    return port


def test_every_way_of_asking_sees_the_generation(engine: SearchPort) -> None:
    assert {generations.look(engine, way) for way in range(6)} == {4}


def test_half_a_commit_is_told_from_a_whole_one(engine: SearchPort) -> None:
    engine.put(corpus.KIND, generations.generation(5)[:20])
    with pytest.raises(generations.Torn, match=r"generations \[\('4', 20\), \('5', 20\)\]"):
        generations.look(engine, 0)
    engine.delete(corpus.KIND, [generations.FIRST])
    with pytest.raises(generations.Torn, match="39 results of 39, not 40"):
        generations.look(engine, 0)
    engine.close()
