"""Native charts of a workbook: Thai titles in the font of official paper, axes shown."""

from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)

COLOURS = ("3F76AD", "FFD24D", "7CCBA8")
"""As in the picture for LINE: colour-blind people, and a copy in grey, distinguish them."""

_FONT = "TH SarabunPSK"
_POINTS = 100
"""Drawings measure letters in hundredths of a point."""


def bar_chart(title: str, *, data: Reference, names: Reference, number_format: str) -> BarChart:
    """Horizontal bars, the first row of the data at the top."""
    chart = BarChart()
    chart.type = "bar"
    chart.gapWidth = 40
    _finish(chart, title, data, names, number_format)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"  # the numbers stand below although the order is turned
    if number_format.endswith("%"):  # room for the number behind a bar of 100 %
        chart.y_axis.scaling.max, chart.y_axis.majorUnit = 1.1, 0.25
    for each in chart.series:
        each.dLbls = _labels(number_format)
    return chart


def line_chart(title: str, *, data: Reference, names: Reference, number_format: str) -> LineChart:
    """Straight lines from point to point."""
    chart = LineChart()
    _finish(chart, title, data, names, number_format)
    symbols = ("circle", "square", "triangle")
    for each, colour, symbol in zip(chart.series, COLOURS, symbols, strict=True):
        each.smooth = False
        each.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=28575))
        each.marker.symbol = symbol
        each.marker.size = 8
        each.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
    return chart


def _finish(
    chart: Any,  # noqa: ANN401 (what bars and lines have in common has no public class)
    title: str,
    data: Reference,
    names: Reference,
    number_format: str,
) -> None:
    """Fill a chart and show its axes; the data has a heading in its first row."""
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(names)
    chart.title = _title(title)
    chart.legend.position = "b"
    chart.legend.txPr = _letters(14)
    if len(chart.series) == 1:
        chart.legend = None
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False  # or new Excel hides it
        axis.txPr = _letters(13)
    chart.y_axis.number_format = number_format.replace(".0%", "%")
    chart.y_axis.numFmt.sourceLinked = False
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    chart.y_axis.scaling.min = 0
    if number_format.endswith("%"):
        chart.y_axis.scaling.max = 1
    for each, colour in zip(chart.series, COLOURS, strict=False):
        each.graphicalProperties = GraphicalProperties(solidFill=colour)


def _labels(number_format: str) -> DataLabelList:
    labels = DataLabelList()
    labels.showVal = True
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    labels.numFmt = number_format
    labels.txPr = _letters(12)
    return labels


def _title(text: str) -> Title:
    run = RegularTextRun(t=text, rPr=_properties(18, bold=True))
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_properties(18, bold=True)), r=[run])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _letters(size: int) -> RichText:
    properties = ParagraphProperties(defRPr=_properties(size, bold=False))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=CharacterProperties())])


def _properties(size: int, *, bold: bool) -> CharacterProperties:
    """Letters in the font of official paper; Thai takes the font of complex scripts."""
    font = Font(typeface=_FONT)
    return CharacterProperties(
        lang="th-TH", sz=size * _POINTS, b=bold, latin=font, cs=font, solidFill="1C2733"
    )
