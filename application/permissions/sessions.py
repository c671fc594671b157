"""How people get in and out."""

from application.permissions.permission import Kind, command, public
from application.permissions.roles import EVERYBODY

SESSIONS = (
    public("auth.log-in", Kind.COMMAND, "Log in with e-mail and password."),
    public("auth.refresh", Kind.COMMAND, "Get a new access token for a refresh token."),
    command("auth.log-out", EVERYBODY, "End one's own session."),
    public("keys.read", Kind.QUERY, "See the public keys that tokens are verified with."),
)
