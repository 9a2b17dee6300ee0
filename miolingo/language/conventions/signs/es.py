"""Signs, units and currencies in Spanish."""

from __future__ import annotations

from miolingo.language.conventions.model import Signs
from miolingo.language.conventions.signs.table import currencies, multipliers, units

SIGNS = Signs(
    symbols={
        "&": ("y", "e"), "@": ("arroba",), "%": ("por ciento", "por cien"), "+": ("más",),
        "=": ("igual a", "es", "son", "es igual a"), "°": ("grados", "grado"),
        "×": ("por",), "÷": ("dividido por", "entre", "dividido entre"),
        "±": ("más o menos", "más menos"),
        "≈": ("aproximadamente", "unos"), "<": ("menor que", "es menor que", "menores de"),
        ">": ("mayor que", "es mayor que", "mayores de"),
        "#": ("almohadilla", "hashtag", "número", "numeral"), "§": ("párrafo", "sección"),
        "‰": ("por mil",), "²": ("al cuadrado",), "³": ("al cubo",), "^": ("elevado a",),
        "*": ("asterisco", "por"), "√": ("raíz cuadrada de",), "∞": ("infinito",),
        "$": ("dólares", "dólar", "pesos"), "€": ("euros", "euro"), "£": ("libras", "libra"),
        "¥": ("yenes", "yen"), "₩": ("wones", "won"), "¢": ("centavos", "céntimos"),
        "≠": ("distinto de",), "≤": ("menor o igual que", "es menor o igual que"),
        "≥": ("mayor o igual que", "es mayor o igual que"),
    },
    units=units({
        "*": "estrella|estrellas:f",
        "%": "por ciento; por cien", "‰": "por mil", "°": "grado|grados",
        "°c ºc": "grado|grados; grado centígrado|grados centígrados; grado celsius|grados celsius",
        "°f ºf": "grado fahrenheit|grados fahrenheit", "mm": "milímetro|milímetros",
        "cm": "centímetro|centímetros", "m": "metro|metros", "km": "kilómetro|kilómetros",
        "m² m2": "metro cuadrado|metros cuadrados",
        "cm² cm2": "centímetro cuadrado|centímetros cuadrados",
        "km² km2": "kilómetro cuadrado|kilómetros cuadrados", "ha": "hectárea|hectáreas:f",
        "m³ m3": "metro cúbico|metros cúbicos",
        "cm³ cm3 cc": "centímetro cúbico|centímetros cúbicos", "mg": "miligramo|miligramos",
        "g gr": "gramo|gramos", "kg": "kilo|kilos; kilogramo|kilogramos",
        "t": "tonelada|toneladas:f", "ml": "mililitro|mililitros", "cl": "centilitro|centilitros",
        "dl": "decilitro|decilitros", "l": "litro|litros", "h h. hs hrs": "hora|horas:f",
        "min min.": "minuto|minutos", "s seg seg.": "segundo|segundos",
        "ms": "milisegundo|milisegundos", "km/h kmh": "kilómetro por hora|kilómetros por hora",
        "m/s": "metro por segundo|metros por segundo", "mph": "milla por hora|millas por hora:f",
        "lb lbs": "libra|libras:f", "oz": "onza|onzas:f", "ft": "pie|pies",
        "in": "pulgada|pulgadas:f", '"': "pulgada|pulgadas:f", "mi": "milla|millas:f",
        "cda cda.": "cucharada|cucharadas:f", "cdta cdta.": "cucharadita|cucharaditas:f",
        "kcal": "kilocaloría|kilocalorías:f; caloría|calorías:f",
        "kwh": "kilovatio hora|kilovatios hora", "kw": "kilovatio|kilovatios",
        "w": "vatio|vatios", "v": "voltio|voltios", "cv": "caballo|caballos",
        "kb": "kilobyte|kilobytes", "mb": "megabyte|megabytes; mega|megas",
        "gb": "gigabyte|gigabytes; giga|gigas", "tb": "terabyte|terabytes; tera|teras",
        "hz": "hercio|hercios", "khz": "kilohercio|kilohercios", "mhz": "megahercio|megahercios",
        "ghz": "gigahercio|gigahercios", "db": "decibelio|decibelios", "px": "píxel|píxeles",
    }),
    currencies=currencies({
        "€ eur": ("euro|euros", "céntimo|céntimos"),
        "$": ("dólar|dólares; peso|pesos", "centavo|centavos"),
        "us$ usd": ("dólar|dólares; dólar estadounidense|dólares estadounidenses",
                    "centavo|centavos"),
        "mx$ mxn": ("peso mexicano|pesos mexicanos; peso|pesos", "centavo|centavos"),
        "£ gbp": ("libra|libras:f; libra esterlina|libras esterlinas:f", "penique|peniques"),
        "¥ jpy": ("yen|yenes", ""), "₩ krw": ("won|wones", ""),
        "¢": ("centavo|centavos; céntimo|céntimos", ""),
        "cts. cts cént.": ("céntimo|céntimos; centavo|centavos", ""),
        "s/ s/.": ("sol|soles", "céntimo|céntimos"), "r$ brl": ("real|reales", "centavo|centavos"),
        "chf": ("franco suizo|francos suizos; franco|francos", "céntimo|céntimos"),
    }),
    multipliers=multipliers({
        "mil": ("mil", 3), "m mm millón millones": ("millón|millones", 6),
        "mill.": ("millón|millones", 6),
    }),
)  # fmt: skip
