"""Secrets from files, as containers and systemd hand them over: a variable with `_FILE` at its end."""

import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from infrastructure.fault import Fault

LONGEST_SECRET = 64 * 1024
_FILE = "_FILE"


class SecretFileUnusable(Fault):
    """A file that should hold a secret cannot be read, or can be read by everybody."""


def secrets_from_files(
    variables: Iterable[str], environment: Mapping[str, str]
) -> Mapping[str, str]:
    """What the files say that `NAME_FILE` points to, by NAME; raises SecretFileUnusable.

    One line break at the end is the editor's. A secret that is told in both ways would be two secrets.
    """
    found: dict[str, str] = {}
    for variable in variables:
        path = environment.get(variable + _FILE)
        if not path:
            continue
        if environment.get(variable):
            raise SecretFileUnusable(
                f"both {variable} and {variable}{_FILE} are set", f"unset one of them: {variable}"
            )
        found[variable] = _read(variable + _FILE, Path(path).expanduser())
    return found


def _read(variable: str, path: Path) -> str:
    try:
        mode = path.stat().st_mode
        if mode & stat.S_IRWXO:
            raise SecretFileUnusable(
                f"everybody on this machine may read the file that {variable} names",
                f"chmod 600 {path}, and choose another secret if somebody did read it",
            )
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        why = failure.strerror if isinstance(failure, OSError) else "it is not UTF-8"
        raise SecretFileUnusable(
            f"the file that {variable} names cannot be read: {why}",
            f"let {variable} name a file that this user may read",
        ) from None
    text = text.removesuffix("\n").removesuffix("\r")
    if not text or len(text) > LONGEST_SECRET:
        raise SecretFileUnusable(
            f"the file that {variable} names holds no secret",
            "put the secret into it, and nothing else",
        )
    return text
