"""How fair is the judge: a labelled set, and figures about what a judge makes of it."""
