"""A transition table: which action leads from which states to which state.

The one way in which a status column changes. An action that the table does not list for the
present state raises IllegalTransition, which answers 409.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from exchange.errors import IllegalTransition

State = TypeVar("State", bound=StrEnum)


class Transitions(Generic[State]):
    """`{action: {from_state: to_state}}` for one kind of thing, with words for refusals."""

    def __init__(self, noun: str, table: Mapping[str, Mapping[State, State]]) -> None:
        self.noun = noun
        self.table = table

    def can(self, state: State, action: str) -> bool:
        """Whether the action is open in this state."""
        return state in self.table[action]

    def after(self, state: State, action: str) -> State:
        """The state after the action; raises IllegalTransition when it is not open."""
        try:
            return self.table[action][state]
        except KeyError:
            raise IllegalTransition(
                f"This {self.noun} is {in_words(state)}, so that cannot be done now.",
                "Go back and look at the page again: it shows what can be done next.",
            ) from None

    def actions(self, state: State) -> list[str]:
        """The actions that are open in this state."""
        return [action for action, moves in self.table.items() if state in moves]


def in_words(state: StrEnum) -> str:
    """A state as people read it: in_review becomes "in review"."""
    return state.value.replace("_", " ")
