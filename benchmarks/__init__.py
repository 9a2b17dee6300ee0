"""Measurements that a change can be held against."""
