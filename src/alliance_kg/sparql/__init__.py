"""SPARQL 1.1 queries as text with structure: words, groups, paths, and plans for proofs."""
