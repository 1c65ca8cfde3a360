"""What differs between two editions of the graph, entity by entity.

Statements are compared as sets; blank nodes by what is said of them, so that two
editions are equal exactly when they are isomorphic. Both sides are sorted outside
memory; what is held is the differences, and the statements with blank nodes.
"""

from alliance_kg.diff.comparison import Comparison, compare
from alliance_kg.diff.difference import Difference, EntityChange, ValueChange, difference

__all__ = ["Comparison", "Difference", "EntityChange", "ValueChange", "compare", "difference"]
