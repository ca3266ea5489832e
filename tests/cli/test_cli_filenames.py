"""Files for people have Thai names, unless English ones are wanted."""

import pytest

MONTH = ("--month", "2561-09")


@pytest.mark.parametrize(
    ("words", "thai", "english"),
    [
        (
            ["forms", "--district", "mae-mo", *MONTH],
            "แบบรายงาน-ลำปาง-2561-09/แบบรายงาน-แม่เมาะ-2561-09.xlsx",
            "forms-lampang-2561-09/lampang-5202-mae-mo-2561-09.xlsx",
        ),
        (
            ["report", "--xlsx", *MONTH],
            "แบบรายงาน-ลำปาง-2561-09.xlsx",
            "report-lampang-2561-09.xlsx",
        ),
        (
            ["report", "--xlsx", "--province", "52", "--province", "56", *MONTH],
            "แบบรายงาน-ลำปาง-พะเยา-2561-09.xlsx",
            "report-lampang-phayao-2561-09.xlsx",
        ),
        (
            ["remind", "--district", "02", "-o", "out", *MONTH],
            "out/ข้อความแจ้ง-แม่เมาะ-2561-09.txt",
            "out/remind-lampang-5202-mae-mo-2561-09.txt",
        ),
        (
            ["compare", *MONTH, "--format", "xlsx"],
            "เปรียบเทียบ-ลำปาง-2561-09.xlsx",
            "compare-lampang-2561-09.xlsx",
        ),
        (["summary", *MONTH], "สรุปผล-ลำปาง-2561-09.xlsx", "summary-lampang-2561-09.xlsx"),
        (["picture", *MONTH], "ภาพผลการรายงาน-ลำปาง-2561-09.png", "status-lampang-2561-09.png"),
        (["calendar", "--year", "2561"], "ปฏิทิน-ลำปาง-2561.ics", "cddctl-lampang-2561.ics"),
        (
            ["schedule", "show", "--year", "2561", "--xlsx"],
            "กำหนดการ-ลำปาง-2561.xlsx",
            "schedule-2561-lampang.xlsx",
        ),
    ],
    ids=lambda words: words[0] if isinstance(words, list) else "",
)
def test_names(here, register, monkeypatch, work, words, thai, english):
    monkeypatch.delenv("CDDCTL_ASCII")
    words = (*words, "--register", register)
    assert here(*words, check=0).out.replace("\\", "/") == f"{thai}\n"
    assert (work / thai).is_file()
    assert here(*words, "--ascii", check=0).out.replace("\\", "/") == f"{english}\n"
    monkeypatch.setenv("CDDCTL_ASCII", "1")
    assert here(*words, "--force", check=0).out.replace("\\", "/") == f"{english}\n"
