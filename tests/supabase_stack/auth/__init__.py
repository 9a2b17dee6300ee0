"""A stand-in for Supabase Auth: its interface, codes and rules over a real PostgreSQL."""
