"""Questions about a listing that everybody reads with their answers, and nobody's name."""
