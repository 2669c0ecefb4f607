from tests.story.seeded import seeded, seeded_postgres, seeded_sqlite

__all__ = ["seeded", "seeded_postgres", "seeded_sqlite"]
