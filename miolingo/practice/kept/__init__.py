"""What a practice session keeps: attempts and, if the learner wants, their recordings."""
