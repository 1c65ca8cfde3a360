"""Further ways to ask each question, kept beside the question files.

`queries/paraphrases/SLUG.toml` has them by language, with `{parameter}` slots;
`queries/unanswered.toml` has in the same form what people also ask and no question answers.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from alliance_kg.errors import InputError
from alliance_kg.matching.phrasebook import UNANSWERED, Phrasing
from alliance_kg.question import LANGUAGES, SLOT, Question

_REMEDY = "each language is a list of sentences: en = [...]"


def files(queries: Path) -> tuple[Path, ...]:
    """Return the files of paraphrases in a folder of questions, sorted; none is no error."""
    found = sorted((queries / "paraphrases").glob("*.toml"))
    unanswered = queries / "unanswered.toml"
    return (*found, unanswered) if unanswered.is_file() else tuple(found)


def read(path: Path, question: Question | None) -> Iterator[Phrasing]:
    """Yield the paraphrases in a file; without a question, what none answers.

    Raises InputError for a file that is not of that form, or a slot that the question has not.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}; {_REMEDY}") from error
    slug = UNANSWERED if question is None else question.slug
    for language, texts in content.items():
        if language not in LANGUAGES or not isinstance(texts, list):
            raise InputError(f"{path}: '{language}' is no language of questions; {_REMEDY}")
        for text in texts:
            if not isinstance(text, str):
                raise InputError(f"{path}: {text!r} is no sentence; {_REMEDY}")
            if question is not None:
                known = {parameter.name for parameter in question.parameters}
                strange = sorted(set(SLOT.findall(text)) - known)
                if strange:
                    raise InputError(f"{path}: {slug} has no parameter '{strange[0]}': {text!r}")
            yield Phrasing(slug, language, text)
