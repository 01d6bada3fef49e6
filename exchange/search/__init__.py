"""Search behind one port. Knows documents, words and audience keys, and no word of the domain."""
