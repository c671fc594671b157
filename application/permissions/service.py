"""What the server says of itself to anybody."""

from application.permissions.permission import Kind, public

SERVICE = (
    public("openapi.read", Kind.QUERY, "Get the OpenAPI document."),
    public("problems.read", Kind.QUERY, "Look up what a problem means."),
    public("probes.read", Kind.QUERY, "See whether the server is alive, ready and how it fares."),
)
