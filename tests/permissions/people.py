"""The callers of the permission tests, one of each kind."""

from api.identity.values import Role
from tests.story.house import ANONYMOUS, Somebody

REPORTER = Somebody(Role.CITIZEN, "zqsubjek", name="Zqpelapor Namarahasia")
"""The citizen whose report, device and inbox the cases are about."""

CALLERS = {
    "anonymous": ANONYMOUS,
    "citizen": Somebody(Role.CITIZEN, "zqikut", name="Warga Lain"),
    "reporter": REPORTER,
    "partner": Somebody(Role.PARTNER, "koran", name="Koran Pagi"),
    "officer": Somebody(Role.OFFICER, "petugas-pupr", agency="pupr", name="Petugas Jalan"),
    "other officer": Somebody(Role.OFFICER, "petugas-dishub", agency="dishub", name="Petugas Lain"),
    "editor": Somebody(Role.EDITOR, "redaktur", name="Redaktur"),
    "admin": Somebody(Role.ADMIN, "admin", name="Admin"),
}
AREA_OFFICERS = {
    "officer here": Somebody(Role.OFFICER, "petugas-kuta", agency="pupr", area="51.03.01"),
    "officer elsewhere": Somebody(Role.OFFICER, "petugas-petang", agency="pupr", area="51.03.04"),
    "officer of no area": Somebody(Role.OFFICER, "petugas-entah", agency="pupr", area="99.99"),
}
"""Officers of the roads agency whose work is limited to an area; the cases lie in 51.03.01."""
EVERY_CALLER = {**CALLERS, **AREA_OFFICERS}
OFFICER, OTHER_OFFICER, EDITOR, ADMIN = (
    CALLERS[kind] for kind in ("officer", "other officer", "editor", "admin")
)
