"""Korean: how its letters are composed, how its words are said, and their IPA."""
