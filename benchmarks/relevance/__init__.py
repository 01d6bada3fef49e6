"""How well search finds what people mean: listings whose right answers are known, and queries."""
