"""Sentences with slots: how they are read and filled in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_kg.message import KINDS, arguments, before, formatted, joined, parse


class Values:
    """Columns with their values; an item of a list has one value of its column."""

    def __init__(self, **columns):
        self.columns = columns

    def texts(self, name, **_):
        return self.columns[name]

    def number(self, name):
        return len(self.columns[name])

    def word(self, name):
        return "some" if self.columns[name] else "none"

    def items(self, name):
        return [Values(**(self.columns | {name: [value]})) for value in self.columns[name]]


def told(template, language="en", **columns):
    return formatted(parse(template), Values(**columns), language)


LETTERS = list("ABCDEFGHIJKL")


# --- lists


@pytest.mark.parametrize(
    ("count", "english", "italian"),
    [
        (0, "", ""),
        (1, "A", "A"),
        (2, "A and B", "A e B"),
        (3, "A, B and C", "A, B e C"),
        (5, "A, B, C, D and E", "A, B, C, D ed E"),
        (6, "A, B, C and 3 more", "A, B, C e altri 3"),
        (12, "A, B, C and 9 more", "A, B, C e altri 9"),
    ],
)
def test_a_list_is_joined_in_words_and_cut_when_long(count, english, italian):
    assert joined(LETTERS[:count], "en") == english
    assert joined(LETTERS[:count], "it") == italian


def test_one_that_is_left_out_is_said_in_the_singular():
    assert joined(LETTERS[:4], "en", whole=3) == "A, B, C and 1 more"
    assert joined(LETTERS[:4], "it", whole=3) == "A, B, C e un altro"


def test_an_italian_list_may_be_feminine():
    assert told("{x, list, feminine}", "it", x=LETTERS[:7]) == "A, B, C e altre 4"


def test_a_list_has_a_message_for_each_item():
    assert told("{x, list, item {<{x}>}}", x=["a", "b"]) == "<a> and <b>"


def test_items_that_read_alike_are_said_once_and_empty_ones_never():
    assert told("{x, list, item {one}}", x=["a", "b"]) == "One"
    assert told("{x, list, item {}}", x=["a", "b"]) == ""


# --- plural and select

SHARING = "{x, plural, =0 {nobody shares} one {# brand shares} other {# brands share}} it"


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "Nobody shares it"), (1, "1 brand shares it"), (2, "2 brands share it")],
)
def test_a_plural_agrees_with_its_number(count, expected):
    assert told(SHARING, x=LETTERS[:count]) == expected


def test_none_at_all_is_plural_unless_the_template_says_otherwise():
    assert told("{x, plural, one {# marca} other {# marche}}", "it", x=[]) == "0 marche"


def test_a_hash_is_the_number_of_the_plural_around_it():
    template = "{x, plural, other {#: {y, plural, other {#}}, {x, select, other {#}}}} #"
    assert told(template, x=["a", "b"], y=["c"]) == "2: 1, 2 #"


def test_a_select_goes_by_the_word_else_by_other():
    template = "{x, select, none {nothing} other {{x}}}"
    assert [told(template, x=[]), told(template, x=["it"])] == ["Nothing", "it"]


def test_an_empty_option_is_one():
    assert told("a{x, select, none {} other {b}}", x=[]) == "A"


# --- what stands around names


def test_the_first_letter_is_a_capital_but_a_name_is_left_as_it_is():
    assert told("brands: {x}", x=["electrive"]) == "Brands: electrive"
    assert told("{x} says so", x=["electrive"]) == "electrive says so"


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Renault e ", "Espinosa", "Renault ed "),
        ("Renault e ", "Alpine", "Renault e "),
        ("a ", "Amiens", "ad "),
        ("A ", "Amiens", "Ad "),
        ("a ", "Ruitz", "a "),
        ("della ", "Ampere", "della "),
        ("il ", "8 marzo 2025", "l'"),
        ("in carica al ", "11 marzo 2025", "in carica all'"),
        ("dal ", "1º marzo 2025", "dal "),
        ("il ", "18 marzo 2025", "il "),
        ("il ", "110 %", "il "),
        ("entro il ", "80 %", "entro l'"),
    ],
)
def test_italian_words_fit_the_sound_of_what_follows(text, name, expected):
    assert before(text, name, "it") == expected


def test_english_words_stay_as_they_are():
    assert before("a ", "Amiens", "en") == "a "


def test_a_slot_in_the_text_of_a_value_stays_text():
    assert told("{x}", x=["{y} # {x, plural, other {}}"]) == "{y} # {x, plural, other {}}"


def test_apostrophes_quote_nothing():
    assert told("l'azienda '{x}' dell'anno", "it", x=["A"]) == "L'azienda 'A' dell'anno"


# --- reading


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{", "a name is missing at character 2"),
        ("{x", "',' is missing at character 3, in the argument at character 1"),
        ("x}", "'}' at character 2 closes nothing"),
        ("{x, choice, a {}}", "'choice' is none of list, plural, select"),
        ("{x, plural}", "the plural of 'x' has nothing to choose from"),
        ("{x, plural, one {a}}", "the plural of 'x' has no 'other'"),
        ("{x, select, none {a}}", "the select of 'x' has no 'other'"),
        ("{x, plural, few {a} other {b}}", "the plural of 'x' has 'few'; write one, other or =0"),
        ("{x, plural, other {a} other {b}}", "the plural of 'x' has 'other' twice"),
        ("{x, plural, other a}", "'{' is missing at character 19, in 'other' in the plural of 'x'"),
        ("{x, plural, other {a", "'}' is missing at character 21, in 'other' in the plural of 'x'"),
        ("{x, list, each {a}}", "the list of 'x' takes 'item' and 'feminine' only"),
        ("{x, plural, ", "a word or '}' in the plural of 'x' is missing at character 13"),
    ],
)
def test_what_is_no_message_is_refused_with_its_place(template, reason):
    with pytest.raises(ValueError) as refused:
        parse(template)
    assert str(refused.value) == reason


def test_arguments_are_found_however_deep():
    message = parse("{a, plural, one {{b}} other {{c, list, item {{d}}}}}")
    assert [argument.name for argument in arguments(message)] == ["a", "b", "c", "d"]


@given(st.text(alphabet="{}#,=01 abxplurselctiomth'\n"))
def test_any_text_is_read_or_refused(text):
    try:
        message = parse(text)
    except ValueError as error:
        assert str(error)
    else:
        assert {argument.kind for argument in arguments(message)} <= set(KINDS)
