"""What a learner can choose: definitions, the file, reading and setting."""
