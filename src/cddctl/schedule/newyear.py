"""A new year's schedule out of the last one and a letter's table, as plain data.

All that a letter does not say (units, counts, accounts, the form) stays as it was.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from cddctl.errors import DataRefused
from cddctl.i18n import _
from cddctl.periods import FISCAL_MONTHS, FiscalYear, Month, parse_date
from cddctl.places import Place
from cddctl.schedule.model import BREAK, Schedule, name_key
from cddctl.thai import MONTHS, MONTHS_SHORT, arabic_digits, folded, month_number
from cddctl.wording import ENGLISH_MONTHS, say_list

_ALIKE = 0.6
"""The least similarity (ratio of difflib, 0 to 1) of a name taken for a renamed one."""

_THAI = "|".join(re.escape(name) for name in (*MONTHS, *MONTHS_SHORT))
_MONTH = f"(?P<month>{_THAI}|{'|'.join(ENGLISH_MONTHS)})"
_DATED = re.compile(rf"(?:(?P<day>\d{{1,2}})\s*)?{_MONTH}", re.IGNORECASE)
_EVERY = re.compile(
    r"ทุกวัน(?:ที่\s*(\d{1,2})|สิ้นเดือน)\s*(?:ของ(?:ทุก)?เดือน)?|day (\d{1,2}) of every month"
)
_COUNT = re.compile(r"(\d+)\s*(?:งวด(?!ที่)|periods?)")
_AROUND = re.compile(r"งวดที่\s*\d+\s*:?|และ|and|ภายใน|วันที่|เดือน|[(),:]", re.IGNORECASE)
_NOTES = re.compile(r"หมายเหตุ\s*:?")
_NOTE = re.compile(
    rf"-\s*(?:\d{{1,2}}\s*)?(?P<month>{_THAI})\s*(?P<text>.*?)\s*(?=-\s*(?:{_THAI})|$)"
)


class Row(NamedTuple):
    """A database's row in the table that a letter encloses."""

    number: int
    name: str
    rule: str
    """When it is recorded, in the letter's words."""
    reporting: tuple[str, ...]
    note: str
    bureau: str


class Enclosure(NamedTuple):
    """The values in a letter, or in the table that it encloses; None where it has none."""

    rows: tuple[Row, ...]
    letter: str | None = None
    day: str | None = None
    title: str | None = None
    report_by: tuple[tuple[str, str], ...] = ()
    """Months, each with the date to report by."""
    not_yet: tuple[tuple[str, str, str], ...] = ()
    """Months, each with the name of a database and the reason."""


def read_rule(words: str) -> tuple[dict[str, Any], dict[int, str]]:
    """The periods that a letter's words mean, and its notes by month. Raises `DataRefused`."""
    text, *after = _NOTES.split(" ".join(arabic_digits(words).split()), maxsplit=1)
    notes = {month_number(m["month"]) or 0: m["text"] for m in _NOTE.finditer("".join(after))}
    if every := _EVERY.fullmatch(text.strip()):
        day = every[1] or every[2]
        return {"every_month": {"day": int(day)} if day else {}}, notes
    count = _COUNT.search(text)
    rest = _AROUND.sub(" ", _COUNT.sub(" ", text))
    dates = [_month_and_day(match) for match in _DATED.finditer(rest)]
    if not dates or _DATED.sub("", rest).strip(" .") or (count and int(count[1]) != len(dates)):
        raise DataRefused(
            _(
                "{text!r} is not read as periods; write the months and days as in "
                "๒ งวด ๒๐ มีนาคม ๒๐ กันยายน, or ทุกวันที่ ๑๐ ของเดือน"
            ).format(text=words)
        )
    dates.sort(key=lambda date: (FISCAL_MONTHS.index(date["month"]), date.get("day", 31)))
    return {"periods": [{"number": n, **date} for n, date in enumerate(dates, 1)]}, notes


def _month_and_day(match: re.Match[str]) -> dict[str, int]:
    name = match["month"]
    number = month_number(name) or [m.casefold() for m in ENGLISH_MONTHS].index(name.casefold()) + 1
    return {"month": number} | ({"day": int(match["day"])} if match["day"] else {})


def with_rule(database: Mapping[str, Any], words: str, *, notes: bool = True) -> dict[str, Any]:
    """A database's data with the periods of a letter; their content is kept by month.

    Without `notes`, the words of the table beside a month are kept too.
    """
    read, beside = read_rule(words)
    old = {rule["month"]: rule for rule in database.get("periods", ())}
    if "every_month" in read:
        kept = {k: v for k, v in database.get("every_month", {}).items() if k != "day"}
        read["every_month"] |= kept
    else:
        read["periods"] = [_kept(rule, old.get(rule["month"], {})) for rule in read["periods"]]
        if notes:
            read["periods"] = [
                _with_note(rule, beside.get(rule["month"])) for rule in read["periods"]
            ]
    others = {k: v for k, v in database.items() if k not in {"periods", "every_month"}}
    return others | read


def _kept(rule: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """A period with the content of last year's period of the same month."""
    return rule | {k: before[k] for k in ("content", "note", "covers") if k in before}


def _with_note(rule: dict[str, Any], text: str | None) -> dict[str, Any]:
    note = _label(text, rule)
    without = {key: value for key, value in rule.items() if key != "note"}
    return without | ({"note": note} if note else {})


def _label(text: str | None, before: Mapping[str, Any]) -> Any:  # noqa: ANN401 (plain data)
    """A note in both languages: the earlier one, if it says the same."""
    if not text:
        return None
    note = before.get("note")
    return note if note and _same(note["th"], text) else {"th": text, "en": text}


def _same(phrase: str, text: str) -> bool:
    return folded(phrase.replace(BREAK, "")) == folded(text)


def last_year(schedule: Schedule, year: FiscalYear) -> dict[str, Any]:
    """A schedule's data as that of another year, without the parts of its own year or province."""
    data = schedule.kept()
    for part in ("province", "report_by", "not_yet", "districts"):
        data.pop(part, None)
    data["databases"] = {
        id_: {key: value for key, value in database.items() if key != "id"}
        for id_, database in data["databases"].items()
    }
    return data | {"fiscal_year": year.year}


def with_enclosure(
    data: Mapping[str, Any], enclosure: Enclosure, province: Place | None
) -> dict[str, Any]:
    """The data with the values of a letter. Raises `DataRefused`.

    The date to report by, and what is not applicable yet, are a province's own.
    """
    new = with_rows(data, enclosure.rows) if enclosure.rows else dict(data)
    if province is None:
        return new
    new["source"] = {**data["source"], "from": f"จังหวัด{province.name_th}"}
    by_name = {
        name_key(d["name"]["short"].replace(BREAK, "")): id_ for id_, d in new["databases"].items()
    }
    dates = [
        {"month": Month.parse(month).buddhist, "date": parse_date(day).isoformat()}
        for month, day in enclosure.report_by
    ]
    not_yet = [
        {
            "month": Month.parse(month).buddhist,
            "databases": [by_name[name_key(name)]],
            "reason": why,
        }
        for month, name, why in enclosure.not_yet
        if name_key(name) in by_name
    ]
    lists = {"report_by": dates, "not_yet": not_yet}
    return new | {part: lines for part, lines in lists.items() if lines}


def with_rows(data: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, Any]:
    """The data with the databases of a table, in its order. Raises `DataRefused`."""
    bureaus, unit = dict(data["bureaus"]), data["form"]["units"][-1]["unit"]
    databases: dict[str, Any] = {}
    for row, id_ in zip(rows, _matched(rows, data["databases"]), strict=True):
        old = data["databases"].get(id_, {})
        try:
            databases[id_] = _database(row, old, _bureau(row.bureau, bureaus), unit)
        except DataRefused as refused:
            raise DataRefused(f"{row.number}. {row.name}: {refused}") from None
    return {**data, "bureaus": bureaus, "databases": databases}


def with_new(data: Mapping[str, Any], row: Row, counts: Sequence[str]) -> dict[str, Any]:
    """The data with one more database, which counts these units. Raises `DataRefused`."""
    bureaus = dict(data["bureaus"])
    database = _database(row, {"counts": [*counts]}, _bureau(row.bureau, bureaus), counts[0])
    databases = {**data["databases"], f"database-{row.number}": database}
    return {**data, "bureaus": bureaus, "databases": databases}


def without(data: Mapping[str, Any], id_: str) -> dict[str, Any]:
    """The data without a database; those after it move up, as in a letter."""
    left = {key: database for key, database in data["databases"].items() if key != id_}
    ordered = sorted(left, key=lambda key: int(left[key]["number"]))
    numbers = {key: number for number, key in enumerate(ordered, 1)}
    databases = {key: {**left[key], "number": numbers[key]} for key in left}
    return {**data, "databases": databases}


def _database(row: Row, old: Mapping[str, Any], bureau: str, unit: str) -> dict[str, Any]:
    """A database's data with the values of its row; a new one's missing values are chosen."""
    names = old.get("name", {})
    if not names or not _same(names["long"], row.name):
        long = BREAK.join(row.name.split())
        is_short = not names or names["short"] == names["long"]
        names = {"en": row.name, "short": long} | names | {"long": long}
        names |= {"short": long} if is_short else {}
    chosen = {"account": "province", "counts": [unit], "on_form": True}
    data = {"number": row.number, "name": names, **{k: v for k, v in old.items() if k == "also"}}
    data |= {"bureau": bureau, **chosen, **{k: v for k, v in old.items() if k not in data}}
    data |= {"number": row.number, "name": names, "bureau": bureau}
    data["reporting"] = list(row.reporting)
    note = _label(row.note, old)
    data |= {"note": note} if note else {}
    if not note:
        data.pop("note", None)
    if data.get("entered_by") not in row.reporting:
        data.pop("entered_by", None)
    return with_rule(data, row.rule)


def _matched(rows: Sequence[Row], databases: Mapping[str, Any]) -> list[str]:
    """The id of each row's database: by its name, else by the one most like it, else a new one."""
    spelt = {
        name_key(database["name"][key].replace(BREAK, "")): id_
        for id_, database in databases.items()
        for key in ("short", "long")
    }
    ids = {row: spelt.get(name_key(row.name)) for row in rows}
    for row in rows:
        if ids[row] is None:
            free = [key for key, id_ in spelt.items() if id_ not in ids.values()]
            key = _most_alike(name_key(row.name), free)
            ids[row] = spelt[key] if key is not None else f"database-{row.number}"
    return [ids[row] or "" for row in rows]


def _most_alike(name: str, among: Iterable[str]) -> str | None:
    alike = {other: SequenceMatcher(None, name, other).ratio() for other in among}
    best = max(alike, key=lambda other: alike[other], default=None)
    return best if best is not None and alike[best] >= _ALIKE else None


def _bureau(title: str, bureaus: dict[str, Any]) -> str:
    """The id of the bureau of that name, or of the one most like it; a new one is added."""
    names = {folded(bureau["th"]): id_ for id_, bureau in bureaus.items()}
    if (name := _most_alike(folded(title), names)) is not None:
        return names[name]
    id_ = f"bureau-{len(bureaus) + 1}"
    bureaus[id_] = {"th": title, "en": title}
    return id_


def overlay(data: Mapping[str, Any], base: Mapping[str, Any], province: Place) -> dict[str, Any]:
    """The parts of a province's data that differ from the department's. Raises `DataRefused`."""
    gone = [
        base["databases"][id_]["name"]["long"]
        for id_ in base["databases"]
        if id_ not in data["databases"]
    ]
    if gone:
        raise DataRefused(
            _("the department's schedule has {databases}, which the table leaves out").format(
                databases=say_list(name.replace(BREAK, "") for name in gone)
            )
        )
    own = {"fiscal_year": data["fiscal_year"], "province": province.id}
    return own | _differing(data, base)


def _differing(data: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    differing: dict[str, Any] = {}
    for key in dict.fromkeys((*data, *base)):
        new, old = data.get(key), base.get(key)
        if new == old:
            continue
        if isinstance(new, Mapping) and isinstance(old, Mapping):
            differing[key] = _differing(new, old)
        else:
            differing[key] = new
    return differing
