"""The screens of other exercises than the usual practice: listening, and shadowing."""
