"""Files that go along with a message: checked by content, scanned, handed out by short links."""
