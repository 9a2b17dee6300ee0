"""Signs, units and currencies in French."""

from __future__ import annotations

from miolingo.language.conventions.model import Signs
from miolingo.language.conventions.signs.table import currencies, multipliers, units

SIGNS = Signs(
    symbols={
        "&": ("et",), "@": ("arobase", "at"), "%": ("pour cent",), "+": ("plus",),
        "=": ("égale", "égal", "font", "est égal à"), "°": ("degrés", "degré"),
        "×": ("fois", "multiplié par"), "÷": ("divisé par",), "±": ("plus ou moins",),
        "≈": ("environ",), "<": ("inférieur à", "est inférieur à", "plus petit que"),
        ">": ("supérieur à", "est supérieur à", "plus grand que"),
        "#": ("hashtag", "dièse", "numéro"),
        "§": ("paragraphe",), "‰": ("pour mille",), "²": ("au carré",), "³": ("au cube",),
        "^": ("puissance",), "*": ("astérisque", "étoile", "fois"), "√": ("racine carrée de",),
        "∞": ("infini",), "$": ("dollars", "dollar"), "€": ("euros", "euro"),
        "£": ("livres", "livre"), "¥": ("yens", "yen"), "₩": ("wons", "won"),
        "¢": ("cents", "cent"),
        "≠": ("différent de",), "≤": ("inférieur ou égal à", "est inférieur ou égal à"),
        "≥": ("supérieur ou égal à", "est supérieur ou égal à"),
    },
    units=units({
        "*": "étoile|étoiles:f",
        "%": "pour cent", "‰": "pour mille", "°": "degré|degrés",
        "°c ºc": "degré|degrés; degré celsius|degrés celsius", "°f ºf": "degré fahrenheit|"
        "degrés fahrenheit", "mm": "millimètre|millimètres", "cm": "centimètre|centimètres",
        "m": "mètre|mètres", "km": "kilomètre|kilomètres", "m² m2": "mètre carré|mètres carrés",
        "cm² cm2": "centimètre carré|centimètres carrés",
        "km² km2": "kilomètre carré|kilomètres carrés", "ha": "hectare|hectares",
        "m³ m3": "mètre cube|mètres cubes", "cm³ cm3": "centimètre cube|centimètres cubes",
        "mg": "milligramme|milligrammes", "g gr": "gramme|grammes",
        "kg": "kilo|kilos; kilogramme|kilogrammes", "t": "tonne|tonnes:f",
        "ml": "millilitre|millilitres", "cl": "centilitre|centilitres",
        "dl": "décilitre|décilitres", "l": "litre|litres", "h": "heure|heures:f",
        "min min. mn": "minute|minutes:f", "s sec sec.": "seconde|secondes:f",
        "ms": "milliseconde|millisecondes:f", "j": "jour|jours", "ans an": "an|ans",
        "km/h kmh": "kilomètre heure|kilomètres heure; kilomètre à l'heure|kilomètres à l'heure; "
        "kilomètre par heure|kilomètres par heure", "m/s": "mètre par seconde|mètres par seconde; "
        "mètre seconde|mètres seconde", "mph": "mille à l'heure|milles à l'heure",
        "lb lbs": "livre|livres:f", "oz": "once|onces:f", "ft": "pied|pieds", "in": "pouce|pouces",
        '"': "pouce|pouces", "mi": "mille|milles",
        "cs c.s.": "cuillère à soupe|cuillères à soupe:f",
        "cc c.c.": "cuillère à café|cuillères à café:f", "kcal": "kilocalorie|kilocalories:f; "
        "calorie|calories:f", "kwh": "kilowattheure|kilowattheures", "kw": "kilowatt|kilowatts",
        "w": "watt|watts", "v": "volt|volts", "ko": "kilooctet|kilooctets; kilo octet|kilo octets",
        "mo mb": "mégaoctet|mégaoctets; méga octet|méga octets; méga|mégas",
        "go gb": "gigaoctet|gigaoctets; giga octet|giga octets; giga|gigas",
        "to": "téraoctet|téraoctets; téra", "hz": "hertz", "khz": "kilohertz", "mhz": "mégahertz",
        "ghz": "gigahertz", "db": "décibel|décibels", "px": "pixel|pixels",
        "heure heures": "heure|heures:f",
    }),
    currencies=currencies({
        "€ eur": ("euro|euros", "centime|centimes; cent|cents"),
        "$": ("dollar|dollars", "cent|cents"),
        "us$ usd": ("dollar américain|dollars américains; dollar|dollars", "cent|cents"),
        "$ca cad": ("dollar canadien|dollars canadiens; dollar|dollars", "cent|cents"),
        "£ gbp": ("livre|livres:f; livre sterling|livres sterling:f", "penny|pence"),
        "¥ jpy": ("yen|yens", ""), "₩ krw": ("won|wons", ""),
        "ct cts": ("centime|centimes; cent|cents", ""), "¢": ("cent|cents", ""),
        "chf": ("franc suisse|francs suisses; franc|francs", "centime|centimes"),
        "fcfa": ("franc c f a|francs c f a", ""), "r$ brl": ("real|reals", "centavo|centavos"),
    }),
    multipliers=multipliers({
        "k": ("mille", 3), "m million millions": ("million|millions", 6),
        "md mds mrd milliard milliards": ("milliard|milliards", 9),
    }),
)  # fmt: skip
