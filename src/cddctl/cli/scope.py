"""The selected provinces, or districts: shared by `report`, `status` and `picture`."""

from collections.abc import Sequence

from cddctl.cli.context import Context
from cddctl.errors import DataRefused, UnknownName, UsageRefused
from cddctl.i18n import _
from cddctl.places import Place, Scope, find_district, find_province, provinces


def chosen_scope(
    context: Context,
    typed: Sequence[str],
    *,
    nation: bool,
    district: Sequence[str] | None,
    by_province: bool,
) -> Scope:
    """The selected provinces or districts; without options, the register's own province."""
    if nation and (typed or district):
        raise UsageRefused(_("--nation is all provinces; leave --province and --district out"))
    if nation:
        return Scope.of(*provinces())
    scope = Scope.of(*map(find_province, typed))
    if scope.is_several:
        if district:
            raise UsageRefused(_("--district belongs to one province; name one --province with it"))
        return scope
    if by_province:
        raise UsageRefused(
            _("--rows province belongs to several provinces: add --nation, or --province twice")
        )
    province = context.province(typed[0] if typed else None)
    return Scope.of(province, districts=named_districts(district, province))


def named_districts(typed: Sequence[str] | None, province: Place) -> list[Place]:
    """The districts of `--district`, each once."""
    return [*dict.fromkeys(find_district(name, province) for name in typed or ())]


def find_office(typed: str, province: Place) -> Place:
    """Find the district of that name, or the provincial office if the province is named."""
    try:
        return find_district(typed, province)
    except UnknownName as unknown:
        try:
            named = find_province(typed)
        except DataRefused:
            raise unknown from None
        if named != province:
            raise
        return province
