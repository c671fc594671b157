"""Headers are understood as their RFCs say, or refused."""

import pytest

from api.http import headers
from api.http.failures import MalformedRequest, NotAcceptable, UnsupportedMediaType
from application.failures import PreconditionFailed
from tests.api.http.exchanges import exchange


@pytest.mark.parametrize(("text", "version"), [('"7"', 7), ("*", None), (' "12" ', 12)])
def test_if_match_names_one_version_or_any(text: str, version: int | None) -> None:
    assert headers.if_match(exchange(headers={"If-Match": text})) == version


def test_without_if_match_any_version_will_do() -> None:
    assert headers.if_match(exchange()) is None


@pytest.mark.parametrize("text", ['W/"7"', '"abc"', '"0"', '"007"', '""'])
def test_a_weak_or_foreign_tag_never_matches(text: str) -> None:
    with pytest.raises(PreconditionFailed):
        headers.if_match(exchange(headers={"If-Match": text}))


@pytest.mark.parametrize("text", ["7", '"7', '"7" "8"', '"7", "8"', "", '"7"x'])
def test_an_if_match_that_is_none_is_malformed(text: str) -> None:
    with pytest.raises(MalformedRequest):
        headers.if_match(exchange(headers={"If-Match": text}))


@pytest.mark.parametrize(
    ("text", "same"),
    [('"7"', True), ('W/"7"', True), ('"6", W/"7"', True), ("*", True), ('"6"', False)],
)
def test_if_none_match_compares_weakly(text: str, same: bool) -> None:
    assert headers.none_match(exchange(headers={"If-None-Match": text}), "7") is same


@pytest.mark.parametrize(("text", "position"), [("0", 0), ("42", 42)])
def test_a_consistency_token_is_a_position(text: str, position: int) -> None:
    assert headers.consistency(exchange(headers={"Consistency-Token": text})) == position


@pytest.mark.parametrize("text", ["", "-1", "1.5", "x", "٤", "9" * 19])
def test_any_other_consistency_token_is_malformed(text: str) -> None:
    with pytest.raises(MalformedRequest):
        headers.consistency(
            exchange(headers={"Consistency-Token": text.encode().decode("latin-1")})
        )


def test_quotes_around_an_idempotency_key_mean_nothing() -> None:
    plain = headers.idempotency_key(exchange(headers={"Idempotency-Key": "a-1"}))
    assert plain == headers.idempotency_key(exchange(headers={"Idempotency-Key": '"a-1"'})) == "a-1"


@pytest.mark.parametrize("text", ["", " ", "a b", "a" * 129, "ключ", "-a"])
def test_an_idempotency_key_is_a_bounded_token(text: str) -> None:
    with pytest.raises(MalformedRequest):
        headers.idempotency_key(
            exchange(headers={"Idempotency-Key": text.encode().decode("latin-1")})
        )


@pytest.mark.parametrize(
    "text", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON"]
)
def test_json_bodies_are_taken(text: str) -> None:
    headers.check_json_body(exchange("POST", headers={"Content-Type": text}))


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/xml"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
def test_other_bodies_are_not(sent: dict[str, str]) -> None:
    with pytest.raises(UnsupportedMediaType):
        headers.check_json_body(exchange("POST", headers=sent))


OFFERED = ("application/json", "text/csv")


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("application/json;q=0.5, text/csv", "text/csv"),
        ("text/csv;q=0, */*", "application/json"),
        ("text/csv;q=x, */*;q=0.1", "application/json"),
        ("", "application/json"),
    ],
)
def test_the_media_type_is_the_one_the_caller_likes_best(accept: str | None, given: str) -> None:
    sent = {} if accept is None else {"Accept": accept}
    assert headers.acceptable(exchange(headers=sent), OFFERED) == given


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0", "text/html, */*;q=0"])
def test_nothing_acceptable_is_said(accept: str) -> None:
    with pytest.raises(NotAcceptable):
        headers.acceptable(exchange(headers={"Accept": accept}), OFFERED)


@pytest.mark.parametrize(
    "media_type", ["application/xml", "text/xml", 'Application/XML; charset="UTF-8"']
)
def test_a_message_of_a_bank_is_xml(media_type: str) -> None:
    headers.check_xml_body(exchange("POST", headers={"Content-Type": media_type}))


@pytest.mark.parametrize("media_type", ["application/json", "application/xml2", "text/plain", ""])
def test_anything_else_is_no_message_of_a_bank(media_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        headers.check_xml_body(exchange("POST", headers={"Content-Type": media_type}))


def test_a_compressed_message_of_a_bank_is_not_taken() -> None:
    sent = {"Content-Type": "application/xml", "Content-Encoding": "gzip"}
    with pytest.raises(UnsupportedMediaType):
        headers.check_xml_body(exchange("POST", headers=sent))
