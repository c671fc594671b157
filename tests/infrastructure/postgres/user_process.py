"""Another process that uses the embedded server: `user_process.py HOME [FILE_SIZE_LIMIT]`.

It prints one JSON line when the server is ready or refused, and leaves when its input ends.
"""

import json
import os
import resource
import sys
from pathlib import Path

from infrastructure.fault import Fault
from infrastructure.postgres.embedded import EmbeddedPostgres


def use(home: Path) -> None:
    """Start, tell, wait, stop."""
    embedded = EmbeddedPostgres(home)
    try:
        server = embedded.start()
    except Fault as fault:
        print(json.dumps({"fault": type(fault).__name__, "hint": fault.hint}), flush=True)
        return
    told = {"server": server.pid, "dsn": server.dsn, "uid": os.geteuid()}
    print(json.dumps(told), flush=True)
    sys.stdin.read()
    embedded.stop()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        limit = int(sys.argv[2])
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    use(Path(sys.argv[1]))
