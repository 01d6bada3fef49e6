"""The demonstration: invented people and organisations, brought about by running commands."""
