"""Hearing of an account's changes at once, where the project has Supabase Realtime."""
