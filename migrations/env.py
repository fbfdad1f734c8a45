"""How Alembic runs here: on the connection it is handed, inside the caller's transaction."""

from alembic import context

from closeloop.store.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
