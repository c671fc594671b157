"""Projections made anew beside the tables that people read."""
