"""Slows sound down without changing its pitch, with FFmpeg's ``atempo``."""

from __future__ import annotations

import av
import numpy as np
from av.filter import Graph

from miolingo.judging.recording import Audio

PACE = 0.6
"""Of the usual pace, as the slow reference has it."""

_SETTLING_MS = 100  # the filter keeps back about as much until more comes


def slowed(audio: Audio) -> Audio:
    """The sound at PACE: as many times as long, at the same pitch."""
    graph = Graph()
    source = graph.add_abuffer(
        format="flt", sample_rate=audio.sample_rate_hz, layout="mono", time_base=None
    )
    tempo, sink = graph.add("atempo", str(PACE)), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    settling = np.zeros(audio.sample_rate_hz * _SETTLING_MS // 1000, np.float32)
    samples = np.concatenate([audio.samples, settling])
    frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="flt", layout="mono")
    frame.sample_rate = audio.sample_rate_hz
    graph.push(frame)
    graph.push(None)
    parts = [np.zeros(0, np.float32)]
    while True:
        try:
            parts.append(graph.pull().to_ndarray()[0])
        except (av.EOFError, av.BlockingIOError):
            break
    length = round(len(audio.samples) / PACE)
    return Audio(np.clip(np.concatenate(parts)[:length], -1, 1), audio.sample_rate_hz)
