"""The account's server: talking to Supabase, and keeping the means to."""
