"""Which rules hold on which day: the rows that the service ships, and those of administrators."""
