"""How people get in and out."""

from application.permissions.permission import Kind, command, public, query
from application.permissions.roles import EVERYBODY

SESSIONS = (
    public("auth.log-in", Kind.COMMAND, "Log in with e-mail and password."),
    public("auth.refresh", Kind.COMMAND, "Get a new access token for a refresh token."),
    public("auth.register", Kind.COMMAND, "Register oneself, where the tenant lets one."),
    public("auth.verify", Kind.COMMAND, "Prove one's e-mail address with the token of a mail."),
    public("auth.ask-for-password", Kind.COMMAND, "Ask for a mail to choose a new password with."),
    public("auth.choose-password", Kind.COMMAND, "Choose a password with the token of a mail."),
    query("auth.list-sessions", EVERYBODY, "See where one is logged in."),
    command("auth.end-session", EVERYBODY, "End one of one's own sessions."),
    command("auth.log-out", EVERYBODY, "End one's own session."),
    public("keys.read", Kind.QUERY, "See the public keys that tokens are verified with."),
)
