"""Signs, units and currencies in Brazilian Portuguese."""

from __future__ import annotations

from miolingo.language.conventions.model import Signs
from miolingo.language.conventions.signs.table import currencies, multipliers, units

SIGNS = Signs(
    symbols={
        "&": ("e",), "@": ("arroba",), "%": ("por cento",), "+": ("mais",),
        "=": ("igual a", "é", "é igual a"), "°": ("graus", "grau"), "×": ("vezes", "por"),
        "÷": ("dividido por",), "±": ("mais ou menos",), "≈": ("aproximadamente",),
        "<": ("menor que", "é menor que", "menores de"),
        ">": ("maior que", "é maior que", "maiores de"),
        "#": ("hashtag", "número", "jogo da velha"),
        "§": ("parágrafo",), "‰": ("por mil",), "²": ("ao quadrado",), "³": ("ao cubo",),
        "^": ("elevado a",), "*": ("asterisco", "vezes"), "√": ("raiz quadrada de", "raiz de"),
        "∞": ("infinito",), "$": ("dólares", "dólar"), "€": ("euros", "euro"),
        "£": ("libras", "libra"), "¥": ("ienes", "iene"), "₩": ("wons", "won"),
        "¢": ("centavos", "centavo"), "≠": ("diferente de",), "≤": ("menor ou igual a",),
        "≥": ("maior ou igual a",),
    },
    units=units({
        "*": "estrela|estrelas:f",
        "%": "por cento", "‰": "por mil", "°": "grau|graus",
        "°c ºc": "grau|graus; grau celsius|graus celsius; grau centígrado|graus centígrados",
        "°f ºf": "grau fahrenheit|graus fahrenheit", "mm": "milímetro|milímetros",
        "cm": "centímetro|centímetros", "m": "metro|metros", "km": "quilômetro|quilômetros",
        "m² m2": "metro quadrado|metros quadrados",
        "cm² cm2": "centímetro quadrado|centímetros quadrados",
        "km² km2": "quilômetro quadrado|quilômetros quadrados", "ha": "hectare|hectares",
        "m³ m3": "metro cúbico|metros cúbicos",
        "cm³ cm3 cc": "centímetro cúbico|centímetros cúbicos", "mg": "miligrama|miligramas",
        "g gr": "grama|gramas", "kg": "quilo|quilos; quilograma|quilogramas",
        "t": "tonelada|toneladas:f", "ml": "mililitro|mililitros; m l; eme ele",
        "cl": "centilitro|centilitros",
        "dl": "decilitro|decilitros", "l": "litro|litros", "h hs hrs": "hora|horas:f",
        "min min.": "minuto|minutos", "s seg seg.": "segundo|segundos",
        "ms": "milissegundo|milissegundos", "km/h kmh": "quilômetro por hora|quilômetros por hora",
        "m/s": "metro por segundo|metros por segundo", "mph": "milha por hora|milhas por hora:f",
        "lb lbs": "libra|libras:f", "oz": "onça|onças:f", "ft": "pé|pés",
        "in": "polegada|polegadas:f", '"': "polegada|polegadas:f", "mi": "milha|milhas:f",
        "kcal": "quilocaloria|quilocalorias:f; caloria|calorias:f",
        "kwh": "quilowatt-hora|quilowatts-hora", "kw": "quilowatt|quilowatts", "w": "watt|watts",
        "v": "volt|volts", "cv": "cavalo|cavalos", "kb": "quilobyte|quilobytes",
        "mb": "megabyte|megabytes; mega|megas", "gb": "gigabyte|gigabytes; giga|gigas",
        "tb": "terabyte|terabytes; tera|teras", "hz": "hertz", "khz": "quilohertz",
        "mhz": "megahertz", "ghz": "gigahertz", "db": "decibel|decibéis", "px": "pixel|pixels",
    }),
    currencies=currencies({
        "r$ brl": ("real|reais", "centavo|centavos"), "€ eur": ("euro|euros", "centavo|centavos"),
        "$": ("dólar|dólares", "centavo|centavos"),
        "us$ usd": ("dólar|dólares; dólar americano|dólares americanos", "centavo|centavos"),
        "£ gbp": ("libra|libras:f; libra esterlina|libras esterlinas:f", "pêni|pence"),
        "¥ jpy": ("iene|ienes", ""), "₩ krw": ("won|wons", ""), "¢": ("centavo|centavos", ""),
        "chf": ("franco suíço|francos suíços; franco|francos", "centavo|centavos"),
    }),
    multipliers=multipliers({
        "mil k": ("mil", 3), "mi milhão milhões": ("milhão|milhões", 6),
        "bi bilhão bilhões": ("bilhão|bilhões", 9),
        "tri trilhão trilhões": ("trilhão|trilhões", 12),
    }),
)  # fmt: skip
