"""Request headers as values: entity tags, tokens, media types. Anything else is a 400 that says why."""

import re
from collections.abc import Sequence

from api.http.exchange import Exchange
from api.http.failures import MalformedRequest, NotAcceptable, UnsupportedMediaType
from application.failures import PreconditionFailed

_ENTITY_TAGS = re.compile(r'\s*(W/)?"([\x21\x23-\x7e]*)"\s*(?:,|$)')
_VERSION = re.compile(r"[1-9][0-9]{0,17}").fullmatch
_POSITION = re.compile(r"[0-9]{1,18}").fullmatch
_IDEMPOTENCY_KEY = re.compile(r'"?([A-Za-z0-9][A-Za-z0-9._:~+/=@-]{0,127})"?').fullmatch
_XML_BODY = re.compile(
    r'(?:application|text)/xml(?:\s*;\s*charset="?[A-Za-z0-9._-]+"?)?', re.IGNORECASE
).fullmatch
_CSV_BODY = re.compile(
    r'text/csv(?:\s*;\s*(?:charset="?utf-?8"?|header="?present"?))*', re.IGNORECASE
).fullmatch
_JSON_BODY = re.compile(r'application/json(?:\s*;\s*charset="?utf-?8"?)?', re.IGNORECASE).fullmatch


def entity_tags(text: str) -> list[tuple[bool, str]]:
    """The tags of a list as (weak, tag); raises `MalformedRequest` for anything else."""
    tags: list[tuple[bool, str]] = []
    at = 0
    while at < len(text):
        match = _ENTITY_TAGS.match(text, at)
        if match is None:
            raise MalformedRequest('an entity tag is written as "7", several with commas, or as *')
        tags.append((match[1] is not None, match[2]))
        at = match.end()
    return tags


def if_match(exchange: Exchange) -> int | None:
    """The version that the caller insists on, None when any will do.

    The comparison is the strong one: a weak tag, or one that we never gave, cannot match.
    """
    text = exchange.header(b"if-match")
    if text is None or text == "*":
        return None
    tags = entity_tags(text)
    if len(tags) != 1:
        raise MalformedRequest("If-Match takes one entity tag here, or *")
    weak, tag = tags[0]
    if weak or not _VERSION(tag):
        raise PreconditionFailed("the entity tag of If-Match is not one of this document")
    return int(tag)


def none_match(exchange: Exchange, tag: str) -> bool:
    """True when the caller already has what `tag` names, by the weak comparison of If-None-Match."""
    text = exchange.header(b"if-none-match")
    if text is None:
        return False
    return text == "*" or any(known == tag for _, known in entity_tags(text))


def consistency(exchange: Exchange) -> int:
    """The log position that the answer must reflect, 0 when the caller does not mind."""
    text = exchange.header(b"consistency-token")
    if text is None:
        return 0
    if not _POSITION(text):
        raise MalformedRequest("Consistency-Token must be one that an earlier answer gave")
    return int(text)


def idempotency_key(exchange: Exchange) -> str | None:
    """The key that makes a request happen once; quotes around it are allowed and mean nothing."""
    text = exchange.header(b"idempotency-key")
    if text is None:
        return None
    match = _IDEMPOTENCY_KEY(text)
    if match is None:
        raise MalformedRequest("Idempotency-Key must be 1 to 128 letters, digits or ._:~+/=@-")
    return match[1]


def check_json_body(exchange: Exchange) -> None:
    """Refuse a body that is not plain JSON; raises `UnsupportedMediaType`."""
    media_type = exchange.header(b"content-type")
    if media_type is None or not _JSON_BODY(media_type):
        raise UnsupportedMediaType("the body has to be application/json")
    _check_encoding(exchange)


def _check_encoding(exchange: Exchange) -> None:
    encoding = exchange.header(b"content-encoding")
    if encoding is not None and encoding.lower() != "identity":
        raise UnsupportedMediaType("the body must not be compressed")


def check_xml_body(exchange: Exchange) -> None:
    """Refuse a body that is not plain XML; raises `UnsupportedMediaType`."""
    media_type = exchange.header(b"content-type")
    if media_type is None or not _XML_BODY(media_type):
        raise UnsupportedMediaType("the body has to be application/xml")
    _check_encoding(exchange)


def check_csv_body(exchange: Exchange) -> None:
    """Refuse a body that is not plain CSV in UTF-8; raises `UnsupportedMediaType`."""
    media_type = exchange.header(b"content-type")
    if media_type is None or not _CSV_BODY(media_type):
        raise UnsupportedMediaType("the body has to be text/csv in UTF-8")
    _check_encoding(exchange)


def acceptable(exchange: Exchange, offered: Sequence[str]) -> str:
    """The offered media type that the caller likes best, the first when it has no preference.

    Raises `NotAcceptable` with what there is.
    """
    accept = exchange.header(b"accept")
    if accept is None or accept == "*/*":
        return offered[0]
    ranges = [_media_range(part) for part in accept.split(",") if part.strip()]
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda media_type: _liking(media_type, ranges))
    if _liking(best, ranges) <= 0:
        raise NotAcceptable("this can be given as " + ", ".join(offered), offered=list(offered))
    return best


def _media_range(text: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    quality = 1.0
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                quality = min(max(float(parameter[2:]), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return name, quality


def _liking(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The quality that the most specific matching range gives."""
    kind = media_type.partition("/")[0]
    for wanted in (media_type, f"{kind}/*", "*/*"):
        qualities = [quality for name, quality in ranges if name == wanted]
        if qualities:
            return max(qualities)
    return 0.0
