"""What a history says: statistics, trends, periods, summaries."""
