"""The embedded search engine: Whoosh's index on disk, read by numpy in whole blocks.

Whoosh keeps what it does well: segments, commits, one writer, its files. What was slow in it is
ours: how a document is analysed, how postings lie on disk, and how a query is worked out.
Where numpy is missing the same files are read by plain Python, slower.
"""
