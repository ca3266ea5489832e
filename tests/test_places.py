import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl import places
from cddctl.errors import DataRefused, UnknownName
from cddctl.i18n import use_language

LAMPANG = places.province_of("52")
AYUTTHAYA = places.province_of("14")
EVERY_DISTRICT = [(d, p) for p in places.provinces() for d in places.districts(p)]


@pytest.mark.parametrize(
    ("count", "id_", "name_th", "name_en"),
    [
        (1, "lampang-mueang-lampang", "เมืองลำปาง", "Mueang Lampang"),
        (2, "lampang-mueang-lampang-mae-mo", "เมืองลำปาง, แม่เมาะ", "Mueang Lampang, Mae Mo"),
        (13, "lampang-13-districts", "13 อำเภอ", "13 districts"),
    ],
)
def test_a_scope_is_named_by_its_districts(count, id_, name_th, name_en):
    scope = places.Scope.of(LAMPANG, districts=places.districts(LAMPANG)[:count])
    assert (scope.id, scope.name_th, scope.name_en) == (id_, name_th, name_en)
    assert scope.title_th == "จังหวัดลำปาง"


def test_there_are_76_provinces_and_878_districts():
    assert (len(places.provinces()), len(EVERY_DISTRICT)) == (76, 878)
    assert "10" not in {province.code for province in places.provinces()}


def test_the_13_districts_of_lampang():
    assert [f"{d.code} {d.name_th} {d.id}" for d in places.districts(LAMPANG)] == [
        "5201 เมืองลำปาง mueang-lampang",
        "5202 แม่เมาะ mae-mo",
        "5203 เกาะคา ko-kha",
        "5204 เสริมงาม soem-ngam",
        "5205 งาว ngao",
        "5206 แจ้ห่ม chae-hom",
        "5207 วังเหนือ wang-nuea",
        "5208 เถิน thoen",
        "5209 แม่พริก mae-phrik",
        "5210 แม่ทะ mae-tha",
        "5211 สบปราบ sop-prap",
        "5212 ห้างฉัตร hang-chat",
        "5213 เมืองปาน mueang-pan",
    ]


def test_codes_are_in_order_and_may_have_gaps():
    codes = [d.code for d, _ in EVERY_DISTRICT]
    assert codes == sorted(codes)
    assert "1108" not in codes


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("52", "lampang"),
        ("๕๒", "lampang"),
        ("lampang", "lampang"),
        ("LAMPANG", "lampang"),
        ("ลำปาง", "lampang"),
        ("ล\u0e4dาปาง", "lampang"),
        ("จังหวัดลำปาง", "lampang"),
        ("จ. ลำปาง", "lampang"),
        ("changwat lampang", "lampang"),
        ("Lop Buri", "lop-buri"),
        ("Lopburi", "lop-buri"),
        ("เเพร่", "phrae"),
        ("อยุธยา", "phra-nakhon-si-ayutthaya"),
        ("Ayutthaya", "phra-nakhon-si-ayutthaya"),
        ("โคราช", "nakhon-ratchasima"),
        ("Korat", "nakhon-ratchasima"),
    ],
)
def test_find_province(typed, id_):
    assert places.find_province(typed).id == id_


@pytest.mark.parametrize("typed", ["10", "กรุงเทพมหานคร", "กทม.", "Bangkok"])
def test_bangkok_has_no_office(typed):
    with pytest.raises(DataRefused, match="has no community development office"):
        places.find_province(typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("lampan", "did you mean lampang (ลำปาง) or lamphun (ลำพูน)?"),
        ("ลำปาน", "did you mean lampang (ลำปาง)?"),
        ("xyz", "; write its name or its code, as in ลำปาง, lampang or 52"),
        ("", "; write its name or its code, as in ลำปาง, lampang or 52"),
        ("5201", "; write its name or its code, as in ลำปาง, lampang or 52"),
    ],
)
def test_unknown_province(typed, told):
    with pytest.raises(UnknownName) as refused:
        places.find_province(typed)
    assert str(refused.value).startswith(f"no province is called {typed!r}; ")
    assert str(refused.value).endswith(told)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("5202", "5202"),
        ("02", "5202"),
        ("๐๒", "5202"),
        ("๕๒๐๒", "5202"),
        ("mae-mo", "5202"),
        ("Mae Mo", "5202"),
        ("แม่เมาะ", "5202"),
        ("เเม่เมาะ", "5202"),
        ("อ.แม่เมาะ", "5202"),
        ("อำเภอ แม่เมาะ", "5202"),
        ("เมือง", "5201"),
        ("อ.เมือง", "5201"),
        ("mueang", "5201"),
        ("Muang", "5201"),
        ("muang lampang", "5201"),
        ("เมืองลำปาง", "5201"),
        ("เมืองปาน", "5213"),
    ],
)
def test_find_district(typed, code):
    assert places.find_district(typed, LAMPANG).code == code


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("แม่เมา", "; did you mean mae-mo (แม่เมาะ)?"),
        ("5299", "; its districts are 5201 Mueang Lampang, 5202 Mae Mo, "),
        ("99", "; its districts are 5201 Mueang Lampang, 5202 Mae Mo, "),
        ("2", "; its districts are 5201 Mueang Lampang, 5202 Mae Mo, "),
        ("5101", "; its districts are 5201 Mueang Lampang, 5202 Mae Mo, "),
    ],
)
def test_unknown_district(typed, told):
    with pytest.raises(UnknownName) as refused:
        places.find_district(typed, LAMPANG)
    assert f"no district of Lampang is called {typed!r}{told}" in str(refused.value)


def test_a_district_is_offered_by_its_thai_name_alone_in_thai():
    use_language("th")
    with pytest.raises(UnknownName, match="หมายถึง แม่เมาะ หรือไม่"):
        places.find_district("แม่เมา", LAMPANG)


@pytest.mark.parametrize("typed", ["Bang Sai", "bang-sai", "bangsai"])
def test_two_districts_of_one_english_name_are_refused_with_their_codes(typed):
    with pytest.raises(DataRefused, match="1404 บางไทร or 1413 บางซ้าย"):
        places.find_district(typed, AYUTTHAYA)


@pytest.mark.parametrize(
    ("typed", "code"), [("บางไทร", "1404"), ("บางซ้าย", "1413"), ("13", "1413"), ("1404", "1404")]
)
def test_thai_name_or_code_tells_them_apart(typed, code):
    assert places.find_district(typed, AYUTTHAYA).code == code


@pytest.mark.parametrize(
    ("code", "english", "with_code"),
    [
        ("1404", "Bang Sai 1404", "1404 Bang Sai"),
        ("1413", "Bang Sai 1413", "1413 Bang Sai"),
        ("1405", "Bang Ban", "1405 Bang Ban"),
        ("5202", "Mae Mo", "5202 Mae Mo"),
    ],
)
def test_an_english_name_bears_its_code_where_the_province_has_it_twice(code, english, with_code):
    place = places.office_of(code)
    assert (place.name, place.name_en, place.with_code) == (english, english, with_code)


@pytest.mark.parametrize("name", ["id", "name_en", "name_th"])
def test_every_name_is_once_among_the_districts_of_a_province(name):
    for province in places.provinces():
        names = [getattr(district, name) for district in places.districts(province)]
        assert len(set(names)) == len(names), province


def test_chaloem_phra_kiat_is_looked_for_in_its_province_alone():
    name = "เฉลิมพระเกียรติ"
    bearers = {d.code: p for d, p in EVERY_DISTRICT if d.name_th == name}
    assert len(bearers) > 1
    assert {places.find_district(name, p).code for p in bearers.values()} == bearers.keys()


@pytest.mark.parametrize("province", places.provinces(), ids=lambda p: p.id)
def test_every_province_is_found_by_each_of_its_names(province):
    names = (province.code, province.id, province.name_en, province.name_th)
    assert {places.find_province(name) for name in (*names, f"จ.{province.name_th}")} == {province}


@given(st.sampled_from(EVERY_DISTRICT))
@settings(max_examples=100)
def test_every_district_is_found_by_each_of_its_names(pair):
    district, province = pair
    names = [district.code, district.code[2:], district.name_th, f"อำเภอ{district.name_th}"]
    names += [district.id, district.name_en]
    assert {places.find_district(name, province) for name in names} == {district}


def test_bare_mueang_is_the_capitals_district_in_every_province():
    named = {places.find_district("เมือง", p).name_th for p in places.provinces()}
    assert {name for name in named if not name.startswith("เมือง")} == {"พระนครศรีอยุธยา"}
    assert len(named) == 76


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("5202", "5202"),
        ("แม่เมาะ", "5202"),
        ("อ.แม่เมาะ", "5202"),
        ("mueang lampang", "5201"),
        ("บางไทร", "1404"),
        ("เฉลิมพระเกียรติ", None),
        ("02", None),
        ("52", None),
        ("xyz", None),
        ("", None),
    ],
)
def test_a_district_known_without_its_province(typed, code):
    found = places.find_district_anywhere(typed)
    assert (found and found.code) == code


@pytest.mark.parametrize(
    ("code", "province", "office"),
    [
        ("52", "lampang", "lampang"),
        ("5202", "lampang", "mae-mo"),
        ("1404", "phra-nakhon-si-ayutthaya", "bang-sai-1404"),
    ],
)
def test_places_of_codes(code, province, office):
    assert places.province_of(code).id == province
    assert places.office_of(code).id == office


def test_names_in_the_language_in_use():
    assert places.say_codes(places.districts(LAMPANG)[1:3]) == "5202 Mae Mo, 5203 Ko Kha"
    use_language("th")
    assert places.say_codes(places.districts(LAMPANG)[1:3]) == "5202 แม่เมาะ, 5203 เกาะคา"
