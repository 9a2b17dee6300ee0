"""Signs, units and currencies in English."""

from __future__ import annotations

from miolingo.language.conventions.model import Signs
from miolingo.language.conventions.signs.table import currencies, multipliers, units

SIGNS = Signs(
    symbols={
        "&": ("and",), "@": ("at",), "%": ("percent", "per cent"), "+": ("plus",),
        "=": ("equals", "is"), "°": ("degrees",), "×": ("times", "by"), "÷": ("divided by",),
        "±": ("plus or minus",), "≈": ("about", "around", "approximately"),
        "<": ("less than", "is less than"),
        ">": ("greater than", "is greater than", "more than"), "#": ("hashtag", "number"),
        "§": ("section",),
        "‰": ("per mille",), "²": ("squared",), "³": ("cubed",), "^": ("to the power of",),
        "*": ("times", "star"), "√": ("square root of", "the square root of"), "∞": ("infinity",),
        "$": ("dollars", "dollar"), "€": ("euros", "euro"), "£": ("pounds", "pound"),
        "¥": ("yen",), "₩": ("won",), "¢": ("cents", "cent"), "≠": ("is not equal to",),
        "≤": ("less than or equal to", "is less than or equal to"),
        "≥": ("greater than or equal to", "is greater than or equal to"),
    },
    units=units({
        "*": "star|stars",
        "%": "percent; per cent", "‰": "per mille", "°": "degree|degrees",
        "°c ºc": "degree|degrees; degree celsius|degrees celsius",
        "°f ºf": "degree|degrees; degree fahrenheit|degrees fahrenheit",
        "mm": "millimeter|millimeters", "cm": "centimeter|centimeters", "m": "meter|meters",
        "km": "kilometer|kilometers", "m² m2": "square meter|square meters",
        "cm² cm2": "square centimeter|square centimeters",
        "km² km2": "square kilometer|square kilometers", "ha": "hectare|hectares",
        "m³ m3": "cubic meter|cubic meters", "cm³ cm3": "cubic centimeter|cubic centimeters",
        "mg": "milligram|milligrams", "g": "gram|grams", "kg": "kilogram|kilograms; kilo|kilos",
        "t": "ton|tons", "ml": "milliliter|milliliters", "cl": "centiliter|centiliters",
        "dl": "deciliter|deciliters", "l": "liter|liters", "h hr hr. hrs hrs.": "hour|hours",
        "min min. mins": "minute|minutes", "s sec sec. secs": "second|seconds",
        "ms": "millisecond|milliseconds", "yr yr. yrs yrs.": "year|years", "wk wks": "week|weeks",
        "lb lb. lbs lbs.": "pound|pounds", "oz oz.": "ounce|ounces", "in in.": "inch|inches",
        "ft ft.": "foot|feet", "yd yds": "yard|yards", "mi mi.": "mile|miles", "'": "foot|feet",
        '"': "inch|inches", "mph": "mile per hour|miles per hour; mile an hour|miles an hour",
        "km/h kmh kph": "kilometer per hour|kilometers per hour; "
        "kilometer an hour|kilometers an hour",
        "m/s": "meter per second|meters per second", "sq_ft sq._ft.": "square foot|square feet",
        "ft² ft2 sqft": "square foot|square feet", "gal": "gallon|gallons", "pt": "pint|pints",
        "tbsp tbsp.": "tablespoon|tablespoons", "tsp tsp.": "teaspoon|teaspoons",
        "cup cups": "cup|cups", "mile miles": "mile|miles", "hour hours": "hour|hours",
        "kcal": "kilocalorie|kilocalories; calorie|calories", "cal": "calorie|calories",
        "kwh": "kilowatt hour|kilowatt hours", "kw": "kilowatt|kilowatts", "w": "watt|watts",
        "v": "volt|volts", "kb": "kilobyte|kilobytes; k b", "mb": "megabyte|megabytes; megs; m b",
        "gb": "gigabyte|gigabytes; gigs; g b", "tb": "terabyte|terabytes; t b",
        "mbps mb/s": "megabit per second|megabits per second", "hz": "hertz",
        "khz": "kilohertz", "mhz": "megahertz", "ghz": "gigahertz", "db": "decibel|decibels",
        "px": "pixel|pixels", "mp": "megapixel|megapixels",
    }),
    currencies=currencies({
        "$": ("dollar|dollars; buck|bucks", "cent|cents"),
        "us$": ("u s dollar|u s dollars; us dollar|us dollars; dollar|dollars", "cent|cents"),
        "usd": ("u s dollar|u s dollars; dollar|dollars; u s d", "cent|cents"),
        "a$": ("australian dollar|australian dollars; dollar|dollars", "cent|cents"),
        "c$": ("canadian dollar|canadian dollars; dollar|dollars", "cent|cents"),
        "€ eur": ("euro|euros; euro", "cent|cents"),
        "£": ("pound|pounds; quid", "penny|pence"),
        "gbp": ("british pound|british pounds; pound|pounds", "penny|pence"),
        "¥ jpy": ("yen", ""), "₩ krw": ("won", ""), "¢": ("cent|cents", ""),
        "r$ brl": ("real|reais; brazilian real|brazilian reais", "centavo|centavos"),
        "chf": ("swiss franc|swiss francs; franc|francs", ""), "₹": ("rupee|rupees", ""),
    }),
    multipliers=multipliers({
        "k": ("thousand", 3), "thousand": ("thousand", 3), "m mn mio million": ("million", 6),
        "b bn billion": ("billion", 9), "trn trillion": ("trillion", 12),
    }),
)  # fmt: skip
