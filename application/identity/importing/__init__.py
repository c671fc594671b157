"""Letting many people in from one file."""
