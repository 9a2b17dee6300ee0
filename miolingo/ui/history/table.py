"""The history for people: totals, tables that fit a narrow terminal, and the hardest words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from rich.console import Console
from rich.table import Table
from rich.text import Text

from miolingo.account.local_history import KeptHistory
from miolingo.history.attempts import Attempt
from miolingo.history.reports.contrasts import ContrastReport
from miolingo.history.reports.overview import DailyGoal, HistorySummary
from miolingo.history.reports.sounds import MissedSound, SoundReport
from miolingo.history.reports.statistics import Tally, local_time
from miolingo.language.names import language_name
from miolingo.language.terminal_safe import printable

_ROOMY_COLUMNS = 60
LATEST_DAYS = 7
"""Days with practice that the table shows."""
SOUND_COLUMNS = ("Sound", "Language", "Missed", "Heard", "Right, first to last third")
CONTRAST_COLUMNS = ("Sounds", "Language", "Heard right", "Said right")
CONTRASTS_TITLE = "Sounds by ear and by mouth"
DISPUTE_COLUMNS = ("Called wrong", "Times", "You disagree")


def print_history(report: HistorySummary, console: Console) -> None:
    """Print the latest days, the languages, the hardest words and the sounds."""
    days = {day.isoformat(): tally for day, tally in islice(report.days.items(), LATEST_DAYS)}
    _print_section(console, "Latest days of practice", _tally_table("Day", days))
    languages = {language_name(code): tally for code, tally in report.languages.items()}
    _print_section(console, "Languages", _tally_table("Language", languages))
    if report.hardest_words:
        _print_section(console, "Hardest words", _words_table(report))
    if report.sounds.missed:
        table = _sounds_table(report.sounds.missed)
        _print_section(console, "Sounds that you keep missing", table)
    print_contrasts(report, console)
    if disputes := dispute_rows(report.sounds):
        _print_section(console, "Where you said it was right", _disputes_table(disputes))


def print_contrasts(report: HistorySummary, console: Console) -> None:
    """Print how the contrasts that were listened to are heard and said, if there are any."""
    if not report.contrasts:
        return
    table = _table()
    for column in CONTRAST_COLUMNS:
        table.add_column(column, overflow="fold")
    for contrast in report.contrasts:
        table.add_row(*map(Text, contrast_cells(contrast)))
    _print_section(console, CONTRASTS_TITLE, table)


def print_latest(report: HistorySummary, console: Console) -> None:
    """Print the latest attempts, the newest last, and the totals: what is to stay in view."""
    _print_section(console, "Latest attempts, newest last", _attempts_table(report, console.width))
    console.print()
    if note := versions_note(report.scorer_versions):
        console.print(Text(note))
    console.print(Text(_totals(report)))
    if report.daily_goal:
        console.print(Text(goal_line(report.daily_goal)))


def versions_note(versions: Sequence[str]) -> str:
    """Say that the figures mix scores that cannot be compared; empty where they do not."""
    if len(versions) < 2:
        return ""
    listed = f"{', '.join(versions[:-1])} and {versions[-1]}"
    return f"These scores are of versions {listed} of the scorer: do not compare them."


def dispute_rows(sounds: SoundReport) -> list[tuple[str, str, str]]:
    """What was called wrong, how often, and in which share of it the learner disagrees."""
    microphones = [
        (f"words, {rate.name or 'microphone not known'}", rate.blamed, rate.rate)
        for rate in sounds.disputes_by_microphone
    ]
    single = [
        (f"{rate.name[1]} ({language_name(rate.name[0])})", rate.blamed, rate.rate)
        for rate in sounds.disputed_sounds
    ]
    return [(name, str(blamed), f"{rate:.0%}") for name, blamed, rate in (*microphones, *single)]


def sound_cells(sound: MissedSound) -> tuple[str, str, str, str, str]:
    """A missed sound: itself, its language, how often it was missed, what was heard, the change."""
    change = (
        f"{sound.first_mean:.0f}% to {sound.last_mean:.0f}%"
        if sound.first_mean is not None and sound.last_mean is not None
        else "too few to tell"
    )
    missed = f"{sound.missed} of {sound.times}"
    instead = ", ".join(sound.instead) or "not clear"
    return sound.name[1], language_name(sound.name[0]), missed, instead, change


def contrast_cells(contrast: ContrastReport) -> tuple[str, str, str, str]:
    """A contrast: its sounds, its language, how often it was heard right and said right."""
    language, sounds = contrast.name
    said = "not said yet"
    if contrast.mouth is not None:
        right = contrast.said - contrast.mixed_up
        said = f"{right} of {contrast.said} sounds ({contrast.mouth:.0%})"
    heard = f"{contrast.heard} of {contrast.answers} answers ({contrast.ear:.0%})"
    return sounds.replace(" ", " and "), language_name(language), heard, said


def goal_line(daily: DailyGoal) -> str:
    """How far the learner is today."""
    made, goal = daily.attempts_today, daily.goal
    if made < goal:
        return f"Today: {made:,} of {_counted(goal, 'attempt')}."
    return f"Today: {_counted(made, 'attempt')}; your goal of {goal:,} is met."


def nothing_found(practice: str, *, in_all: int) -> str:
    """Say that nothing of ``in_all`` attempts is to be reported, and which command helps."""
    if not in_all:
        return f"No attempts yet. Start with: {practice}"
    return "No attempts match. To see all attempts, leave out --since and --lang."


def hidden_history_line(history: KeptHistory, *, of_this_project: bool) -> str:
    """Whose history is out of sight while nobody is signed in, and how it comes back."""
    account = printable(history.account)
    attempts = f"{_counted(history.attempts, 'attempt')} of {account}"
    if of_this_project:
        return f"Signed out: {attempts} are shown when you sign in: miolingo account login"
    return (
        f"Not shown: {attempts} in the project {printable(history.project_name)}. "
        f"To copy them here: miolingo account bring-history --from {account}"
    )


def milestone_line(name: str, attempt: Attempt, score: float) -> str:
    """Say which recording is played: what it is called, its day, score and phrase."""
    day = local_time(attempt.practice_date, None).date().isoformat()
    return printable(f"{name}: {day}, score {score:.0f}, {attempt.target_phrase}")


def forgotten_lines(count: int, first: Sequence[Attempt], answers: int = 0) -> Iterator[str]:
    """Say what is to be forgotten: how many, and phrase, day and score of the first attempts.

    ``answers`` are the listening answers that go with them.
    """
    also = f" and {_counted(answers, 'listening answer')}" if answers else ""
    yield f"This permanently deletes: {_counted(count, 'attempt')}{also}."
    for attempt in first:
        day = local_time(attempt.practice_date, None).date().isoformat()
        name = language_name(attempt.language)
        yield f"  {attempt.target_phrase} ({name}), {day}, score {_score(attempt)}"
    if count > len(first):
        yield f"  … and {count - len(first):,} more"


def _totals(report: HistorySummary) -> str:
    total = report.total
    parts = [_counted(total.attempts, "attempt")]
    if total.scored < total.attempts:
        parts.append(f"{total.attempts - total.scored} not scored")
    if total.scored:
        parts += [f"mean score {_mean(total)}", f"all words right in {_perfect(total)}"]
    parts.append(f"streak {_counted(report.streak_days, 'day')}")
    return ", ".join(parts) + "."


def _attempts_table(report: HistorySummary, width: int) -> Table:
    roomy = width >= _ROOMY_COLUMNS
    many_languages = len(report.languages) > 1
    table = _table()
    table.add_column("When", no_wrap=True)
    table.add_column("Score", justify="right", no_wrap=True)
    if many_languages:
        table.add_column("Language", no_wrap=True)
    if roomy:
        table.add_column("Result", no_wrap=True)
    table.add_column("Phrase", overflow="fold")
    for attempt in reversed(report.attempts):
        when = local_time(attempt.practice_date, report.zone)
        table.add_row(
            Text(when.strftime("%Y-%m-%d %H:%M" if roomy else "%m-%d %H:%M")),
            Text(_score(attempt)),
            *([Text(language_name(attempt.language_code))] if many_languages else []),
            *([Text(_result(attempt))] if roomy else []),
            Text(attempt.target_phrase),
        )
    return table


def _tally_table(name: str, tallies: Mapping[str, Tally]) -> Table:
    table = _table()
    table.add_column(name, no_wrap=True)
    for column in ("Tries", "Mean", "All right"):
        table.add_column(column, justify="right", no_wrap=True)
    for key, tally in tallies.items():
        table.add_row(Text(key), str(tally.attempts), _mean(tally), _perfect(tally))
    return table


def _words_table(report: HistorySummary) -> Table:
    table = _table()
    for column in ("Mean", "Times"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("Language", no_wrap=True)
    table.add_column("Word", overflow="fold")
    for code, words in report.hardest_words.items():
        for word in words:
            mean, times = f"{word.mean_score:.1f}", str(word.times)
            table.add_row(mean, times, Text(language_name(code)), Text(word.word))
    return table


def _sounds_table(sounds: Sequence[MissedSound]) -> Table:
    table = _table()
    for column in SOUND_COLUMNS:
        table.add_column(column, overflow="fold")
    for sound in sounds:
        table.add_row(*map(Text, sound_cells(sound)))
    return table


def _disputes_table(rows: Sequence[tuple[str, str, str]]) -> Table:
    table = _table()
    for column in DISPUTE_COLUMNS:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _table() -> Table:
    return Table(box=None, pad_edge=False)


def _print_section(console: Console, title: str, table: Table) -> None:
    console.print()
    console.print(Text(title, style="bold"))
    console.print(table)


def _score(attempt: Attempt) -> str:
    return "none" if attempt.similarity_score is None else f"{attempt.similarity_score:.1f}"


def _result(attempt: Attempt) -> str:
    return "all words right" if attempt.perfect_match else attempt.verdict.replace("_", " ")


def _mean(tally: Tally) -> str:
    return "none" if tally.mean_score is None else f"{tally.mean_score:.1f}"


def _perfect(tally: Tally) -> str:
    return "none" if tally.perfect_rate is None else f"{tally.perfect_rate:.0%}"


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
