import io
import zipfile

import pytest

from cddctl.errors import FileRefused
from cddctl.intake.xlsx.archive import unpack


class Stream(io.RawIOBase):
    """What is written and cannot be gone back in, as some programs write their workbooks."""

    def __init__(self):
        self.content = bytearray()

    def writable(self):
        return True

    def write(self, piece):
        self.content += piece
        return len(piece)


def test_the_parts_that_are_markup(make):
    parts = make.parts_of(make.cell("<v>5</v>"))
    others = {"xl/media/image1.png": b"\x89PNG", "xl/worksheets/": b"", "docProps/a.wmf": b""}
    unpacked = unpack(make.workbook(make.cell("<v>5</v>"), parts=others))
    assert unpacked == {name: part.encode() for name, part in parts.items()}


@pytest.mark.parametrize("pack", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize("is_large", [False, True], ids=["small", "zip64"])
def test_the_ways_in_which_programs_write(make, pack, is_streamed, is_large):
    parts = {name: part.encode() for name, part in make.parts_of().items()}
    target = Stream() if is_streamed else io.BytesIO()
    with zipfile.ZipFile(target, "w", pack) as archive:
        archive.comment = b"written by hand"
        for name, part in parts.items():
            with archive.open(name, "w", force_zip64=is_large) as entry:
                entry.write(part)
    assert unpack(bytes(target.content) if is_streamed else target.getvalue()) == parts


def test_as_much_as_is_allowed(make):
    rows = "".join(f'<row r="{n}" ht="27" customHeight="1"/>' for n in range(1, 50_001))
    parts = {f"xl/media/{n}.png": bytes(1024 * 1024) for n in range(30)}
    assert unpack(make.workbook(rows, parts=parts))[make.SHEET] == make.sheet_part(rows).encode()


def test_what_is_not_read_does_not_matter(make):
    content = make.workbook(parts={"xl/media/image1.png": b"\x89PNG"})
    spoilt = make.altered(content, "xl/media/image1.png", 16, "<I", 5201)
    assert unpack(spoilt) == unpack(content)


@pytest.mark.parametrize("size", [40 * 1024 * 1024 - 10_000, 40 * 1024 * 1024 + 1])
def test_the_limit_of_the_size(make, size):
    # In pieces that pack as an honest file does.
    noise = bytes(range(256)) * 4
    piece = noise + bytes(-(-size // 80) - len(noise))
    content = make.workbook(parts={f"xl/media/{n}.png": piece for n in range(80)})
    if size > 40 * 1024 * 1024:
        with pytest.raises(FileRefused, match="unpacked it is far larger than a form or table"):
            unpack(content)
    else:
        assert make.SHEET in unpack(content)
