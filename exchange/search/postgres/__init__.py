"""The scale-out engine: PostgreSQL behind the search port, for more than one machine.

Needs no extension. It uses our own words, stems and positions, so it finds and counts what the
embedded engine finds and counts.
"""
