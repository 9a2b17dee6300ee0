"""``miolingo class`` with the real model: what a class said becomes pages with sounds in them."""

from __future__ import annotations

import base64
import json
import os
import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from miolingo.judging.recording import Audio
from miolingo.speech.audio.decoder import decode
from miolingo.speech.clips.encoding import opus
from tests.parts.cli import run_in_process
from tests.parts.speech import RATE_HZ, said

pytestmark = pytest.mark.usefixtures("shared_model")

PHRASE, LEFT_OUT, SAID = "만나서 반갑습니다", "만나서", "반갑습니다"


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("homework")
    for learner, samples in (
        ("Mina", said(PHRASE)),
        ("Jo", said(SAID)),
        ("Kim", np.zeros(RATE_HZ, np.float32)),
    ):
        (folder / learner).mkdir()
        (folder / learner / "voice.ogg").write_bytes(opus(Audio(samples, RATE_HZ)))
    (folder / "names.txt").write_text("Mina\nJo\nKim\nNoor\n", encoding="utf-8")
    (folder / "marks.csv").write_text(
        f"audio,word,mark\nMina/voice.ogg,{LEFT_OUT},right\nJo/voice.ogg,{LEFT_OUT},wrong\n",
        encoding="utf-8",
    )
    return folder


def test_a_class_is_judged_and_its_clips_can_be_heard(homework: Path, tmp_path: Path) -> None:
    report = tmp_path / "report"
    ended = run_in_process(
        *("class", str(homework), "--text", PHRASE, "--lang", "ko", "--json"),
        *("--names", str(homework / "names.txt"), "--marks", str(homework / "marks.csv")),
        *("--output", str(report)),
        environ=os.environ,
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["missing"] == ["Noor"]
    assert [one["learner"] for one in found["not_judged"]] == ["Kim"]
    assert [(word["word"], word["wrong"]) for word in found["words"]] == [(LEFT_OUT, 1)]
    assert found["words"][0]["heard"] == {"": 1}
    assert found["agreement"]["words"]["kappa"] == 1

    page = (report / "class.html").read_text(encoding="utf-8")
    clips = [base64.b64decode(data) for data in re.findall(r'base64,([^"]+)', page)]
    assert len(clips) == 2, "the reference, and Mina who said it"
    for clip in clips:
        heard = decode("clip", BytesIO(clip)).audio
        assert heard.duration_ms > 300
        assert np.abs(heard.samples).max() > 0.05
    jo = (report / "learners" / "Jo.html").read_text(encoding="utf-8")
    assert "Mina" not in jo
    assert jo.count("<audio") == 1, "how it is said; Jo did not say it"
