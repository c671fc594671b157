"""Adds golden files that are missing: ``python -m tests.golden.write``. Never touches one that is there."""

import json
import sys

from infrastructure.event_store.catalogue import domain_events
from tests.golden.corpus import EVENTS, KINDS, Golden
from tests.golden.sample import NoSample, samples


def write_missing() -> int:
    """Write what is missing and say so; the number of files that must be written by hand."""
    registry = domain_events()
    EVENTS.mkdir(exist_ok=True)
    left = 0
    for event_type, version in registry.keys:
        event_class = registry.class_of(event_type)
        goldens = [Golden(event_type, version, kind) for kind in KINDS]
        missing = [golden for golden in goldens if not golden.path.exists()]
        if not missing:
            continue
        try:
            if version != event_class.schema_version:
                raise NoSample("the class of that version is gone")
            made = samples(event_class)
        except NoSample as reason:
            left += len(missing)
            print(f"by hand: {event_type} version {version} ({reason})", file=sys.stderr)
            continue
        for golden in missing:
            golden.path.write_text(json.dumps(made[golden.kind], indent=2, sort_keys=True) + "\n")
            print(golden.path.name)
    return left


if __name__ == "__main__":
    sys.exit(1 if write_missing() else 0)
