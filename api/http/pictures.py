"""Pictures over HTTP: a browser may use the one style sheet that they come with, and nothing else."""

import base64
import hashlib

from api.charts.theme import STYLE
from api.http.answer import Answer, Header

_OF_PICTURES: Header = (
    b"content-security-policy",
    b"default-src 'none'; frame-ancestors 'none'; style-src 'sha256-%b'"
    % base64.b64encode(hashlib.sha256(STYLE.encode()).digest()),
)


def drawn(answer: Answer) -> Answer:
    """The answer, which is a picture, with what a browser may do with it."""
    kept = [each for each in answer.headers if each[0] != _OF_PICTURES[0]]
    answer.headers = [*kept, _OF_PICTURES]
    return answer
