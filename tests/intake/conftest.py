"""Files as districts send them, good and hostile, written by hand, part by part."""

import io
import struct
import warnings
import zipfile
from types import SimpleNamespace

import pytest

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"
DATE, STRUCK = 1, 9
"""Styles of the workbooks."""

STYLES = f"""<styleSheet xmlns="{MAIN}">
<numFmts count="6"><numFmt numFmtId="164" formatCode="[h]:mm:ss"/>
<numFmt numFmtId="165" formatCode="[$-D00041E]#,##0"/>
<numFmt numFmtId="166" formatCode='0.0" %"'/><numFmt numFmtId="167" formatCode="[Red]0.0%"/>
<numFmt numFmtId="168" formatCode="#,##0,"/><numFmt numFmtId="169" formatCode='0"00"'/>
</numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><strike/><sz val="11"/></font></fonts>
<fills count="1"><fill><patternFill/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="9" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="10"><xf numFmtId="0" xfId="0"/><xf numFmtId="14" xfId="0"/>
<xf numFmtId="164" xfId="0"/><xf numFmtId="9" xfId="0"/><xf numFmtId="165" xfId="0"/>
<xf numFmtId="166" xfId="0"/><xf numFmtId="167" xfId="0"/>
<xf numFmtId="168" xfId="0"/><xf numFmtId="169" xfId="0"/><xf fontId="1" xfId="0"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
<dxfs count="1"><dxf><numFmt numFmtId="165" formatCode="0%"/></dxf></dxfs></styleSheet>"""


def zipped(parts, *, pack=zipfile.ZIP_DEFLATED):
    """An archive of parts, given as pairs, so that a name may come twice."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", pack) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that come twice
        for name, part in parts:
            archive.writestr(name, part)
    return buffer.getvalue()


def sheet_part(rows="", *, before="", after="", root="worksheet"):
    """The part of a sheet."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<{root} xmlns="{MAIN}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</{root}>"
    )


def parts_of(rows="", *, sheets=None, strings=(), before="", after="", date1904=False):
    """The parts of a workbook; `sheets` are pairs of name and part, or triples with a state."""
    sheets = sheets or [("แบบรายงาน", sheet_part(rows, before=before, after=after))]
    sheets = [(*sheet, "visible")[:3] for sheet in sheets]
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="rId{n}"/>'
        for n, (name, _part, state) in zip(numbers, sheets, strict=True)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/relationships/worksheet" '
        f'Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    others = "".join(
        f'<Relationship Id="{kind}" Type="{OFFICE}/relationships/{kind}" Target="{kind}.xml"/>'
        for kind in ("styles", "sharedStrings")
    )
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="application/'
        f'vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for name, kind in [
            ("workbook", "sheet.main"),
            ("styles", "styles"),
            ("sharedStrings", "sharedStrings"),
            *((f"worksheets/sheet{n}", "worksheet") for n in numbers),
        ]
    )
    texts = "".join(f"<si><t>{text}</t></si>" for text in strings)
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}/relationships">'
        f'<workbookPr date1904="{int(date1904)}"/><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{related}{others}</Relationships>",
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        **{f"xl/worksheets/sheet{n}.xml": part for n, (_name, part, _) in enumerate(sheets, 1)},
    }


def workbook(rows="", *, parts=None, without=(), **given):
    """A workbook whose first sheet has these rows; `parts` are added, or stand in place of its."""
    all_parts = parts_of(rows, **given) | (parts or {})
    return zipped([(name, part) for name, part in all_parts.items() if name not in without])


def altered(archive, name, offset, form, value):
    """An archive whose list says something else of a part: a field of its entry there."""
    content = bytearray(archive)
    at = content.index(b"PK\x01\x02")
    while bytes(content[at + 46 : at + 46 + len(name)]) != name.encode():
        at = content.index(b"PK\x01\x02", at + 1)
    struct.pack_into(form, content, at + offset, value)
    return bytes(content)


def old_office(*streams):
    """A file of the Office programs before 2007, with the names of its streams."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(
        f"{name}\0".encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams)
    )  # fmt: skip


def cell(value, ref="A1", **attributes):
    """A row with one cell, as it is written."""
    given = "".join(f' {name}="{text}"' for name, text in attributes.items())
    row = "".join(c for c in ref if c.isdigit())
    return f'<row r="{row}"><c r="{ref}"{given}>{value}</c></row>'


@pytest.fixture(scope="session")
def make():
    """What makes the files."""
    return SimpleNamespace(
        zipped=zipped, sheet_part=sheet_part, parts_of=parts_of, workbook=workbook,
        altered=altered, old_office=old_office, cell=cell, SHEET=SHEET, MAIN=MAIN, OFFICE=OFFICE,
        DATE=DATE, STRUCK=STRUCK,
    )  # fmt: skip
