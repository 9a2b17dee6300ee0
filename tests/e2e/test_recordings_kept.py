"""Recordings that are kept: a real terminal, a real microphone and loudspeaker, the real model."""

from __future__ import annotations

from pathlib import Path

from miolingo.speech.audio.files import read_audio
from miolingo.speech.recordings.folder import RecordingFolder
from miolingo.store import Store
from tests.parts.pulseaudio import heard, sound_server
from tests.parts.terminals import PHRASE, open_terminal


def test_a_learner_is_asked_once_keeps_recordings_and_hears_them(
    tmp_path: Path, miolingo_home: Path
) -> None:
    (tmp_path / "sound").mkdir()
    folder = RecordingFolder(miolingo_home / "data" / "history.recordings")
    with (
        sound_server(tmp_path / "sound") as server,
        open_terminal(server, miolingo_home, recordings="") as terminal,
    ):
        terminal.practice(PHRASE)
        terminal.say(PHRASE)
        terminal.verdict()
        terminal.shell.send("q")
        told = terminal.wait_for(r"off, best or all \[off\]")
        assert "never sent anywhere" in told
        terminal.shell.sendline("everything")
        terminal.wait_for("Type off, best or all")
        terminal.shell.sendline("all")
        _, code = terminal.ended()
        assert code == 0
        assert folder.sizes() == {}

        terminal.practice(PHRASE)
        told = terminal.wait_for("recordings: all")
        terminal.say(PHRASE)
        terminal.verdict()
        terminal.shell.send("q")
        last, code = terminal.ended()
        assert code == 0
        assert "Keep recordings?" not in last
        with Store(miolingo_home / "data" / "history.db") as store:
            ids = [attempt.id for attempt in store.every_attempt()]
        assert list(folder.sizes()) == ids[1:]
        assert read_audio(folder.file(ids[1])).duration_ms > 500

        recording = tmp_path / "speaker.f32"
        with server.listen(recording):
            terminal.run("history", "--play", PHRASE)
            terminal.wait_for("first and best and latest: .*score")
            _, code = terminal.ended()
        assert code == 0
        assert abs(heard(recording).samples).max() > 0.05
