"""Many recordings judged in one run: the list, its files in order, going on after a stop."""
