"""What is drawn on a page of a PDF that typst has made: words and filled areas, each placed."""

import io
from collections import defaultdict
from typing import NamedTuple

import pypdf
from pypdf.generic import ContentStream


class Words(NamedTuple):
    """A text, and where its line begins on the page, in points from the left and from the top."""

    x: float
    y: float
    text: str


class Area(NamedTuple):
    """A filled rectangle."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str

    def holds(self, words):
        return self.left <= words.x < self.right and self.top < words.y <= self.bottom + 0.1


class Drawn(NamedTuple):
    width: float
    words: list[Words]
    areas: list[Area]

    def colour_under(self, words):
        """The colour of the last area drawn under some words; white where there is none."""
        under = [area.colour for area in self.areas if area.holds(words)]
        return under[-1] if under else "#ffffff"

    def rows(self):
        """The words by line from top to bottom, each with the colour under it."""
        lines = defaultdict(list)
        for words in self.words:
            lines[round(words.y)].append(words)
        return [
            [(words.text, self.colour_under(words)) for words in sorted(line)]
            for _y, line in sorted(lines.items())
        ]


def drawn_on(pdf):
    """Read the only page of a PDF."""
    [page] = pypdf.PdfReader(io.BytesIO(pdf)).pages
    reader = _Reader(page)
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if step := reader.steps.get(operator):
            step(*operands)
    return Drawn(float(page.mediabox.width), reader.words, reader.areas)


class _Reader:
    """Follows the operators of a page's content that move, colour, fill and write."""

    def __init__(self, page):
        self.fonts = {
            name: _letters(font.get_object()["/ToUnicode"].get_object().get_data().decode())
            for name, font in page["/Resources"]["/Font"].items()
        }
        self.height = float(page.mediabox.height)
        self.words, self.areas = [], []
        self.at, self.colour = None, "#000000"
        self._kept, self._corners = [], []
        self._text, self._place, self._letters, self._is_spelt = "", None, {}, False
        self.steps = {
            b"q": lambda: self._kept.append((self.at, self.colour)),
            b"Q": self._give_back,
            b"cm": self._move,
            b"scn": self._choose_colour,
            b"m": lambda *corner: self._corners.append(corner),
            b"l": lambda *corner: self._corners.append(corner),
            b"f": self._fill,
            b"B": self._fill,
            b"S": self._corners.clear,
            b"n": self._corners.clear,
            b"BT": self._begin,
            b"Tf": self._choose_font,
            b"Tm": self._set_place,
            b"BDC": self._begin_marked,
            b"EMC": self._end_marked,
            b"Tj": self._write,
            b"TJ": self._write,
            b"ET": self._end,
        }

    def _give_back(self):
        self.at, self.colour = self._kept.pop()

    def _move(self, *matrix):
        """The first move turns the page upside down; the others count from the top."""
        x, y = map(float, matrix[4:])
        self.at = (x, self.height - y) if self.at is None else (self.at[0] + x, self.at[1] + y)

    def _choose_colour(self, *parts):
        parts = [f"{round(float(part) * 255):02x}" for part in parts]
        self.colour = "#" + "".join(parts if len(parts) > 1 else parts * 3)  # or grey

    def _fill(self):
        left, top = self.at or (0, 0)
        xs = [left + float(x) for x, _y in self._corners]
        ys = [top + float(y) for _x, y in self._corners]
        self.areas.append(Area(min(xs), min(ys), max(xs), max(ys), self.colour))
        self._corners.clear()

    def _begin(self):
        self._text, self._place = "", None

    def _choose_font(self, name, _size):
        self._letters = self.fonts[name]

    def _set_place(self, *matrix):
        x, y = map(float, matrix[4:])
        self._place = self._place or (self.at[0] + x, self.at[1] + y)

    def _begin_marked(self, _tag, properties):
        """Where glyphs have no letters of their own, the PDF spells the text out beside them."""
        if isinstance(properties, dict) and "/ActualText" in properties:
            self._text += properties["/ActualText"]
            self._is_spelt = True

    def _end_marked(self):
        self._is_spelt = False

    def _write(self, pieces):
        for piece in pieces if isinstance(pieces, list) else [pieces]:
            if not self._is_spelt and not isinstance(piece, int | float):
                code = piece.original_bytes
                glyphs = (int.from_bytes(code[n : n + 2], "big") for n in range(0, len(code), 2))
                self._text += "".join(self._letters[glyph] for glyph in glyphs)

    def _end(self):
        if self._text.strip():
            self.words.append(Words(*self._place, self._text.strip()))


def _letters(cmap):
    """The text of each glyph, from the map of a font."""
    letters = {}
    is_inside = False
    for line in cmap.splitlines():
        if "beginbfchar" in line:
            is_inside = True
        elif "endbfchar" in line:
            is_inside = False
        elif is_inside:
            glyph, text = line.replace("<", "").replace(">", "").split()
            letters[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
    return letters
