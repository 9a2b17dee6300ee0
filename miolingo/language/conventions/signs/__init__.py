"""What stands for words in each language: signs, units, currencies and millions, a table each."""
