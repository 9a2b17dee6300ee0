"""The account: sign-in, the session, Supabase over HTTP, the keyring, whose history it is."""
