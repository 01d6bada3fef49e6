"""How text becomes words, the same for documents, queries and marked snippets.

The stemmer is Snowball's. Whoosh's default one turns "running" into "runn", which "run" misses.
"""

import re
import unicodedata
from functools import lru_cache

from whoosh.lang.snowball.english import EnglishStemmer

WORDS_VERSION = 2  # move it when a change here needs every index rebuilt
LONGEST_WORD = 64  # characters; the rest of a longer one is dropped

# Letters and digits of any script, accents that stand apart, and an apostrophe inside.
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f]|['’](?=[^\W_]))*")

# "it" is not here: people look for IT.
STOP_WORDS = frozenset(
    WORD.findall(
        "a an and are as at be by for from has have in is its of on or that the this to was were "
        "will with you your"
    )
)

_stemmer = EnglishStemmer()


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Without case and accents: Évaluation and evaluation are one word."""
    if word.isascii():
        return word.lower()[:LONGEST_WORD]
    apart = unicodedata.normalize("NFKD", word.replace("’", "'"))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return bare.casefold()[:LONGEST_WORD]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a folded word: running, runs and run are one."""
    stemmed: str = _stemmer.stem(word)
    return stemmed


@lru_cache(maxsize=100_000)
def root(word: str) -> str:
    """The stem of a word as it is written, in one look-up: snippets ask for every word they see."""
    return stem(fold(word))


def words(text: str) -> list[str]:
    """The folded words of a text in order, stop words too."""
    return [fold(word) for word in WORD.findall(text)]
