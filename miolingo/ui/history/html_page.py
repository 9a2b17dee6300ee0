"""Pages to share: one HTML file without script or outside resource, dark and printed as well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from miolingo.history.reports.progress import WeeklyProgress
from miolingo.history.reports.trends import Week
from miolingo.language.names import language_name
from miolingo.language.terminal_safe import strip_controls
from miolingo.ui.history.series import COLORS, DARK_COLORS, DARK_PAPER, decks_of


class Drawing(str):
    """SVG of our own, which a page shows as it is."""


def _series_style(colors: Sequence[str]) -> str:
    return "".join(
        f".s{index}{{stroke:{color}}}.f{index}{{fill:{color}}}"
        for index, color in enumerate(colors)
    )


_STYLE = f"""
:root{{color-scheme:light dark;--paper:#fff;--ink:#1a1a1a;--muted:#595959;--line:#d0d0d0;
--accent:{COLORS[0]}}}
{_series_style(COLORS)}
@media screen and (prefers-color-scheme:dark){{:root{{--paper:{DARK_PAPER};--ink:#e8e8e8;
--muted:#b0b0b0;--line:#444;--accent:{DARK_COLORS[0]}}}
{_series_style(DARK_COLORS)}}}
body{{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
background:var(--paper);color:var(--ink)}}
h1{{line-height:1.2;margin:0 0 .3rem}}.unseen{{position:absolute;clip-path:inset(50%)}}
h2{{margin:2.2rem 0 .6rem;line-height:1.25}}
h3{{margin:1.4rem 0 .3rem;font-size:1.05rem}}
dl{{margin:0}}dd{{margin:0}}dt,figcaption,.note{{color:var(--muted)}}
.about div{{display:inline-block;margin-right:1.6rem}}.about dt,.about dd{{display:inline}}
.tiles{{display:grid;grid-template-columns:repeat(auto-fill,minmax(10rem,1fr));gap:.8rem;
margin:1rem 0}}
.tiles div{{display:flex;flex-direction:column-reverse;justify-content:flex-end;
border:1px solid var(--line);border-radius:.5rem;padding:.5rem 1rem}}
.tiles dd{{font-size:1.6rem;line-height:1.2;font-weight:600}}.tiles dt{{font-size:.875rem}}
figure{{margin:.6rem 0}}svg{{width:100%;height:auto}}svg.swatch{{width:auto;flex:none}}
.chart{{display:grid;grid-template-columns:minmax(0,1fr) 14rem;gap:0 1.2rem}}
svg text{{fill:var(--muted);font-size:12px}}
.grid{{stroke:var(--line);fill:none}}circle{{fill:var(--accent)}}
circle.l0{{fill:var(--muted)}}circle.first{{fill:var(--paper);stroke:var(--accent);stroke-width:2}}
.legend{{list-style:none;padding:0;margin:.2rem 0}}.legend li{{display:flex;gap:.6rem;
align-items:center;max-width:20rem;color:var(--ink);overflow-wrap:anywhere}}
.row{{display:flex;flex-wrap:wrap;gap:.1rem 1.2rem}}
.columns{{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));
gap:0 2.5rem;align-items:start}}
.columns>div{{overflow-x:auto}}
table{{border-collapse:collapse;margin:.3rem 0}}td,th{{padding:.15rem .8rem .15rem 0;
text-align:right}}td{{white-space:nowrap;font-variant-numeric:tabular-nums}}
td svg{{display:block}}th{{font-weight:600;vertical-align:bottom}}
thead th{{border-bottom:1px solid var(--line)}}
tr>:first-child{{text-align:start;min-width:6.2rem;overflow-wrap:anywhere}}
tbody th{{font-weight:400;vertical-align:baseline}}
.picture{{background:#fff;overflow-x:auto}}.picture svg{{min-width:40rem}}
details{{overflow-x:auto}}summary{{cursor:pointer}}
@media(max-width:42rem){{.chart{{grid-template-columns:minmax(0,1fr)}}
.chart>svg{{overflow:visible}}.chart>svg text{{font-size:19px}}
td,th{{padding-right:.6rem}}td svg.swatch{{width:4.5rem}}}}
@media print{{body{{margin:0;max-width:none;font-size:11pt}}figure,tr,.tiles div,.columns>div
{{break-inside:avoid}}h1,h2,h3,h2+p{{break-after:avoid}}p,li{{orphans:3;widows:3}}
details{{display:none}}.columns>div{{overflow:visible}}}}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def picture_page(picture: str, progress: WeeklyProgress) -> str:
    """The page of a picture that is SVG, with its figures as tables."""
    drawn = picture[picture.index("<svg") :]
    label = "Mean score of each week by language and by deck; the tables below hold its figures."
    figure = (
        f'<figure class="picture" tabindex="0" role="img" aria-label="{label}">{drawn}</figure>'
    )
    languages = {language_name(code): weeks for code, weeks in progress.languages.items()}
    tables = [weeks_table("Language", languages)]
    for code in progress.languages:
        if decks := decks_of(progress, code):
            tables += [f"<h2>{text(language_name(code))}</h2>", weeks_table("Deck", decks)]
    return page(
        "Mean score of each week",
        ['<h1 class="unseen">Mean score of each week</h1>', figure, *tables],
    )


def page(title: str, parts: Iterable[str], *, style: str = "", sounds: bool = False) -> str:
    """A whole page of parts that are HTML; ``sounds`` where some of them hold sounds."""
    policy = f"{_POLICY}; media-src data:" if sounds else _POLICY
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{title}</title><style>{_STYLE}{style}</style></head>\n<body><main>\n"
        + "\n".join(part for part in parts if part)
        + "\n</main></body></html>\n"
    )


def definitions(css_class: str, named: Iterable[tuple[str, str]]) -> str:
    """Values under their names."""
    rows = (f"<div><dt>{name}</dt> <dd>{text(value)}</dd></div>" for name, value in named)
    return f'<dl class="{css_class}">{"".join(rows)}</dl>'


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of any texts, and of drawings; the first cell of a row is its heading."""
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(map(_row, rows))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(cells: Sequence[str]) -> str:
    heading, *rest = (cell if isinstance(cell, Drawing) else text(cell) for cell in cells)
    return f'<tr><th scope="row">{heading}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'


def weeks_table(kind: str, groups: Mapping[str, Sequence[Week]]) -> str:
    """The weeks with practice of languages or decks, folded away."""
    rows = (
        (name, week.monday.isoformat(), str(week.attempts), number(week.mean_score))
        for name, weeks in groups.items()
        for week in weeks
        if week.attempts
    )
    return folded(table((kind, "Week from", "Attempts", "Mean"), rows))


def folded(content: str) -> str:
    """Content that is shown when somebody asks for it."""
    return f"<details><summary>Figures</summary>{content}</details>"


def text(any_text: str) -> str:
    """Any text as the page may hold it, whatever direction it is written in."""
    return f"<bdi>{escape(strip_controls(any_text))}</bdi>"


def number(mean: float | None) -> str:
    """A mean score with one decimal."""
    return "none" if mean is None else f"{mean:.1f}"


def share(rate: float | None) -> str:
    """A rate of 0-1 in percent."""
    return "none" if rate is None else f"{rate:.0%}"
