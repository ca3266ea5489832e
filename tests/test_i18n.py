import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from cddctl import i18n

SOURCE = Path(i18n.__file__).parent
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
IN_THE_CODE = {
    message
    for _file, _line, message, _comments, _context in extract_from_dir(
        SOURCE, [("**.py", "python")], keywords=KEYWORDS
    )
}
with (SOURCE / "locale/th/LC_MESSAGES/cddctl.po").open("rb") as po:
    CATALOG = {message.id: message for message in read_po(po, locale="th") if message.id}


def placeholders(text):
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}


def first(text):
    return text if isinstance(text, str) else text[0]


def test_every_text_is_in_the_catalog():
    assert IN_THE_CODE - set(CATALOG) == set()


def test_the_catalog_has_no_text_that_the_code_has_lost():
    assert set(CATALOG) - IN_THE_CODE == set()


@pytest.mark.parametrize("message", CATALOG.values(), ids=lambda message: str(message.lineno))
def test_a_translation_is_whole(message):
    translation = first(message.string)
    assert translation
    assert not message.fuzzy
    assert placeholders(translation) == placeholders(first(message.id))
    assert translation.endswith(" ") == first(message.id).endswith(" ")
    assert re.findall(r"--[a-z-]+", translation) == re.findall(r"--[a-z-]+", first(message.id))
    for text in (translation, first(message.id)):
        text.encode("cp874")  # what is redirected on a Thai PC is read by its code page


def test_a_text_without_translation_stays_english():
    i18n.use_language("th")
    assert i18n._("never heard of it") == "never heard of it"


def test_the_language_in_use_is_told():
    i18n.use_language("th")
    assert (i18n.language(), i18n._("Note")) == ("th", "หมายเหตุ")
    i18n.use_language("en")
    assert (i18n.language(), i18n._("Note")) == ("en", "Note")


@pytest.mark.parametrize(
    ("language", "days", "said"),
    [("en", 1, "in 1 day"), ("en", 2, "in 2 days"), ("th", 1, "อีก 1 วัน"), ("th", 2, "อีก 2 วัน")],
)
def test_a_number_chooses_the_form(language, days, said):
    i18n.use_language(language)
    assert i18n.ngettext("in {n} day", "in {n} days", days).format(n=days) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a", "'a' is not a month"),
        (r"C:\Users\สมชาย", r"'C:\Users\สมชาย' is not a month"),
        (r"\\server\ข้อมูล", r"'\\server\ข้อมูล' is not a month"),
        ("it's", '"it\'s" is not a month'),
        ('say "it\'s"', "'say \"it's\"' is not a month"),
        ("a\nb\x1b[2J\u200b", r"'a\nb\x1b[2J\u200b' is not a month"),
        ("\udc80", r"'\udc80' is not a month"),
        (5, "5 is not a month"),
    ],
)
def test_what_was_typed_is_said_in_quotes_as_it_was(typed, said):
    assert i18n._("{typed!r} is not a month").format(typed=typed) == said
