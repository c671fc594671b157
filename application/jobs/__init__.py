"""Long work: taken in at once, done beside the requests of others, resumed wherever it was interrupted."""
