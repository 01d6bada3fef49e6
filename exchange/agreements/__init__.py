"""The document of a placement: drafted, issued as versions that do not change, signed, checked."""
