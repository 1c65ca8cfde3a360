"""Sentences with slots: the part of ICU MessageFormat that answer sentences need.

A message is text with arguments in braces:

    {model}                                          what the name stands for, as a list
    {model, list, item {{model} ({plant})}}          a message for each of them, as a list
    {model, plural, one {# model} other {# models}}  by number; `=0 {…}` for that number alone
    {plant, select, open {all} other {at {plant}}}   by the word that the name selects

Messages nest. `#` is the number of the plural around it. There is no quoting: an
apostrophe is an apostrophe, and braces are never text.
Source: ICU User Guide, Formatting Messages; the plural categories of English and Italian
for whole numbers are `one` and `other` (Unicode CLDR).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

KINDS = ("", "list", "plural", "select")

SHOWN_WHOLE = 5
"""A list is shown whole up to this many; a longer one is cut to `SHOWN_OF_MORE`."""
SHOWN_OF_MORE = 3

_ELIDED = {"il": "l'", "del": "dell'", "al": "all'", "dal": "dall'", "nel": "nell'"}
_AND = {"en": "and", "it": "e"}
_MORE = {
    "en": ("1 more", "{} more"),
    "it": ("un altro", "altri {}"),
    "it feminine": ("un'altra", "altre {}"),
}


class Argument(NamedTuple):
    """A slot: the name it asks for, how it is formatted, and the messages it chooses from.

    `kind` is one of `KINDS`; `options` maps keys (one, other, =0, item, …) to messages;
    a list may be `is_feminine`, which matters where an Italian list is cut.
    """

    name: str
    kind: str = ""
    options: Mapping[str, "Message"] = {}
    is_feminine: bool = False


Part = str | Argument
Message = tuple[Part, ...]


class Text(NamedTuple):
    """A piece of a formatted message; a name is never changed to fit the sentence."""

    text: str
    is_name: bool = False


class Values(Protocol):
    """What fills the arguments, by their names."""

    def texts(self, name: str, *, is_list: bool) -> Sequence[str]:
        """Return what a name stands for; `is_list` when the message says `list`."""
        ...

    def number(self, name: str) -> int:
        """Return the number that a plural goes by."""
        ...

    def word(self, name: str) -> str:
        """Return the word that a select goes by."""
        ...

    def items(self, name: str) -> Sequence["Values"]:
        """Return the values of each item of a list."""
        ...


def parse(text: str) -> Message:
    """Return a message. Raises ValueError, whose text says what is wrong, and where."""
    reader = _Reader(text)
    message = reader.message(None)
    if reader.at < len(text):
        raise ValueError(f"'}}' at character {reader.at + 1} closes nothing")
    return message


def arguments(message: Message) -> Iterator[Argument]:
    """Yield every argument of a message, the nested ones too."""
    for part in message:
        if isinstance(part, Argument):
            yield part
            for option in part.options.values():
                yield from arguments(option)


def formatted(message: Message, values: Values, language: str) -> str:
    """Return a message with its arguments filled in, its first letter a capital.

    Text before an argument is fitted to it (`before`), names stay as they are.
    """
    pieces = [piece for piece in _pieces(message, values, language, None) if piece.text]
    told = ""
    for at, (text, is_name) in enumerate(pieces):
        if not is_name and at + 1 < len(pieces) and pieces[at + 1].is_name:
            text = before(text, pieces[at + 1].text, language)
        if not is_name and text.startswith(".") and told.endswith((".", "?", "!")):
            text = text[1:]  # a name that ends a sentence brings the mark with it
        told += text if told or is_name else text[:1].upper() + text[1:]
    return told


def joined(values: Sequence[str], language: str, *, whole: int = SHOWN_WHOLE) -> str:
    """Return values as a list in words: `A, B, C and 9 more` if there are more than `whole`."""
    items = [[Text(value, True)] for value in values]
    return "".join(piece.text for piece in _joined(items, language, False, whole))


def before(text: str, name: str, language: str) -> str:
    """Return a text as Italian has it before a name, by the sound that the name begins with.

    `a` and `e` before the same vowel are `ad` and `ed`; an article before the numbers 8 and
    11 loses its vowel. Nothing changes in English.
    """
    if language != "it" or not text.endswith(" "):
        return text
    word = text[:-1].rpartition(" ")[2].lower()
    if word in _ELIDED and re.match(r"8|11(?!\d)", name):
        return text[: -len(word) - 1] + _ELIDED[word]
    if word in ("a", "e") and name[:1].lower() == word:
        return f"{text[:-1]}d "
    return text


def _pieces(message: Message, values: Values, language: str, number: int | None) -> Iterator[Text]:
    for part in message:
        if isinstance(part, str):
            yield Text(part)
        elif part.name == "#":
            yield Text(str(number))
        elif part.kind == "plural":
            count = values.number(part.name)
            # English and Italian agree on which whole numbers are `one`.
            keys = (f"={count}", "one" if count == 1 else "other", "other")
            chosen = next(part.options[key] for key in keys if key in part.options)
            yield from _pieces(chosen, values, language, count)
        elif part.kind == "select":
            chosen = part.options.get(values.word(part.name), part.options["other"])
            yield from _pieces(chosen, values, language, number)
        elif "item" in part.options:
            told = (list(_pieces(part.options["item"], each, language, number))
                    for each in values.items(part.name))  # fmt: skip
            distinct = {"".join(text for text, _ in item): item for item in told}
            yield from _joined(
                [item for text, item in distinct.items() if text], language, part.is_feminine
            )
        else:
            texts = [
                [Text(text, True)] for text in values.texts(part.name, is_list=part.kind == "list")
            ]
            yield from _joined(texts, language, part.is_feminine)


def _joined(
    items: Sequence[list[Text]], language: str, is_feminine: bool, whole: int = SHOWN_WHOLE
) -> Iterator[Text]:
    shown = items if len(items) <= whole else items[:SHOWN_OF_MORE]
    left = len(items) - len(shown)
    # Items with commas of their own are kept apart by semicolons.
    has_commas = any(", " in _outside_brackets(item) for item in shown)
    comma, last = ("; ", f"; {_AND[language]} ") if has_commas else (", ", f" {_AND[language]} ")
    for at, item in enumerate(shown):
        if at:
            is_last = at == len(shown) - 1 and not left
            yield Text(before(last, item[0].text, language) if is_last else comma)
        yield from item
    if left:
        more = _MORE.get(f"{language} feminine" if is_feminine else language, _MORE[language])
        yield Text(f"{last}{more[left != 1].format(left)}")


def _outside_brackets(item: Sequence[Text]) -> str:
    text = "".join(piece.text for piece in item)
    # From within, as brackets nest; most items have no comma, and are not looked into.
    while ", " in text and text != (text := re.sub(r"\([^()]*\)", "", text)):
        pass
    return text


class _Reader:
    """Reads a message from left to right; `at` is the offset of the next character."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def message(self, plural: str | None) -> Message:
        """Read up to the brace that closes it; `plural` names the plural around it."""
        parts: list[Part] = []
        while self.at < len(self.text) and self.text[self.at] != "}":
            if self.text[self.at] == "{":
                parts.append(self._argument(plural))
            elif self.text[self.at] == "#" and plural is not None:
                self.at += 1
                parts.append(Argument("#"))
            else:
                parts.append(self._while(("{}" if plural is None else "{}#").__contains__, False))
        return tuple(parts)

    def _argument(self, plural: str | None) -> Argument:
        start = self.at
        self.at += 1
        name = self._word("a name")
        if self._next("}"):
            return Argument(name)
        self._expect(",", f"the argument at character {start + 1}")
        kind = self._word("list, plural or select")
        if kind not in KINDS:
            raise ValueError(f"'{kind}' is none of list, plural, select")
        if self._next("}"):
            if kind != "list":
                raise ValueError(f"the {kind} of '{name}' has nothing to choose from")
            return Argument(name, kind)
        self._expect(",", f"the {kind} of '{name}'")
        options: dict[str, Message] = {}
        is_feminine = False
        while not self._next("}"):
            key = self._word(f"a word or '}}' in the {kind} of '{name}'")
            if kind == "list" and key == "feminine":
                is_feminine = True
                continue
            self._expect("{", f"'{key}' in the {kind} of '{name}'")
            if key in options:
                raise ValueError(f"the {kind} of '{name}' has '{key}' twice")
            options[key] = self.message(name if kind == "plural" else plural)
            self._expect("}", f"'{key}' in the {kind} of '{name}'")
        _check(name, kind, options)
        return Argument(name, kind, options, is_feminine)

    def _blank(self) -> None:
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1

    def _word(self, wanted: str) -> str:
        self._blank()
        word = self._while(lambda mark: mark.isalnum() or mark in "_=", True)
        if not word:
            raise ValueError(f"{wanted} is missing at character {self.at + 1}")
        return word

    def _while(self, test: Callable[[str], bool], wanted: bool) -> str:
        """Read the characters for which the test gives what is wanted."""
        start = self.at
        while self.at < len(self.text) and test(self.text[self.at]) is wanted:
            self.at += 1
        return self.text[start : self.at]

    def _next(self, mark: str) -> bool:
        self._blank()
        if not self.text.startswith(mark, self.at):
            return False
        self.at += 1
        return True

    def _expect(self, mark: str, where: str) -> None:
        if not self._next(mark):
            raise ValueError(f"'{mark}' is missing at character {self.at + 1}, in {where}")


def _check(name: str, kind: str, options: Mapping[str, Message]) -> None:
    if kind == "list":
        if set(options) - {"item"}:
            raise ValueError(f"the list of '{name}' takes 'item' and 'feminine' only")
        return
    if "other" not in options:
        raise ValueError(f"the {kind} of '{name}' has no 'other'")
    if kind == "plural":
        odd = [key for key in options if key not in ("one", "other") and not _is_number(key)]
        if odd:
            raise ValueError(f"the plural of '{name}' has '{odd[0]}'; write one, other or =0")


def _is_number(key: str) -> bool:
    return key.startswith("=") and key[1:].isdecimal()
