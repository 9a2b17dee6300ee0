"""Signs, units and currencies in Dutch."""

from __future__ import annotations

from miolingo.language.conventions.model import Signs
from miolingo.language.conventions.signs.table import currencies, multipliers, units

SIGNS = Signs(
    symbols={
        "&": ("en",), "@": ("at", "apenstaartje"), "%": ("procent",), "+": ("plus",),
        "=": ("is", "is gelijk aan"), "°": ("graden", "graad"), "×": ("keer", "maal"),
        "÷": ("gedeeld door",), "±": ("plus of min", "plus min", "plus minus", "ongeveer"),
        "≈": ("ongeveer",),
        "<": ("kleiner dan", "is kleiner dan"), ">": ("groter dan", "is groter dan"),
        "#": ("hashtag", "nummer", "hekje"),
        "§": ("paragraaf",), "‰": ("promille",), "²": ("kwadraat", "in het kwadraat"),
        "³": ("tot de derde",), "^": ("tot de macht",), "*": ("sterretje", "keer"),
        "√": ("wortel",), "∞": ("oneindig",), "$": ("dollar",), "€": ("euro",), "£": ("pond",),
        "¥": ("yen",), "₩": ("won",), "¢": ("cent",), "≠": ("ongelijk aan",),
        "≤": ("kleiner dan of gelijk aan",), "≥": ("groter dan of gelijk aan",),
    },
    units=units({
        "*": "ster|sterren",
        "%": "procent", "‰": "promille", "°": "graad|graden",
        "°c ºc": "graad|graden; graad celsius|graden celsius",
        "°f ºf": "graad fahrenheit|graden fahrenheit", "mm": "millimeter", "cm": "centimeter",
        "m": "meter", "km": "kilometer", "m² m2": "vierkante meter", "cm² cm2":
        "vierkante centimeter", "km² km2": "vierkante kilometer", "ha": "hectare",
        "m³ m3": "kubieke meter; kuub", "cm³ cm3 cc": "kubieke centimeter; c c",
        "mg": "milligram", "g gr": "gram", "kg": "kilo; kilogram", "t": "ton", "ml": "milliliter",
        "cl": "centiliter", "dl": "deciliter", "l": "liter", "u": "uur", "h": "uur",
        "min min.": "minuut|minuten", "s sec sec.": "seconde|seconden", "ms":
        "milliseconde|milliseconden", "jr jr.": "jaar", "km/u km/h kmh": "kilometer per uur; "
        "kilometer in het uur", "m/s": "meter per seconde", "mph": "mijl per uur",
        "lb lbs pnd": "pond", "oz": "ons", "ft": "voet", "in": "inch", '"': "inch", "mi": "mijl",
        "el": "eetlepel|eetlepels", "tl": "theelepel|theelepels", "st st.": "stuks",
        "pers pers.": "persoon|personen",
        "kcal": "kilocalorie|kilocalorieën; calorie|calorieën", "kwh": "kilowattuur",
        "kw": "kilowatt", "w": "watt", "v": "volt", "pk": "paardenkracht; p k", "kb": "kilobyte",
        "mb": "megabyte|megabytes; megabyte; m b", "gb": "gigabyte|gigabytes; gigabyte; gig",
        "tb": "terabyte|terabytes; terabyte", "hz": "hertz", "khz": "kilohertz",
        "mhz": "megahertz", "ghz": "gigahertz", "db": "decibel", "px": "pixel|pixels",
    }),
    currencies=currencies({
        "€ eur": ("euro", "cent"), "$": ("dollar", "cent"),
        "us$ usd": ("amerikaanse dollar; u s dollar; dollar", "cent"),
        "£ gbp": ("pond", "penny|pence"),
        "¥ jpy": ("yen", ""), "₩ krw": ("won", ""), "¢ ct": ("cent", ""),
        "chf": ("zwitserse frank; frank", "rappen"), "r$ brl": ("real", "centavo|centavos"),
    }),
    multipliers=multipliers({
        "k": ("duizend", 3), "mln mln. mio miljoen": ("miljoen", 6),
        "mld mld. mrd miljard": ("miljard", 9),
    }),
)  # fmt: skip
