"""`daybook openapi`: the contract of the HTTP API."""

import sys

import orjson

from api.bootstrap import openapi_document
from api.cli.programs import program

app = program()


@app.command()
def openapi() -> None:
    """Print the OpenAPI document.

    OpenAPI 3.1 as JSON, complete enough to generate a client from.
    """
    option = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    sys.stdout.buffer.write(orjson.dumps(openapi_document(), option=option))
