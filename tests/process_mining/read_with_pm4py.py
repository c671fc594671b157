"""Reads a process log with pm4py and prints what it found, as JSON. Runs in an environment of its own."""

import importlib
import json
import sys
from typing import Any


def found_in(path: str) -> dict[str, Any]:
    """What pm4py makes of a file."""
    pm4py = importlib.import_module("pm4py")
    is_json = path.endswith(".json")
    log = (pm4py.read_ocel2_json if is_json else pm4py.read_ocel2_sqlite)(path)
    relations = log.relations
    changed = log.object_changes
    return {
        "events": len(log.events),
        "objects": dict(log.objects["ocel:type"].value_counts()),
        "relations": len(relations),
        "objectRelations": len(log.o2o),
        "changes": 0 if changed is None else len(changed),
        "attributes": sorted(pm4py.ocel_get_attribute_names(log)),
        "activities": dict(log.events["ocel:activity"].value_counts()),
        "directlyFollows": directly_follows(pm4py, log),
        "objectCentric": sorted(pm4py.discover_ocdfg(log)["activities"]),
    }


def directly_follows(pm4py: Any, log: Any) -> dict[str, dict[str, Any]]:
    """For each type of object its arcs with how often and the mean time, over its own history alone."""
    own = log.relations[log.relations["ocel:qualifier"] == "document"]
    log.relations = own
    told = {}
    for kind in sorted(set(own["ocel:type"])):
        flat = pm4py.ocel_flattening(log, kind)
        arcs, _, _ = pm4py.discover_dfg(flat)
        means, _, _ = pm4py.discover_performance_dfg(flat)
        told[kind] = {
            f"{before} {after}": [int(times), float(means[before, after]["mean"])]
            for (before, after), times in arcs.items()
        }
    return told


def unsatisfied(path: str) -> list[str]:
    """Which of the constraints on the relational form do not hold."""
    validation = importlib.import_module("pm4py.objects.ocel.validation.ocel20_rel_validation")
    _, broken = validation.apply(path)
    return list(broken)


if __name__ == "__main__":
    as_json, as_sqlite = sys.argv[1:]
    answer = {
        "json": found_in(as_json),
        "sqlite": found_in(as_sqlite),
        "unsatisfied": unsatisfied(as_sqlite),
    }
    sys.stdout.write(json.dumps(answer, default=int))
