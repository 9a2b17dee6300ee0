"""A stand-in for PostgREST: its interface, codes and statuses over a real PostgreSQL."""
