"""What the account's queries cost on a full server, and how much a free one holds."""
