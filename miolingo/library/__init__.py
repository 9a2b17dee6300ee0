"""What comes with Miolingo as data: decks and distractors, a folder for each language."""
