"""The words of rules on pages."""

from __future__ import annotations

from exchange.reference.rules import Rule

EFFECTS = {
    "block": "Must be met first",
    "approve": "Needs an approval from outside",
    "task": "Something to do",
    "warn": "Good to know",
    "auto": "Follows by itself",
}
"""What a rule does, in a few words."""

EFFECT_HINTS = {
    "block": "Nothing is agreed before it is met.",
    "approve": "Nothing is agreed before somebody outside has approved it and the reference is"
    " recorded.",
    "task": "It is shown as a task until it is done, and stops nothing.",
    "warn": "It is shown, and stops nothing.",
    "auto": "What it says applies by itself. It stops only what cannot be.",
}


def number(name: str, value: int) -> str:
    """A number of a rule: pounds with their sign, all others plain."""
    return f"£{value:,}" if name in {"pay", "bonus"} else f"{value:,}"


def numbers(rule: Rule) -> list[tuple[str, str]]:
    """The numbers of a rule, each with its name."""
    return [
        (rule.value_names.get(name, name.replace("_", " ").capitalize()), number(name, value))
        for name, value in rule.values.items()
    ]
