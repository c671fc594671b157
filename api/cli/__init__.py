"""The command line: each command is a module, loaded when it is asked for."""
