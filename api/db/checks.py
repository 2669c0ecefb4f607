"""Has Alembic compare CHECK constraints, which it leaves out: a new value of an enum is one.

Imported for its effect by `alembic/env.py`.
"""

import re
from typing import Any, Final

from alembic.autogenerate import comparators
from alembic.operations import ops
from sqlalchemy import CheckConstraint, Enum, Table, text
from sqlalchemy.sql.elements import conv

_WORD: Final = re.compile(r"'[A-Za-z_][^']*'")


@comparators.dispatch_for("table")
def compare_checks(
    context: Any,
    changes: ops.ModifyTableOps,
    schema: str | None,
    table_name: str,
    stored: Table | None,
    model: Table | None,
) -> None:
    """Adds what makes the CHECKs of a table that is there already those of its model.

    SQLite keeps a CHECK as it was written. PostgreSQL rewrites it: there the name and the words
    in quotes are compared, which is what an enum changes.
    """
    if stored is None or model is None:
        return
    is_exact = context.dialect.name == "sqlite"
    found = {
        str(check["name"]): check["sqltext"]
        for check in context.inspector.get_check_constraints(table_name, schema=schema)
    }
    wanted = _checks(model, stored, context.dialect)
    for name in sorted(found.keys() | wanted.keys()):
        old, new = found.get(name), wanted.get(name)
        if old is not None and new is not None and _same(old, new, is_exact):
            continue
        full = conv(name)  # it is not to be made longer by the naming convention
        if old is not None:
            before = ops.CreateCheckConstraintOp(full, table_name, text(old), schema=schema)
            changes.ops.append(
                ops.DropConstraintOp(
                    full, table_name, type_="check", schema=schema, _reverse=before
                )
            )
        if new is not None:
            changes.ops.append(
                ops.CreateCheckConstraintOp(full, table_name, text(new), schema=schema)
            )


def _checks(model: Table, stored: Table, dialect: Any) -> dict[str, str]:
    """The CHECKs of a model by name, but those that come along with a column that is new."""
    new_columns = [column for column in model.columns if column.name not in stored.columns]
    along = {
        str(column.type.name)
        for column in new_columns
        if isinstance(column.type, Enum) and column.type.create_constraint
    }
    found = {}
    for one in model.constraints:
        if not isinstance(one, CheckConstraint):
            continue
        written = one.sqltext.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        name = dialect.identifier_preparer.format_constraint(one).strip('"')
        if not any(name.endswith(f"_{suffix}") for suffix in along):
            found[name] = str(written).replace(f"{model.name}.", "")
    return found


def _same(old: str, new: str, is_exact: bool) -> bool:
    return old == new if is_exact else _WORD.findall(old) == _WORD.findall(new)
