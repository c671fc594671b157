"""Which process a pid file is believed about."""

import subprocess
import sys
from pathlib import Path

from infrastructure.postgres.postmaster import Postmaster, pid_file, read_postmaster


def test_a_server_is_known_by_its_name_when_its_command_line_does_not_say_it(
    tmp_path: Path,
) -> None:
    python, program = Path(sys.executable).resolve(), tmp_path / "postgres"
    program.symlink_to(python)
    command = [str(python), "-I", "-S", "-c", "input()"]
    with subprocess.Popen(command, executable=program, stdin=subprocess.PIPE) as ending:
        pid_file(tmp_path).write_text(f"{ending.pid}\n{tmp_path}\n0\n5432\n")
        found = read_postmaster(tmp_path)
        ending.kill()
    assert found == Postmaster(ending.pid, 5432, ready=False)
    assert read_postmaster(tmp_path) is None
