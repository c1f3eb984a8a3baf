"""Functions that the notebooks share. Each takes a DataFrame and returns one, so that it can be tested without a cluster."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

CURRENCY_ALIASES = {"€": "EUR", "$": "USD", "£": "GBP"}


def normalise_currency(orders: DataFrame) -> DataFrame:
    """Three-letter codes in upper case; the signs that the old shop wrote become codes."""
    currency = F.upper(F.col("currency"))
    for sign, code in CURRENCY_ALIASES.items():
        currency = F.when(F.col("currency") == sign, code).otherwise(currency)
    return orders.withColumn("currency", currency)


def latest_per_key(rows: DataFrame, keys: Sequence[str], newest: str) -> DataFrame:
    """The newest row of each key."""
    order = Window.partitionBy(*keys).orderBy(F.col(newest).desc())
    return rows.withColumn("_rank", F.row_number().over(order)).where("_rank = 1").drop("_rank")


def with_country(orders: DataFrame, customers: DataFrame) -> DataFrame:
    """Orders with the country of their customer; guests have the country `unknown`."""
    countries = customers.select("customer_id", "country")
    joined = orders.join(countries, on="customer_id", how="left")
    return joined.withColumn("country", F.coalesce("country", F.lit("unknown")))
