"""What a practice plays: who says a phrase, the loudspeaker, and single words again."""
