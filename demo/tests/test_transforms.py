import pytest
from pyspark.sql import SparkSession

from lib.transforms import latest_per_key, normalise_currency, with_country


@pytest.fixture(scope="session")
def spark():
    session = SparkSession.builder.master("local[1]").appName("shop-tests").getOrCreate()
    yield session
    session.stop()


def test_signs_become_codes(spark):
    orders = spark.createDataFrame([(1, "€"), (2, "usd")], "order_id INT, currency STRING")
    rows = normalise_currency(orders).orderBy("order_id").limit(10).collect()
    assert [row.currency for row in rows] == ["EUR", "USD"]


def test_the_newest_row_wins(spark):
    orders = spark.createDataFrame([(1, 10, "NEW"), (1, 20, "PAID"), (2, 5, "NEW")], "order_id INT, at INT, status STRING")
    rows = latest_per_key(orders, ["order_id"], "at").orderBy("order_id").limit(10).collect()
    assert [(row.order_id, row.status) for row in rows] == [(1, "PAID"), (2, "NEW")]


def test_guests_have_no_country(spark):
    orders = spark.createDataFrame([(1, 7), (2, None)], "order_id INT, customer_id INT")
    customers = spark.createDataFrame([(7, "PT")], "customer_id INT, country STRING")
    rows = with_country(orders, customers).orderBy("order_id").limit(10).collect()
    assert [row.country for row in rows] == ["PT", "unknown"]
