"""The two layouts of a Vosk model: files in subfolders or, in the first models, all in one folder.

Vosk loads both. Here a file goes by its name in the newer layout, whichever a model has.
"""

from __future__ import annotations

from pathlib import Path

FIRST_LAYOUT = {
    "am/final.mdl": "final.mdl",
    "am/global_cmvn.stats": "global_cmvn.stats",
    "conf/fbank.conf": "fbank.conf",
    "conf/mfcc.conf": "mfcc.conf",
    "conf/pitch.conf": "pitch.conf",
    "graph/Gr.fst": "Gr.fst",
    "graph/HCLG.fst": "HCLG.fst",
    "graph/HCLr.fst": "HCLr.fst",
    "graph/disambig_tid.int": "disambig_tid.int",
    "graph/phones.txt": "phones.txt",
    "graph/phones/word_boundary.int": "word_boundary.int",
    "graph/words.txt": "words.txt",
}
"""What the files of the newer layout are called in the first one; ``ivector/`` is in both."""

FIRST_LAYOUT_OPTIONS = (
    "--max-active=7000",
    "--beam=13.0",
    "--lattice-beam=6.0",
    "--acoustic-scale=1.0",
    "--frame-subsampling-factor=3",
    "--endpoint.silence-phones=1:2:3:4:5:6:7:8:9:10",
    "--endpoint.rule2.min-trailing-silence=0.5",
    "--endpoint.rule3.min-trailing-silence=1.0",
    "--endpoint.rule4.min-trailing-silence=2.0",
)
"""With what Vosk decodes with a model of the first layout, which has no ``conf/model.conf``."""


def is_first_layout(folder: Path) -> bool:
    """Whether a model has all its files in one folder."""
    return not (folder / "am" / "final.mdl").exists() and (folder / "final.mdl").is_file()


def file_of(folder: Path, name: str) -> Path:
    """Where a model has the file of this name in the newer layout."""
    return folder / (FIRST_LAYOUT.get(name, name) if is_first_layout(folder) else name)
