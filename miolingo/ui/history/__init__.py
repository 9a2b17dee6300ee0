"""History reports: tables, records, charts, a page."""
