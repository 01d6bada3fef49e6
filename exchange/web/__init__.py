"""What every page shares: the guard, headers, forms and paging."""
