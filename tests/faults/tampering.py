"""What somebody who rules the database can do to a log, and where each of it has to be found."""

from collections.abc import Callable, Mapping

from tests.faults.ruler import HEAD, SIZES, TABLES, Place, Ruler


def since_signed(position: int) -> Place:
    """The part between two checkpoints that a position lies in."""
    before = max((size for size in SIZES if size < position), default=0)
    return Place(before + 1, min(size for size in SIZES if size >= position))


_FIELDS = (
    "payload = jsonb_set(payload, '{text}', to_jsonb('altered'::text))",
    'payload = payload || \'{"more": {"amount": 1.0}}\'',
    "payload = payload - 'text'",
    "payload = '12345678901234567890123'",
    'metadata = metadata || \'{"actor": "usr_y"}\'',
    "metadata = '{}'",
    "occurred_at = occurred_at + interval '1 microsecond'",
    "recorded_at = recorded_at - interval '1 day'",
    "recorded_at = 'infinity'",
    "occurred_at = '12000-01-01'",
    "event_type = 'test.torn-off'",
    "stream_type = stream_type || 's'",
    "stream_id = stream_id || 'x'",
    "version = version + 1",
    "schema_version = 1",
    "event_id = gen_random_uuid()",
    "leaf_hash = sha256(leaf_hash)",
)
_HERE = " WHERE tenant_id = %s AND position = %s"


def alter_a_field(ruler: Ruler) -> Place:
    """Any column of any row says something else."""
    position = ruler.somewhere()
    assert ruler.run(
        f"UPDATE daybook.events SET {ruler.chance.choice(_FIELDS)}{_HERE}", ruler.ours, position
    )
    return Place.at(position)


def alter_a_field_and_its_hash(ruler: Ruler) -> Place:
    """And the row's hash agrees with it."""
    position, field = ruler.somewhere(), ruler.chance.choice(_FIELDS[:8])
    ruler.run(f"UPDATE daybook.events SET {field}{_HERE}", ruler.ours, position)
    ruler.rehash(position)
    return Place.at(position)


def flip_a_bit(ruler: Ruler) -> Place:
    """One bit, of a hash or of a letter in the payload."""
    position, bit = ruler.somewhere(), ruler.chance.randrange(256)
    change = "leaf_hash = set_bit(leaf_hash, %s, 1 - get_bit(leaf_hash, %s))"
    if ruler.chance.random() < 0.5:
        bit = ruler.chance.randrange(3)  # of the first letter of the note, which stays a letter
        change = (
            "payload = jsonb_set(payload, '{text}', to_jsonb(convert_from("
            "set_bit(convert_to(payload->>'text', 'UTF8'), %s, 1 - get_bit(convert_to(payload->>'text',"
            " 'UTF8'), %s)), 'UTF8')))"
        )
    ruler.run(f"UPDATE daybook.events SET {change}{_HERE}", bit, bit, ruler.ours, position)
    return Place.at(position)


def delete_an_event(ruler: Ruler) -> Place:
    """A row goes; perhaps what follows moves up, and the end of the log with it."""
    position = ruler.somewhere(before=HEAD)
    ruler.run(f"DELETE FROM daybook.events{_HERE}", ruler.ours, position)
    if ruler.chance.random() < 0.5:
        _shift(ruler, position, -1)
    return Place.at(position)


def insert_an_event(ruler: Ruler) -> Place:
    """A row comes in between, whose hash is right."""
    position = ruler.somewhere()
    _shift(ruler, position - 1, +1)
    ruler.run(
        "INSERT INTO daybook.events SELECT tenant_id, %s, stream_id, stream_type, 7, gen_random_uuid(),"
        " event_type, schema_version, payload, metadata, occurred_at, recorded_at, leaf_hash"
        f" FROM backup.events{_HERE}",
        position,
        ruler.ours,
        ruler.somewhere(),
    )
    ruler.rehash(position)
    return Place.at(position)


def reorder(ruler: Ruler) -> Place:
    """Two events change places."""
    first, second = sorted(ruler.chance.sample(range(1, HEAD + 1), 2))
    ruler.run(
        "UPDATE daybook.events SET position = %s - position WHERE tenant_id = %s AND position IN (%s, %s)",
        first + second,
        ruler.ours,
        first,
        second,
    )
    return Place.at(first)


def cut_the_tail(ruler: Ruler) -> Place:
    """The newest events go, and as much of what was said of them as the ruler thinks of."""
    position = ruler.somewhere(behind=1)
    behind = (ruler.ours, position)
    ruler.run("DELETE FROM daybook.events WHERE tenant_id = %s AND position >= %s", *behind)
    thoroughness = ruler.chance.randrange(4)
    if thoroughness > 0:
        ruler.run(
            "UPDATE daybook.log_heads SET position = %s WHERE tenant_id = %s",
            position - 1,
            ruler.ours,
        )
    if thoroughness > 1:
        ruler.replant()
    if thoroughness > 2:
        ruler.run(
            "DELETE FROM daybook.tree_checkpoints WHERE tenant_id = %s AND size >= %s", *behind
        )
    return Place.at(position)


def rewrite_the_chain(ruler: Ruler) -> Place:
    """An event is altered and everything that follows from it, up to the tree and its checkpoints."""
    position = ruler.somewhere()
    ruler.run(
        f"UPDATE daybook.events SET {ruler.chance.choice(_FIELDS[:5])}{_HERE}", ruler.ours, position
    )
    ruler.rehash(position)
    ruler.replant()
    if ruler.chance.random() < 0.5:
        ruler.forge_checkpoints()
    else:
        ruler.run(
            "DELETE FROM daybook.tree_checkpoints WHERE tenant_id = %s AND size >= %s",
            ruler.ours,
            position,
        )
    return since_signed(position)


def swap_tenants(ruler: Ruler) -> Place:
    """An event, or the whole log, becomes another tenant's and theirs becomes ours."""
    ours, theirs = str(ruler.ours), str(ruler.theirs)
    swapped = (
        "UPDATE daybook.events SET tenant_id = CASE tenant_id WHEN %s THEN %s ELSE %s END"
        " WHERE tenant_id = ANY (%s)"
    )
    if ruler.chance.random() < 0.7:
        position = ruler.somewhere()
        here = f"{swapped} AND position = %s"
        ruler.run(here, ours, theirs, ours, [ours, theirs], position)
        return Place.at(position)
    ruler.run(swapped, ours, theirs, ours, [ours, theirs])
    for table in TABLES[1:]:  # names are keys there, so it takes a detour
        for now, before in (("x", ours), (ours, theirs), (theirs, "x")):
            ruler.run(
                f"UPDATE daybook.{table} SET tenant_id = %s WHERE tenant_id = %s", now, before
            )
    return Place.at(1)


def alter_the_tree(ruler: Ruler) -> Place:
    """A hash of a leaf in the tree, or of one above, is another."""
    level, number = ruler.chance.choice([(0, 0), (0, 1), (0, 2), (1, 0)])
    entries = ruler.ask(
        "SELECT octet_length(hashes) / 32 FROM daybook.tree_tiles"
        " WHERE tenant_id = %s AND level = %s AND number = %s",
        ruler.ours,
        level,
        number,
    )
    entry = ruler.chance.randrange(entries)
    ruler.run(
        "UPDATE daybook.tree_tiles SET hashes = overlay(hashes PLACING sha256('x') FROM %s)"
        " WHERE tenant_id = %s AND level = %s AND number = %s",
        entry * 32 + 1,
        ruler.ours,
        level,
        number,
    )
    return Place(1, HEAD) if level else Place.at(number * 256 + entry + 1)


def _shift(ruler: Ruler, behind: int, by: int) -> None:
    ruler.run(
        "UPDATE daybook.events SET position = position + %s WHERE tenant_id = %s AND position > %s",
        by,
        ruler.ours,
        behind,
    )
    ruler.run(
        "UPDATE daybook.log_heads SET position = position + %s WHERE tenant_id = %s", by, ruler.ours
    )


ATTACKS: Mapping[str, Callable[[Ruler], Place]] = {
    attack.__name__: attack
    for attack in (
        flip_a_bit,
        alter_a_field,
        alter_a_field_and_its_hash,
        delete_an_event,
        insert_an_event,
        reorder,
        cut_the_tail,
        rewrite_the_chain,
        swap_tenants,
        alter_the_tree,
    )
}
