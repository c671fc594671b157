"""Line numbers: how documents name the lines of an order."""

from typing import Annotated

from pydantic import Field

LineNumber = Annotated[int, Field(strict=True, ge=1, le=1_000_000, examples=[1])]
"""Lines are numbered from 1; a number names the line as long as the document lives."""
