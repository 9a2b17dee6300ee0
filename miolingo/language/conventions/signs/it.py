"""Signs, units and currencies in Italian."""

from __future__ import annotations

from miolingo.language.conventions.model import Signs
from miolingo.language.conventions.signs.table import currencies, multipliers, units

SIGNS = Signs(
    symbols={
        "&": ("e",), "@": ("chiocciola", "at"), "%": ("per cento", "percento"), "+": ("più",),
        "=": ("uguale", "fa", "è uguale a", "uguale a"), "°": ("gradi", "grado"), "×": ("per",),
        "÷": ("diviso", "diviso per"), "±": ("più o meno",), "≈": ("circa",),
        "<": ("minore di", "è minore di", "minori di"),
        ">": ("maggiore di", "è maggiore di", "maggiori di"),
        "#": ("hashtag", "cancelletto", "numero"),
        "§": ("paragrafo",), "‰": ("per mille",), "²": ("al quadrato",), "³": ("al cubo",),
        "^": ("elevato a", "alla"), "*": ("asterisco", "per"), "√": ("radice quadrata di",),
        "∞": ("infinito",), "$": ("dollari", "dollaro"), "€": ("euro",),
        "£": ("sterline", "sterlina"), "¥": ("yen",), "₩": ("won",), "¢": ("centesimi", "cent"),
        "≠": ("diverso da",), "≤": ("minore o uguale a",), "≥": ("maggiore o uguale a",),
    },
    units=units({
        "*": "stella|stelle:f",
        "%": "per cento; percento", "‰": "per mille", "°": "grado|gradi",
        "°c ºc": "grado|gradi; grado centigrado|gradi centigradi; grado celsius|gradi celsius",
        "°f ºf": "grado fahrenheit|gradi fahrenheit", "mm": "millimetro|millimetri",
        "cm": "centimetro|centimetri", "m": "metro|metri", "km": "chilometro|chilometri",
        "m² m2 mq": "metro quadrato|metri quadrati; metro quadro|metri quadri",
        "cm² cm2": "centimetro quadrato|centimetri quadrati; centimetro quadro|centimetri quadri",
        "km² km2 kmq": "chilometro quadrato|chilometri quadrati; "
        "chilometro quadro|chilometri quadri", "ha": "ettaro|ettari",
        "m³ m3 mc": "metro cubo|metri cubi", "cm³ cm3 cc": "centimetro cubo|centimetri cubi",
        "mg": "milligrammo|milligrammi", "g gr": "grammo|grammi", "hg": "etto|etti",
        "kg": "chilo|chili; chilogrammo|chilogrammi", "t": "tonnellata|tonnellate:f",
        "ml": "millilitro|millilitri", "cl": "centilitro|centilitri", "dl": "decilitro|decilitri",
        "l lt": "litro|litri", "h": "ora|ore:f", "min min.": "minuto|minuti",
        "s sec sec.": "secondo|secondi", "ms": "millisecondo|millisecondi", "gg": "giorno|giorni",
        "km/h kmh": "chilometro all'ora|chilometri all'ora; chilometro orario|chilometri orari",
        "m/s": "metro al secondo|metri al secondo", "mph": "miglio orario|miglia orarie",
        "lb lbs": "libbra|libbre:f", "oz": "oncia|once:f", "ft": "piede|piedi",
        "in": "pollice|pollici", '"': "pollice|pollici", "mi": "miglio|miglia",
        "kcal": "chilocaloria|chilocalorie:f; caloria|calorie:f", "kwh": "chilowattora",
        "kw": "chilowatt", "w": "watt", "v": "volt", "cv": "cavallo|cavalli", "kb": "kilobyte",
        "mb": "megabyte; mega", "gb": "gigabyte; giga", "tb": "terabyte; tera", "hz": "hertz",
        "khz": "chilohertz", "mhz": "megahertz", "ghz": "gigahertz", "db": "decibel",
        "px": "pixel",
    }),
    currencies=currencies({
        "€ eur": ("euro", "centesimo|centesimi; cent"),
        "$": ("dollaro|dollari", "centesimo|centesimi"),
        "us$ usd": ("dollaro americano|dollari americani; dollaro|dollari", "centesimo|centesimi"),
        "£ gbp": ("sterlina|sterline:f; sterlina inglese|sterline inglesi:f", "penny|pence"),
        "¥ jpy": ("yen", ""), "₩ krw": ("won", ""), "¢": ("centesimo|centesimi; cent", ""),
        "cent": ("cent; centesimo|centesimi", ""),
        "chf": ("franco svizzero|franchi svizzeri; franco|franchi", "centesimo|centesimi"),
        "r$ brl": ("real|reais", "centavo|centavos"),
    }),
    multipliers=multipliers({
        "mila": ("mila", 3), "mln milione milioni": ("milione|milioni", 6),
        "mld mrd miliardo miliardi": ("miliardo|miliardi", 9),
    }),
)  # fmt: skip
