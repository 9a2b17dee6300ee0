"""The account's server: Supabase Auth, and the tables and functions of a project."""
