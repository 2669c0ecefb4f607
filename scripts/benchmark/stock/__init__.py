"""A system to compare with: what the guides of Strawberry and SQLAlchemy lead to."""
