"""An answer as its callers hold it: one that shows itself in notebooks, frames and text.

`answer.Answer` is plain data, which everything else builds on. This one adds the ways out,
each imported when it is called, and so stands above the modules that it calls.
"""

from typing import TYPE_CHECKING

from alliance_kg import answer

if TYPE_CHECKING:
    import pandas
    import polars


class Answer(answer.Answer):
    """An answer with ways to show it: `to_markdown`, `to_pandas`, `to_polars`, notebooks."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return a line: a notebook keeps it beside the HTML."""
        name = self.question.slug if self.question else "query"
        return f"<Answer {name}: {len(self.rows)} row{'' if len(self.rows) == 1 else 's'}>"

    def to_markdown(self, *, evidence: bool = True) -> str:
        """Return the answer as `ask -f md` writes it: sentence, table, evidence."""
        from alliance_kg import render

        return render.answer(self, "md", with_evidence=evidence)

    def to_pandas(self, *, evidence: bool = True) -> "pandas.DataFrame":
        """Return the rows as a pandas data frame; see `frames` for columns and types.

        Raises MissingLibrary when pandas is not installed.
        """
        from alliance_kg import frames

        return frames.to_pandas(self, with_evidence=evidence)

    def to_polars(self, *, evidence: bool = True) -> "polars.DataFrame":
        """Return the rows as a Polars data frame; see `frames` for columns and types.

        Raises MissingLibrary when Polars is not installed.
        """
        from alliance_kg import frames

        return frames.to_polars(self, with_evidence=evidence)

    def _repr_html_(self) -> str:
        """Return the answer as notebooks show it."""
        from alliance_kg import html

        return html.answer(self)
