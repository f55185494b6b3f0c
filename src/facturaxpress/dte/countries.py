"""The two ways in which MH's structures name a country: letters of ISO 3166 in 2.0, numbers of its own in 1.x.

CAT-020 lists both and does not join them. Here each country of today has the number that stands for it; numbers of
countries that are no more (and of places inside others) are read as the country that they belong to.
"""

from functools import cache

from facturaxpress.dte import catalogs

EL_SALVADOR = "SV"

_NUMBERS = """
    AD9317 AE9446 AF9303 AG9319 AI9320 AL9306 AM9673 AO9318 AR9330 AS9685 AT9336 AU9333 AW9332 AX9304 AZ9338 BA9359
    BB9345 BD9339 BE9348 BF9371 BG9369 BH9342 BI9372 BJ9350 BM9863 BN9366 BO9357 BR9363 BS9862 BT9375 BW9360 BY9353
    BZ9349 CA9384 CC9524 CD9399 CF9390 CG9396 CH9705 CI9408 CK9527 CL9423 CM9381 CN9426 CO9393 CR9411 CU9414 CV9377
    CW9415 CX9523 CY9432 CZ9664 DE9311 DJ9439 DK9438 DM9440 DO9441 DZ9327 EC9444 EE9457 EG9666 EH9676 ER9454 ES9447
    ET9453 FI9462 FJ9456 FK9533 FM9601 FO9529 FR9465 GA9468 GB9663 GD9481 GE9472 GF9491 GG9492 GH9474 GI9477 GL9482
    GM9471 GN9486 GP9489 GQ9493 GR9480 GT9483 GU9490 GW9494 GY9487 HK9504 HN9501 HR9641 HT9495 HU9507 ID9513 IE9522
    IL9528 IM9521 IN9510 IO9712 IQ9516 IR9519 IS9525 IT9531 JE9547 JM9534 JO9540 JP9537 KE9543 KG9548 KH9378 KI9544
    KM9394 KN9679 KP9402 KR9405 KW9546 KY9887 KZ9541 LA9549 LB9555 LC9680 LI9564 LK9707 LR9558 LS9552 LT9565 LU9567
    LV9551 LY9561 MA9585 MC9603 MD9602 ME9607 MG9570 MH9536 MK9571 ML9579 MM9354 MN9606 MO9568 MP9535 MQ9865 MR9597
    MS9608 MT9582 MU9594 MV9577 MW9576 MX9600 MY9573 MZ9609 NA9610 NC9627 NE9618 NF9623 NG9621 NI9615 NL9498 NO9624
    NP9612 NR9611 NU9622 NZ9633 OM9591 PA9642 PE9648 PF9652 PG9638 PH9459 PK9639 PL9651 PM9686 PN9538 PR9850 PS9640
    PT9654 PW9643 PY9645 QA9660 RE9667 RO9675 RS9689 RU9733 RW9672 SA9324 SB9526 SC9691 SD9699 SE9702 SG9687 SH9688
    SI9451 SJ9692 SK9449 SL9684 SM9677 SN9681 SO9693 SR9706 ST9682 SV9300 SX9888 SY9690 SZ9708 TC9539 TD9417 TF9713
    TG9717 TH9711 TJ9709 TK9718 TL9716 TM9719 TN9723 TO9722 TR9726 TT9720 TV9727 TW9899 TZ9714 UA9736 UG9729 UM9542
    US9450 UY9735 UZ9737 VA9738 VC9683 VE9741 VG9897 VI9545 VN9746 VU9739 WF9452 WS9678 YE9750 YT9598 ZA9696 ZM9759
    ZW9760
"""
NUMBERS = {pair[:2]: pair[2:] for pair in _NUMBERS.split()}
"""Number (1.x) by letters (2.0). Eight territories that the numbers do not know are not here."""


def number(code: str) -> str:
    """The number of a country that is given by its letters; anything else as it is."""
    return NUMBERS.get(code, code)


def letters(code: str) -> str:
    """The letters of a country that is given by its number; anything else as it is."""
    found = _letters().get(code)
    if found is None:
        entry = catalogs.lookup("CAT-020", code, regime="1.x")
        found = None if entry is None or entry.iso3 is None else _by_iso3().get(entry.iso3)
    return code if found is None else found


def name(code: str) -> str | None:
    """The name of a country, given either way."""
    entry = catalogs.lookup("CAT-020", letters(code), regime="1.x")
    return None if entry is None else entry.label


@cache
def _letters() -> dict[str, str]:
    return {number: code for code, number in NUMBERS.items()}


@cache
def _by_iso3() -> dict[str, str]:
    found = {}
    for code, number in NUMBERS.items():
        entry = catalogs.lookup("CAT-020", number, regime="1.x")
        if entry is not None and entry.iso3 is not None:
            found[entry.iso3] = code
    return found
