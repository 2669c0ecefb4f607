"""Full-text search with the same hits on both stores.

PostgreSQL: a generated `tsvector` column with the `indonesian` configuration and a GIN index.
SQLite: one FTS5 table of stemmed words, written beside the row by `index`, because triggers cannot
stem. Every word of the question must occur.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, column, func, literal_column, select
from sqlalchemy import table as table_of
from sqlalchemy import text as sql_text

from api.db.session import WriteSession
from api.kit.text import stems

WORDS: Final = table_of("search_words", column("subject"), column("id"), column("words"))

CREATE_LITE: Final = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5("
    "subject UNINDEXED, id UNINDEXED, words, tokenize = 'unicode61 remove_diacritics 0')"
)

SOURCES: Final = {
    "report": "coalesce(title, '') || ' ' || coalesce(description, '')",
    "article": (
        "coalesce(title_id, '') || ' ' || coalesce(title_en, '') || ' ' ||"
        " coalesce(summary_id, '') || ' ' || coalesce(summary_en, '') || ' ' ||"
        " coalesce(text_id, '') || ' ' || coalesce(text_en, '')"
    ),
}
"""For each searchable table, the text that is searched, as SQL over its columns."""


def create_postgres(table: str) -> list[str]:
    """The statements that make a table searchable on PostgreSQL."""
    return [
        f"ALTER TABLE {table} ADD COLUMN search tsvector"
        f" GENERATED ALWAYS AS (to_tsvector('indonesian', {SOURCES[table]})) STORED",
        f"CREATE INDEX ix_{table}_search ON {table} USING gin (search)",
    ]


async def index(session: WriteSession, subject: str, id: str, *texts: str | None) -> None:
    """Makes a row findable by the words of these texts; replaces what was there."""
    if session.dialect != "sqlite":
        return
    words = " ".join(stems(" ".join(t for t in texts if t)))
    await session.execute(
        sql_text("DELETE FROM search_words WHERE subject = :subject AND id = :id"),
        {"subject": subject, "id": id},
    )
    await session.execute(
        sql_text("INSERT INTO search_words (subject, id, words) VALUES (:subject, :id, :words)"),
        {"subject": subject, "id": id, "words": words},
    )


def lite_question(text: str) -> str:
    """The FTS5 query that asks for every word of the text; quoted, so that no word is syntax."""
    return " ".join(f'"{word}"' for word in stems(text))


def found(
    row: Any, subject: str, dialect: str, question: ColumnElement[Any]
) -> ColumnElement[bool]:
    """The condition that a row has every word asked for; `row` is an aliased table's columns.

    `question` is a bind: `lite_question(text)` on SQLite, the text itself on PostgreSQL.
    """
    if dialect == "sqlite":
        ids = select(WORDS.c.id).where(
            WORDS.c.subject == literal_column(f"'{subject}'"),
            literal_column("search_words").op("MATCH")(question),
        )
        return row.id.in_(ids)  # type: ignore[no-any-return]
    search: ColumnElement[Any] = literal_column(f"{row.id.table.name}.search")
    matches: ColumnElement[bool] = search.op("@@")(func.plainto_tsquery("indonesian", question))
    return matches
