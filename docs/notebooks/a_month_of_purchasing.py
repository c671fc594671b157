"""A month of purchasing, for whoever goes on asking: `marimo edit docs/notebooks/a_month_of_purchasing.py`.

It reads what `daybook export --all --to daybook-export` wrote, or the folder that DAYBOOK_EXPORT names.
"""

import marimo

app = marimo.App(width="medium", app_title="A month of purchasing")


@app.cell
def _():
    import json
    import os
    from pathlib import Path

    import duckdb
    import marimo as mo
    import polars as pl

    return Path, duckdb, json, mo, os, pl


@app.cell
def _(Path, json, mo, os):
    folder = Path(os.environ.get("DAYBOOK_EXPORT", "daybook-export"))
    manifest = json.loads((folder / "manifest.json").read_text())
    files = {file["table"]: file for file in manifest["files"]}
    position = files["events"]["position"]
    mo.md(
        f"# A month of purchasing\n\n{files['events']['rows']:,} events up to position {position:,}."
    )
    return files, folder, manifest, position


@app.cell
def _(duckdb, files, folder):
    # Every file by the name of its view, so that SQL reads as it does in the database.
    database = duckdb.connect()
    for table in files:
        database.execute(f"CREATE VIEW {table} AS SELECT * FROM '{folder / table}.parquet'")
    return (database,)


@app.cell
def _(database, mo):
    owed = database.sql("""
        SELECT currency, count(*) AS invoices, sum(owed) AS owed
        FROM invoice_facts WHERE valid_to IS NULL AND owed > 0
        GROUP BY currency ORDER BY currency
    """).pl()
    mo.vstack([mo.md("## What do we owe?"), owed])
    return (owed,)


@app.cell
def _(database, mo):
    # What was owed at the end of each day, as we knew it then: one condition for all days together.
    owed_by_day = database.sql("""
        SELECT day::date AS day, currency, sum(owed) AS owed
        FROM (
            SELECT unnest(generate_series(min(valid_from_at), max(valid_from_at), interval 1 day)) AS day
            FROM invoice_facts
        ) AS days
        JOIN invoice_facts ON valid_from_at <= day AND coalesce(valid_to_at, 'infinity') > day
        WHERE owed > 0
        GROUP BY 1, 2 ORDER BY 1, 2
    """).pl()
    mo.vstack([mo.md("## What did we owe, day by day, as we knew it?"), owed_by_day])
    return (owed_by_day,)


@app.cell
def _(folder, mo, pl):
    def current(name):
        """The facts of a kind that are true now."""
        return pl.scan_parquet(folder / f"{name}.parquet").filter(pl.col("valid_to").is_null())

    spend = (
        current("invoice_line_facts")
        .filter(pl.col("net") != 0)
        .join(
            current("order_line_facts").select("purchase_order_id", "po_line", "category"),
            on=["purchase_order_id", "po_line"],
        )
        .group_by("category", "currency")
        .agg(pl.sum("net").alias("spend"))
        .sort("category", "currency", nulls_last=True)
        .collect()
    )
    mo.vstack([mo.md("## What did we spend on what?"), spend])
    return current, spend


@app.cell
def _(folder, mo, pl):
    causes = (
        pl.scan_parquet(folder / "match_facts.parquet")
        .group_by("cause")
        .agg(pl.n_unique("invoice_id").alias("invoices"))
        .sort("invoices", "cause", descending=[True, False])
        .collect()
    )
    mo.vstack([mo.md("## Why do invoices disagree?"), causes])
    return (causes,)


@app.cell
def _(current, mo, pl):
    leaving = (
        current("payment_facts")
        .filter(pl.col("unpaid"))
        .group_by(pl.col("leaves_on").dt.truncate("1w").alias("week"), "currency")
        .agg(pl.sum("leaves"))
        .sort("week", "currency")
        .collect()
    )
    mo.vstack([mo.md("## How much money leaves in which week?"), leaving])
    return (leaving,)


if __name__ == "__main__":
    app.run()
