"""A schedule's text, changed at single places: what is not changed stays letter by letter."""

from datetime import date

import pytest

from cddctl.periods import Month
from cddctl.places import DistrictChange
from cddctl.schedule.editing import (
    with_district,
    with_item,
    with_not_yet,
    with_parts_of,
    with_report_by,
)
from cddctl.schedule.yamlfile import parse_yaml

SEPTEMBER = Month.parse("2561-09")
DAY = date(2018, 9, 7)
LINE = "{month: 2561-09, date: 2018-09-07}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\n", f"a: 1\n\nreport_by:\n  - {LINE}\n"),
        ("a: 1", f"a: 1\n\nreport_by:\n  - {LINE}\n"),
        (
            "report_by:  # ours\n  - {month: 2561-03, date: 2018-03-20}  # letter\n\n# next\n",
            (
                "report_by:  # ours\n  - {month: 2561-03, date: 2018-03-20}  # letter\n"
                f"  - {LINE}\n\n# next\n"
            ),
        ),
        (
            "report_by:\n- month: 2561-03\n  date: 2018-03-20  # letter\na: 1\n",
            f"report_by:\n- month: 2561-03\n  date: 2018-03-20  # letter\n- {LINE}\na: 1\n",
        ),
        (
            "report_by: [{month: 2561-03, date: 2018-03-20}]  # flow\na: 1\n",
            f"report_by: [{{month: 2561-03, date: 2018-03-20}}, {LINE}]  # flow\na: 1\n",
        ),
        (
            "report_by: [\n  {month: 2561-03, date: 2018-03-20},\n]\n",
            f"report_by: [\n  {{month: 2561-03, date: 2018-03-20}}, {LINE}]\n",
        ),
        ("report_by: []\na: 1\n", f"report_by:\n  - {LINE}\na: 1\n"),
        ("report_by: null  # none\na: 1\n", f"report_by:\n  - {LINE}  # none\na: 1\n"),
        ("report_by:\na: 1\n", f"report_by:\n  - {LINE}\na: 1\n"),
        ("a: 1\r\n", f"a: 1\r\n\r\nreport_by:\r\n  - {LINE}\r\n"),
        (
            "report_by:\n  - {month: ก.ย. 2561, date: '6/9/2561'}  # letter\n",
            "report_by:\n  - {month: ก.ย. 2561, date: 2018-09-07}  # letter\n",
        ),
        (  # another's date is left alone
            "report_by:\n  - {month: 2561-09, date: 2018-09-05, databases: [leaders]}\n",
            (
                "report_by:\n  - {month: 2561-09, date: 2018-09-05, databases: [leaders]}\n"
                f"  - {LINE}\n"
            ),
        ),
    ],
)
def test_a_date_to_report_by(before, after):
    assert with_report_by(before, SEPTEMBER, DAY) == after
    lines = parse_yaml(after).data["report_by"]
    assert {"month": lines[-1]["month"], "date": "2018-09-07"} == lines[-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "a: 1\n",
            "a: 1\n\nnot_yet:\n  - {month: 2561-09, databases: [leaders], reason: 'รอผล: ต.ค.'}\n",
        ),
        (
            "not_yet:\n  - {month: 2561-09, databases: [leaders], reason: เดิม}  # why\n",
            "not_yet:\n  - {month: 2561-09, databases: [leaders], reason: 'รอผล: ต.ค.'}  # why\n",
        ),
        (
            "not_yet:\n  - {month: 2561-09, databases: [groups, leaders], reason: เดิม}\n",
            (
                "not_yet:\n  - {month: 2561-09, databases: [groups, leaders], reason: เดิม}\n"
                "  - {month: 2561-09, databases: [leaders], reason: 'รอผล: ต.ค.'}\n"
            ),
        ),
    ],
)
def test_a_reason_why_not_yet(before, after):
    assert with_not_yet(before, SEPTEMBER, "leaders", "รอผล: ต.ค.") == after


FOUNDED = DistrictChange("5214", "แม่ใหม่", "Mae Mai", date(2018, 6, 1))
WRITTEN = "{code: '5214', th: แม่ใหม่, en: Mae Mai, from: 2018-06-01}"
OTHER = "{code: '5214', th: แม่ใหญ่, en: Mae Yai, from: 2019-06-01}"


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("a: 1\n", FOUNDED, f"a: 1\n\ndistricts:\n  - {WRITTEN}\n"),
        (
            "a: 1\n",
            DistrictChange("5213", until=date(2018, 8, 31)),
            "a: 1\n\ndistricts:\n  - {code: '5213', until: 2018-08-31}\n",
        ),
        (  # a name that was mistyped
            f"districts:\n  - {WRITTEN.replace('Mae Mai', 'Mae May')}  # decree\na: 1\n",
            FOUNDED,
            f"districts:\n  - {WRITTEN}  # decree\na: 1\n",
        ),
        (
            "districts:\n  - code: '5214'\n    th: แม่ไหม่\n    from: 1/6/2561  # decree\n  - 1\n",
            FOUNDED,
            f"districts:\n  - {WRITTEN}  # decree\n  - 1\n",
        ),
        (  # a day that was mistyped
            f"districts:\n  - {WRITTEN}\n",
            FOUNDED._replace(since=date(2018, 7, 1)),
            f"districts:\n  - {WRITTEN.replace('06-01', '07-01')}\n",
        ),
        (  # named again as it was at first
            f"districts:\n  - {WRITTEN}\n  - {OTHER}\n",
            FOUNDED._replace(since=date(2019, 7, 1)),
            (
                f"districts:\n  - {WRITTEN}\n  - {OTHER}\n"
                f"  - {WRITTEN.replace('2018-06', '2019-07')}\n"
            ),
        ),
        (  # renamed on another day
            f"districts:\n  - {WRITTEN}\n",
            FOUNDED._replace(name_th="แม่ใหญ่", since=date(2018, 9, 1)),
            (
                f"districts:\n  - {WRITTEN}\n"
                "  - {code: '5214', th: แม่ใหญ่, en: Mae Mai, from: 2018-09-01}\n"
            ),
        ),
    ],
)
def test_a_change_of_a_district(before, change, after):
    assert with_district(before, change) == after


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("หลังการรับรอง", "หลังการรับรอง"),
        ("it's 5", "'it''s 5'"),
        ("5216", "'5216'"),
        ("true", "'true'"),
        ("", "''"),
        (" a", "' a'"),
        ("a ", "'a '"),
        ("a # b", "'a # b'"),
        ("- a", "'- a'"),
        ("a, b", "'a, b'"),
        ("{a}", "'{a}'"),
        ("ข้อมูล|ผู้นำ (กข.คจ.)", "ข้อมูล|ผู้นำ (กข.คจ.)"),
        ("๕๒๑๖", "'๕๒๑๖'"),
        (5216, "5216"),
        ({"th": "คน", "en": ["a", "b"]}, "{th: คน, en: [a, b]}"),
    ],
)
def test_a_value_is_read_back_as_it_was(value, written):
    text = with_item("a: 1\n", "items", {"value": value})
    assert f"{{value: {written}}}" in text
    assert parse_yaml(text).data["items"] == [{"value": value}]


def test_what_is_declared_by_hand_outlives_a_new_text():
    before = (
        'fiscal_year: 2561\n# Split in June.\ndistricts:\n  - {code: "5214", until: 2018-06-01}\n'
        "not_yet: []\n"
    )
    made = "fiscal_year: 2561\nnot_yet:\n  - {month: 2561-09, databases: [leaders], reason: รอ}\n"
    assert with_parts_of(made, before) == (
        f'{made}\n# Split in June.\ndistricts:\n  - {{code: "5214", until: 2018-06-01}}\n'
    )
