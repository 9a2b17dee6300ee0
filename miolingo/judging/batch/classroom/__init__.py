"""The recordings of a class: whose they are, what was hard in them, what the teacher thinks."""
