"""Countries by their ISO 3166-1 alpha-2 codes."""

from typing import ClassVar, final

from domain.shared.code_text import CodeText
from domain.shared.invalid_value import InvalidValue
from domain.shared.wire import JsonSchema

_CODES = frozenset(
    """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
XK
""".split()  # noqa: SIM905 - two hundred and fifty quoted literals hide the list
)
"""The 249 codes of ISO 3166-1 as the public-domain time zone database lists them, and XK for Kosovo,
which ISO leaves to its users and the IBAN registry uses."""


class UnknownCountry(InvalidValue):
    """The code is not a country's."""


@final
class Country(CodeText):
    """A country, for example DE."""

    __slots__ = ()
    schema: ClassVar[JsonSchema] = {"pattern": "^[A-Z]{2}$", "examples": ["DE"]}

    @staticmethod
    def canonical(text: str) -> str:
        """The code itself; raises ``UnknownCountry`` for any other text."""
        if text not in _CODES:
            raise UnknownCountry("must be an ISO 3166-1 code of two upper-case letters, like DE")
        return text
