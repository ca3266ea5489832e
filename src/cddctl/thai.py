"""Thai text: digits, the names of months and days, names folded for comparison, and line breaks."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
WEEKDAYS = ("วันจันทร์", "วันอังคาร", "วันพุธ", "วันพฤหัสบดี", "วันศุกร์", "วันเสาร์", "วันอาทิตย์")
"""Monday first, as `date.weekday()` counts."""

_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９", "01234567890123456789")

# The second spelling of sara am: nikhahit, perhaps a tone mark, sara aa.
_SPLIT_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_PREFIX = re.compile(r"^(จังหวัด|อำเภอ|จ\.|อ\.|changwat\b|amphoe\b)", re.IGNORECASE)
# Each Thai letter has three bytes in UTF-8, of which the first two then are always such letters.
_GARBLED = r"(?:เ[ธน][^\x00-\x7f]){3}"
LOOSE = r"[\s\-\u00ad\u200b-\u200d\u2060\ufeff.'’()]"
"""Ignored in a name: spaces, hyphens, dots, brackets, and invisible characters."""

_LOOSE = re.compile(f"{LOOSE}+")

_BEFORE_A_LETTER = frozenset("เแโใไ")
_AFTER_A_LETTER = frozenset("ะาำๅๆฯ")
_OPENING = frozenset("([{“‘")

_WORD_LETTERS = 7
"""Thai is written without spaces, and finding the ends of words takes a dictionary: words are taken
to have about so many letters, each with the vowels and marks that belong to it."""


def thai_digits(text: object) -> str:
    """Write the digits of a text or number in Thai: 2561 → ๒๕๖๑."""
    return str(text).translate(_TO_THAI)


def arabic_digits(text: str) -> str:
    """Write Thai and full-width digits in Arabic: ๒๕๖๑ → 2561."""
    return text.translate(_TO_ARABIC)


def month_number(name: str) -> int | None:
    """The month that a Thai name or abbreviation means, its last dot optional: ก.ย → 9."""
    return _MONTH_NUMBERS.get(normalized(name).rstrip("."))


def normalized(text: str) -> str:
    """One spelling for texts that look the same: NFC, ำ as one letter, แ for two เ.

    Never NFKC, which splits ำ.
    """
    text = unicodedata.normalize("NFC", text)
    text = _SPLIT_AM.sub("\\1\u0e33", text)
    return text.replace("\u0e40\u0e40", "\u0e41")


def is_garbled(text: str) -> bool:
    """Whether Thai in UTF-8 was read as Thai Windows text, as in เธญเธณเน€เธ."""
    return re.search(_GARBLED, text) is not None


@lru_cache(maxsize=8192)  # the same few hundred names, for every line of every file
def folded(name: str) -> str:
    """A name for comparison: one spelling, no spaces, hyphens or dots, no จ./จังหวัด/อ./อำเภอ."""
    text = _PREFIX.sub("", normalized(arabic_digits(name)).strip())
    return _LOOSE.sub("", text).casefold()


def clusters(text: str) -> list[str]:
    """A text in the pieces that no line may break within: a letter with its vowels and marks."""
    pieces: list[str] = []
    for character in text:
        if pieces and (_belongs_before(character) or pieces[-1][-1] in _BEFORE_A_LETTER):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def broken(text: str, width: float, width_of: Callable[[str], float]) -> list[str]:
    """Break a text of one line into lines; joined they are the text again.

    Lines break at spaces and about between Thai words. A word that is wider than a line breaks
    between clusters, of which one alone may be wider still. Spaces at the end have no width.
    """
    lines, taken = [""], 0.0
    for word in _words(text, width, width_of):
        if lines[-1] and taken + width_of(word.rstrip()) > width:
            lines.append("")
            taken = 0.0
        lines[-1] += word
        taken += width_of(word)
    return lines


def _words(text: str, width: float, width_of: Callable[[str], float]) -> Iterator[str]:
    word: list[str] = []
    for cluster in [*clusters(text), ""]:
        if word and (not cluster or _ends_before(cluster, word)):
            whole = "".join(word)
            yield from [whole] if width_of(whole.rstrip()) <= width else word
            word = []
        word.append(cluster)


def _ends_before(cluster: str, word: list[str]) -> bool:
    """Whether a word ends before the next cluster: after its spaces, or where Thai begins or ends.

    Marks of punctuation stay with the word before them, opening brackets with the one after.
    """
    if cluster[0] == " " or word[-1] in _OPENING:
        return False
    if word[-1][0] == " ":
        return True
    if _is_thai(cluster):
        return not _is_thai(word[-1]) or len(word) >= _WORD_LETTERS
    return _is_thai(word[-1]) and cluster[0].isalnum()


def _is_thai(cluster: str) -> bool:
    return "\u0e01" <= cluster[0] <= "\u0e5b"


def _belongs_before(character: str) -> bool:
    return character in _AFTER_A_LETTER or unicodedata.category(character) in {"Mn", "Me", "Cf"}


_MONTH_NUMBERS = {
    name.rstrip("."): number
    for names in (MONTHS, MONTHS_SHORT)
    for number, name in enumerate(names, 1)
}
