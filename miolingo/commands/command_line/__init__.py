"""How every command meets the shell: help, values, completion, and what is typed wrong."""
