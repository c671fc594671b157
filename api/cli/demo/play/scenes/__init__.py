"""What is worth telling: one module for each part of the house."""
