"""What every table shares: the base, and a moment that always says its zone."""

from datetime import UTC, datetime
from typing import cast

from sqlalchemy import DateTime, Dialect, MetaData, String, Table, TypeDecorator
from sqlalchemy.orm import DeclarativeBase


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; a naive one is refused, on SQLite as on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a moment that does not say in which zone it is."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value if value is None or value.tzinfo is UTC else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Say the zone that SQLite forgets, and UTC where PostgreSQL speaks of its own."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(DeclarativeBase):
    """A table of closeloop."""

    metadata = MetaData(
        naming_convention={
            "ix": "%(table_name)s_by_%(column_0_N_name)s",
            "fk": "%(table_name)s_%(column_0_name)s_is_a_%(referred_table_name)s",
            "pk": "%(table_name)s_pk",
            "uq": "%(table_name)s_%(column_0_N_name)s_once",
        }
    )
    type_annotation_map = {datetime: Instant, str: String}  # noqa: RUF012 - read by SQLAlchemy


def table_of(row: type[Row]) -> Table:
    """The table itself, for statements that are made once and asked without the ORM's round."""
    return cast("Table", row.__table__)
