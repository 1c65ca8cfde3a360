"""Answer a query over Turtle files with rdflib alone: `with_rdflib.py QUERY FILE...`."""

import sys
from pathlib import Path

import rdflib

graph = rdflib.Graph()
for file in sys.argv[2:]:
    graph.parse(file, format="turtle")
result = graph.query(Path(sys.argv[1]).read_text(encoding="utf-8"))
sys.stdout.buffer.write(result.serialize(format="csv") or b"")
