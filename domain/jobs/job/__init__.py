"""The aggregate `job`: who had what done, and what came of it. How far it has got is no history."""
