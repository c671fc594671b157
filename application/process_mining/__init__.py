"""The log as process mining reads it: events, the objects they are about, and what follows what."""
