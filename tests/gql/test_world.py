"""The world is what the other tests think it is: the same rows on both stores."""

from tests.gql.asking import Reading


def test_both_hold_the_world(reading: Reading) -> None:
    print(reading.body("sqlite", "{reports{nodes{id}}}")[:200])
    print(reading.body("postgresql", "{reports{nodes{id}}}")[:200])
