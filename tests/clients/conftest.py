from tests.story.seeded import seeded

__all__ = ["seeded"]
