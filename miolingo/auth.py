"""Sign up, sign in, stay signed in, leave: the one place that knows whose session this is."""
