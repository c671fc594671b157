"""A chart that is drawn is to scale."""

from decimal import Decimal

import pytest

from api.charts.svg import WIDTH, Bar, Column, bars, columns, short, steps


@pytest.mark.parametrize(
    ("most", "scale"),
    [
        ("0", ["0", "1"]),
        ("0.3", ["0", "1"]),
        ("3", ["0", "1", "2", "3"]),
        ("4.2", ["0", "1", "2", "3", "4", "5"]),
        ("6", ["0", "2", "4", "6"]),
        ("10083", ["0", "5000", "10000", "15000"]),
        ("14637.96", ["0", "5000", "10000", "15000"]),
        ("99999", ["0", "20000", "40000", "60000", "80000", "100000"]),
        ("100000", ["0", "20000", "40000", "60000", "80000", "100000"]),
        ("100001", ["0", "50000", "100000", "150000"]),
    ],
)
def test_a_scale_has_few_round_steps_and_reaches_beyond_everything(
    most: str, scale: list[str]
) -> None:
    found = steps(Decimal(most))
    assert found == [Decimal(step) for step in scale]
    assert found[-1] >= Decimal(most)


@pytest.mark.parametrize(
    ("value", "written"),
    [("0", "0"), ("500", "500"), ("10100", "10.1k"), ("173500", "173.5k"), ("1250000", "1.25M")],
)
def test_round_figures_are_written_without_their_zeros(value: str, written: str) -> None:
    assert short(Decimal(value)) == written


def test_the_parts_of_a_bar_are_as_long_as_they_are_large() -> None:
    rows = [
        Bar("a", {"c0": Decimal(30), "c1": Decimal(10)}, "40"),
        Bar("b", {"c0": Decimal(20)}, "20"),
        Bar("c", {}, "0"),
    ]
    lengths = [float(rect.get("width", "")) for rect in bars("t", rows).iter("rect")]
    assert lengths[0] + 1.5 == pytest.approx(3 * (lengths[1] + 1.5), abs=0.5)
    assert lengths[2] + 1.5 == pytest.approx(2 * (lengths[1] + 1.5), abs=0.5)


def test_columns_stand_on_the_ground_and_stay_in_the_picture() -> None:
    weeks = [
        Column("1", {"done": Decimal(14000), "planned": Decimal(999)}, "15k"),
        Column("2", {"done": Decimal(0), "planned": Decimal(0)}, ""),
        Column("3", {"done": Decimal(0), "planned": Decimal(7500)}, "7.5k", now=True),
    ]
    chart = columns("t", weeks)
    blocks = [
        {name: float(rect.get(name, "")) for name in ("x", "y", "width", "height")}
        for rect in chart.iter("rect")
    ]
    done, planned, alone = blocks
    assert done["y"] + done["height"] == alone["y"] + alone["height"]
    assert planned["y"] + planned["height"] == pytest.approx(done["y"], abs=0.11)
    assert all(block["y"] >= 0 and block["x"] + block["width"] <= WIDTH for block in blocks)
