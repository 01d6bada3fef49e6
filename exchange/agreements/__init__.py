"""The agreement of a placement: issued in versions that never change, and signed."""
