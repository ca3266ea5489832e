"""The summary of a month or a year in three sentences of official Thai."""

from cddctl.periods import Month
from cddctl.render.labels import Digits, date_label, digits_of, month_label
from cddctl.status.round import Tally
from cddctl.status.summary import Summary
from cddctl.wording import percent


def span_label(summary: Summary, *, digits: Digits) -> str:
    """The month or the year: งวดเดือนกันยายน ๒๕๖๑, ปีงบประมาณ พ.ศ. ๒๕๖๑."""
    if isinstance(summary.span, Month):
        return f"งวดเดือน{month_label(summary.span, digits=digits)}"
    return digits_of(f"ปีงบประมาณ พ.ศ. {summary.span}", digits)


def sentences(summary: Summary, *, digits: Digits) -> tuple[str, str, str]:
    """The reports expected and received, those complete and on time, and those overdue."""
    tally = summary.total()
    return (
        digits_of(_reported(summary, tally), digits),
        digits_of(_complete(tally), digits),
        digits_of(_outstanding(summary, tally), digits),
    )


def _reported(summary: Summary, tally: Tally) -> str:
    form, others = (len(summary.databases(on_form=on_form)) for on_form in (True, False))
    return (
        f"{span_label(summary, digits='arabic')} "
        f"{summary.status.scope.title_th}มีฐานข้อมูลที่ต้องรายงาน "
        f"จำนวน {form + others} ฐานข้อมูล "
        f"(อยู่ในแบบรายงาน {form} ฐานข้อมูล ไม่อยู่ในแบบรายงาน {others} ฐานข้อมูล) "
        f"รายงานแล้ว {tally.share.reported:,} รายการ จาก {tally.share.expected:,} รายการ"
        f"{_percent(tally, tally.share.reported)}"
    )


def _complete(tally: Tally) -> str:
    return (
        f"ในจำนวนนี้ ครบถ้วน {tally.complete:,} รายการ "
        f"เป็นรายการที่ครบถ้วนทันกำหนด {tally.on_time:,} รายการ{_percent(tally, tally.on_time)}"
        f" และครบถ้วนหลังกำหนด {tally.late:,} รายการ"
    )


def _outstanding(summary: Summary, tally: Tally) -> str:
    day = f"ข้อมูล ณ วันที่ {date_label(summary.today, digits='arabic')}"
    outstanding = summary.outstanding()
    overdue = [standing for standing in outstanding if standing.is_overdue(summary.today)]
    if not outstanding:
        return f"{day} หน่วยรายงานได้รายงานครบถ้วนทุกรายการแล้ว"
    if not overdue:
        return (
            f"{day} ไม่มีรายการเกินกำหนด คงเหลือรายการที่ยังไม่ครบถ้วน {len(outstanding):,} รายการ "
            "ซึ่งยังไม่พ้นกำหนด"
        )
    offices = len({standing.office for standing in overdue})
    return (
        f"{day} มีรายการเกินกำหนด {tally.overdue:,} รายการ จาก {offices:,} หน่วยรายงาน "
        "จึงเห็นควรเร่งรัดหน่วยรายงานดังกล่าวให้ดำเนินการให้ครบถ้วนโดยเร็ว"
    )


def _percent(tally: Tally, part: int) -> str:
    """คิดเป็นร้อยละ …; blank where nothing is expected."""
    expected = tally.share.expected
    return f" คิดเป็นร้อยละ {percent(part, expected, places=2)}" if expected else ""
