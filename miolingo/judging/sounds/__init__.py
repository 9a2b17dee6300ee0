"""Single sounds: how well each sound of a phrase fits what a model's own network hears."""
