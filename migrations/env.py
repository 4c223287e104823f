"""How Alembic finds the tables and the database: both are the application's."""

from alembic import context
from sqlalchemy.schema import SchemaItem

from registry.core.db import db as database

config = context.config
config.set_main_option(
    "sqlalchemy.url",
    database.engine.url.render_as_string(hide_password=False).replace("%", "%%"),
)


def ours(
    item: SchemaItem, name: str | None, kind: str, reflected: bool, compare_to: SchemaItem | None
) -> bool:
    """Tables that the models know; the indexes of full-text search make some of their own."""
    return not (kind == "table" and reflected and compare_to is None)


with database.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        # a batch copies a table and drops the old one; what points at it must not go with it
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        include_object=ours,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        sqlite = connection.connection.driver_connection
        sqlite.execute("PRAGMA foreign_keys=ON")
        broken = sqlite.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows point at nothing after the migration: {broken[:5]}")
