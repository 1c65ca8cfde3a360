"""A knowledge graph of the Renault-Nissan-Mitsubishi electric-vehicle alliance.

Every answer shows where it comes from. Start with `KnowledgeGraph.open()`.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = [
    "AllianceError",
    "Answer",
    "Evidence",
    "KnowledgeGraph",
    "Question",
    "Release",
    "Span",
    "ValidationReport",
]

if TYPE_CHECKING:
    from alliance_kg.errors import AllianceError
    from alliance_kg.evidence import Evidence, Span
    from alliance_kg.graph import KnowledgeGraph
    from alliance_kg.question import Question
    from alliance_kg.release import Release
    from alliance_kg.report import ValidationReport
    from alliance_kg.views import Answer

_HOMES = {
    "AllianceError": "errors",
    "Answer": "views",
    "Evidence": "evidence",
    "KnowledgeGraph": "graph",
    "Question": "question",
    "Release": "release",
    "Span": "evidence",
    "ValidationReport": "report",
}


def __getattr__(name: str) -> Any:  # Any: the names have different types
    """Import a public name on first use, so that `import alliance_kg` stays cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
