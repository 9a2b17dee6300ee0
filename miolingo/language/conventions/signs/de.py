"""Signs, units and currencies in German."""

from __future__ import annotations

from miolingo.language.conventions.model import Signs
from miolingo.language.conventions.signs.table import currencies, multipliers, units

SIGNS = Signs(
    symbols={
        "&": ("und",), "@": ("at", "ät"), "%": ("prozent",), "+": ("plus", "und"),
        "=": ("gleich", "ist", "ist gleich"), "°": ("grad",), "×": ("mal",),
        "÷": ("geteilt durch",),
        "±": ("plus minus",), "≈": ("ungefähr", "etwa"), "<": ("kleiner als", "ist kleiner als"),
        ">": ("größer als", "ist größer als"), "#": ("hashtag", "nummer", "raute"),
        "§": ("paragraf", "paragraph"),
        "‰": ("promille",), "²": ("quadrat", "zum quadrat", "hoch zwei"), "³": ("hoch drei",),
        "^": ("hoch",), "*": ("sternchen", "mal"), "√": ("wurzel aus", "wurzel"),
        "∞": ("unendlich",), "$": ("dollar",), "€": ("euro",), "£": ("pfund",), "¥": ("yen",),
        "₩": ("won",), "¢": ("cent",), "≠": ("ungleich",),
        "≤": ("kleiner gleich", "kleiner oder gleich"),
        "≥": ("größer gleich", "größer oder gleich"),
    },
    units=units({
        "*": "stern|sterne",
        "%": "prozent", "‰": "promille", "°": "grad", "°c ºc": "grad; grad celsius",
        "°f ºf": "grad fahrenheit; grad", "mm": "millimeter", "cm": "zentimeter", "m": "meter",
        "km": "kilometer", "m² m2 qm": "quadratmeter", "cm² cm2 qcm": "quadratzentimeter",
        "km² km2 qkm": "quadratkilometer", "ha": "hektar", "m³ m3 cbm": "kubikmeter",
        "cm³ cm3 ccm": "kubikzentimeter", "mg": "milligramm", "g": "gramm",
        "kg": "kilo; kilogramm", "t": "tonne|tonnen:f", "pfd pfd.": "pfund", "ml": "milliliter",
        "cl": "zentiliter", "dl": "deziliter", "l": "liter",
        "h std std.": "stunde|stunden:f; uhr", "min min.": "minute|minuten:f",
        "s sek sek. sec": "sekunde|sekunden:f", "ms": "millisekunde|millisekunden:f",
        "tg. tg": "tag|tage", "mon.": "monat|monate", "j.": "jahr|jahre",
        "km/h kmh": "kilometer pro stunde; stundenkilometer; k m h; kilometer die stunde",
        "m/s": "meter pro sekunde", "mph": "meile pro stunde|meilen pro stunde:f",
        "lb lbs": "pfund",
        "oz": "unze|unzen:f", "ft": "fuß", "in": "zoll", '"': "zoll", "mi": "meile|meilen:f",
        "tabl. tabl": "tablette|tabletten:f", "tr.": "tropfen", "el": "esslöffel",
        "tl": "teelöffel", "stk stk. st.": "stück", "fach": "fach", "fache": "fache",
        "fachen": "fachen", "kcal": "kilokalorie|"
        "kilokalorien:f; kalorie|kalorien:f", "kwh": "kilowattstunde|kilowattstunden:f",
        "kw": "kilowatt", "w": "watt", "v": "volt", "ps": "p s; pe es", "kb": "kilobyte",
        "mb": "megabyte", "gb": "gigabyte", "tb": "terabyte", "hz": "hertz", "khz": "kilohertz",
        "mhz": "megahertz", "ghz": "gigahertz", "db": "dezibel", "px": "pixel",
        "mbit/s": "megabit pro sekunde",
    }),
    currencies=currencies({
        "€ eur": ("euro", "cent"), "$": ("dollar", "cent"),
        "us$ usd": ("u s dollar; us dollar; dollar", "cent"), "£ gbp": ("pfund", "penny|pence"),
        "¥ jpy": ("yen", ""), "₩ krw": ("won", ""), "¢ ct ct.": ("cent", ""),
        "chf fr. sfr sfr.": ("franken; schweizer franken", "rappen"),
        "r$ brl": ("real|reais", "centavo|centavos"), "₹": ("rupie|rupien:f", ""),
    }),
    multipliers=multipliers({
        "tsd tsd.": ("tausend", 3), "mio mio. million millionen": ("million|millionen:f", 6),
        "mrd mrd. milliarde milliarden": ("milliarde|milliarden:f", 9),
    }),
)  # fmt: skip
