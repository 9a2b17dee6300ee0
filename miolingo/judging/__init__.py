"""From a recording and a phrase to a judgement: voice, grammars, alignment, evidence, score."""
