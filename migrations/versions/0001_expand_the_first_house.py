"""expand: the house as first built."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "directory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rules_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("directory_pk")),
    )
    op.create_table(
        "framework",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("framework_pk")),
        sa.UniqueConstraint("name", "version", name="a_version_has_one_text"),
    )
    op.create_table(
        "holiday",
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("on_day", name=op.f("holiday_pk")),
    )
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("move_no", sa.Integer(), nullable=False),
        sa.Column("stay_no", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("marks", sa.String(), nullable=False),
        sa.Column("tallies", sa.JSON(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("item_pk")),
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("item_by_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("item_by_moved_at"), ["moved_at"], unique=False)
        batch_op.create_index(batch_op.f("item_by_state"), ["state"], unique=False)

    op.create_table(
        "kept",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("kept_pk")),
    )
    op.create_table(
        "node",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pulse_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("skew_seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("node_pk")),
    )
    op.create_table(
        "seal",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_entry_id", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("chains", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("seal_pk")),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("sign_in_try_pk")),
    )
    with op.batch_alter_table("sign_in_try", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("sign_in_try_by_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("sign_in_try_by_whose"), ["whose"], unique=False)

    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("changed_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["team.id"], name=op.f("team_parent_id_is_a_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("team_pk")),
        sa.UniqueConstraint("name", name=op.f("team_name_once")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("team_by_changed_no"), ["changed_no"], unique=False)

    op.create_table(
        "workflow",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("workflow_pk")),
    )
    op.create_table(
        "drift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("standing_as", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("drift_item_id_is_a_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("drift_pk")),
        sa.UniqueConstraint("item_id", "standing_as", name="no_rule_stands_twice"),
    )
    with op.batch_alter_table("drift", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("drift_by_cleared_at"), ["cleared_at"], unique=False)
        batch_op.create_index(
            "drift_that_stands",
            ["item_id"],
            unique=False,
            postgresql_where=sa.text("standing_as IS NOT NULL"),
            sqlite_where=sa.text("standing_as IS NOT NULL"),
        )

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("absent_from", sa.Date(), nullable=True),
        sa.Column("absent_to", sa.Date(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("leaves_on", sa.Date(), nullable=True),
        sa.Column("changed_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["person.id"], name=op.f("person_deputy_id_is_a_person")
        ),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["person.id"], name=op.f("person_manager_id_is_a_person")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("person_team_id_is_a_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("person_pk")),
        sa.UniqueConstraint("email", name=op.f("person_email_once")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("person_by_changed_no"), ["changed_no"], unique=False)

    op.create_table(
        "timer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("stay_no", sa.Integer(), nullable=False),
        sa.Column("since_no", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("timer_item_id_is_a_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("timer_pk")),
        sa.UniqueConstraint("item_id", "clock", "since_no", "turn", name="no_clock_runs_twice"),
    )
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.create_index(
            "timer_due",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("running AND NOT held"),
            sqlite_where=sa.text("running AND NOT held"),
        )
        batch_op.create_index(
            "timer_set_aside",
            ["item_id"],
            unique=False,
            postgresql_where=sa.text("tries >= 5"),
            sqlite_where=sa.text("tries >= 5"),
        )

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("answer_by_id_is_a_person")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("answer_item_id_is_a_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("answer_pk")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("answer_by_item_id"), ["item_id"], unique=False)

    op.create_table(
        "answered",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body_digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("answered_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "method", "path", "key", name=op.f("answered_pk")),
    )
    with op.batch_alter_table("answered", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("answered_by_at"), ["at"], unique=False)

    op.create_table(
        "asked",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asks", sa.String(), nullable=False),
        sa.Column("stay_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("asked_item_id_is_a_item")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("asked_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("item_id", "person_id", "asks", name=op.f("asked_pk")),
    )
    with op.batch_alter_table("asked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("asked_by_person_id"), ["person_id"], unique=False)

    op.create_table(
        "audit_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("child_ref", sa.String(), nullable=False),
        sa.Column("audited_on", sa.Date(), nullable=False),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("overall_grade", sa.String(), nullable=True),
        sa.Column("with_worker", sa.Boolean(), nullable=True),
        sa.Column("voices", sa.String(), nullable=True),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("audit_draft_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_draft_pk")),
    )
    with op.batch_alter_table("audit_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("audit_draft_by_person_id"), ["person_id"], unique=False)

    op.create_table(
        "child",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("practitioner_id", sa.Integer(), nullable=True),
        sa.Column("iro_id", sa.Integer(), nullable=True),
        sa.Column("cp_chair_id", sa.Integer(), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("change_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cp_chair_id"], ["person.id"], name=op.f("child_cp_chair_id_is_a_person")
        ),
        sa.ForeignKeyConstraint(["iro_id"], ["person.id"], name=op.f("child_iro_id_is_a_person")),
        sa.ForeignKeyConstraint(
            ["practitioner_id"], ["person.id"], name=op.f("child_practitioner_id_is_a_person")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("child_team_id_is_a_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("child_pk")),
        sa.UniqueConstraint("ref", name=op.f("child_ref_once")),
    )
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("child_by_cp_chair_id"), ["cp_chair_id"], unique=False)
        batch_op.create_index(batch_op.f("child_by_iro_id"), ["iro_id"], unique=False)
        batch_op.create_index(
            batch_op.f("child_by_practitioner_id"), ["practitioner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("child_by_restricted"), ["restricted"], unique=False)
        batch_op.create_index(batch_op.f("child_by_team_id"), ["team_id"], unique=False)

    op.create_table(
        "claim",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("stay_no", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("claim_item_id_is_a_item")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("claim_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("claim_pk")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("claim_by_person_id"), ["person_id"], unique=False)

    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("declared_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["declared_by"], ["person.id"], name=op.f("closure_declared_by_is_a_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("closure_pk")),
    )
    op.create_table(
        "draft",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("draft_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "path", name=op.f("draft_pk")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("draft_by_saved_at"), ["saved_at"], unique=False)

    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("acting_for_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["acting_for_id"], ["person.id"], name=op.f("entry_acting_for_id_is_a_person")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("entry_actor_id_is_a_person")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("entry_item_id_is_a_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("entry_pk")),
        sa.UniqueConstraint("item_id", "seq", name="no_chain_forks"),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("entry_by_at"), ["at"], unique=False)

    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("handover_by_id_is_a_person")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("handover_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("handover_pk")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("handover_by_person_id"), ["person_id"], unique=False)

    op.create_table(
        "impact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("difference", sa.String(), nullable=False),
        sa.Column("voice", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ask_again_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("impact_by_id_is_a_person")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("impact_item_id_is_a_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("impact_pk")),
    )
    with op.batch_alter_table("impact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("impact_by_item_id"), ["item_id"], unique=False)

    op.create_table(
        "import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("import_by_id_is_a_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("import_pk")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("goes", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("may_be_out", sa.Boolean(), nullable=False),
        sa.Column("failing_since_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_by", sa.String(), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("letter_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("letter_pk")),
        sa.UniqueConstraint("message_id", name=op.f("letter_message_id_once")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(
            "letter_lost",
            ["id"],
            unique=False,
            postgresql_where=sa.text("state IN ('aside', 'not_delivered')"),
            sqlite_where=sa.text("state IN ('aside', 'not_delivered')"),
        )
        batch_op.create_index("letter_of_a_day", ["person_id", "sent_at"], unique=False)
        batch_op.create_index(
            "letter_to_go",
            ["again_at"],
            unique=False,
            postgresql_where=sa.text("state IN ('waiting', 'sending')"),
            sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        )

    op.create_table(
        "letter_wishes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.Column("at_minute", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("letter_wishes_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("letter_wishes_pk")),
    )
    op.create_table(
        "ownership",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("ownership_item_id_is_a_item")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("ownership_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("item_id", "person_id", name=op.f("ownership_pk")),
    )
    op.create_table(
        "parked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("parked_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("parked_pk")),
    )
    with op.batch_alter_table("parked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("parked_by_person_id"), ["person_id"], unique=False)

    op.create_table(
        "password",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("password_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("password_pk")),
    )
    op.create_table(
        "pressed",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leads_to", sa.String(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("pressed_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pressed_pk")),
    )
    with op.batch_alter_table("pressed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("pressed_by_at"), ["at"], unique=False)

    op.create_table(
        "second_factor",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("second_factor_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("second_factor_pk")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("sign_in_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sign_in_pk")),
        sa.UniqueConstraint("hash", name=op.f("sign_in_hash_once")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("sign_in_by_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("sign_in_link_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sign_in_link_pk")),
        sa.UniqueConstraint("hash", name=op.f("sign_in_link_hash_once")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("sign_in_link_by_person_id"), ["person_id"], unique=False)

    op.create_table(
        "supervision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supervisee_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("supervision_by_id_is_a_person")
        ),
        sa.ForeignKeyConstraint(
            ["supervisee_id"], ["person.id"], name=op.f("supervision_supervisee_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("supervision_pk")),
    )
    with op.batch_alter_table("supervision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("supervision_by_by_id"), ["by_id"], unique=False)
        batch_op.create_index(
            batch_op.f("supervision_by_supervisee_id"), ["supervisee_id"], unique=False
        )

    op.create_table(
        "team_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("team_meeting_by_id_is_a_person")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("team_meeting_team_id_is_a_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("team_meeting_pk")),
    )
    with op.batch_alter_table("team_meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("team_meeting_by_team_id"), ["team_id"], unique=False)

    op.create_table(
        "token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("token_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("token_pk")),
        sa.UniqueConstraint("hash", name=op.f("token_hash_once")),
    )
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("token_by_person_id"), ["person_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("audited_on", sa.Date(), nullable=False),
        sa.Column("auditor_id", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("overall_grade", sa.String(), nullable=True),
        sa.Column("came_by", sa.String(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=True),
        sa.Column("status_then", sa.String(), nullable=False),
        sa.Column("with_worker", sa.Boolean(), nullable=True),
        sa.Column("voices", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["auditor_id"], ["person.id"], name=op.f("audit_auditor_id_is_a_person")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("audit_child_id_is_a_child")),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("audit_entered_by_is_a_person")
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("audit_framework_id_is_a_framework")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_pk")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("audit_by_audited_on"), ["audited_on"], unique=False)
        batch_op.create_index(batch_op.f("audit_by_auditor_id"), ["auditor_id"], unique=False)
        batch_op.create_index(batch_op.f("audit_by_child_id"), ["child_id"], unique=False)

    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supervision_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("correction_by_id_is_a_person")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("correction_item_id_is_a_item")
        ),
        sa.ForeignKeyConstraint(
            ["supervision_id"],
            ["supervision.id"],
            name=op.f("correction_supervision_id_is_a_supervision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("correction_pk")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("correction_by_supervision_id"), ["supervision_id"], unique=False
        )

    op.create_table(
        "discussed",
        sa.Column("supervision_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("agreed_due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("discussed_item_id_is_a_item")),
        sa.ForeignKeyConstraint(
            ["supervision_id"],
            ["supervision.id"],
            name=op.f("discussed_supervision_id_is_a_supervision"),
        ),
        sa.PrimaryKeyConstraint("supervision_id", "item_id", name=op.f("discussed_pk")),
    )
    with op.batch_alter_table("discussed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("discussed_by_item_id"), ["item_id"], unique=False)

    op.create_table(
        "draft_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("standard", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("impact", sa.Text(), nullable=True),
        sa.Column("expected", sa.Text(), nullable=True),
        sa.Column("seen_by", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["audit_draft.id"], name=op.f("draft_finding_draft_id_is_a_audit_draft")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("draft_finding_owner_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("draft_finding_pk")),
    )
    with op.batch_alter_table("draft_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("draft_finding_by_draft_id"), ["draft_id"], unique=False)

    op.create_table(
        "escalation",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("receiver_is", sa.String(), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=True),
        sa.Column("raised_as", sa.String(), nullable=True),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("asks", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open_on", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"], ["item.id"], name=op.f("escalation_action_id_is_a_item")
        ),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("escalation_child_id_is_a_child")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("escalation_item_id_is_a_item")
        ),
        sa.ForeignKeyConstraint(
            ["raised_by"], ["person.id"], name=op.f("escalation_raised_by_is_a_person")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("escalation_pk")),
        sa.UniqueConstraint("open_on", name=op.f("escalation_open_on_once")),
    )
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("escalation_by_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("escalation_by_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("escalation_by_raised_by"), ["raised_by"], unique=False)

    op.create_table(
        "footprint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("footprint_by_id_is_a_person")),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("footprint_child_id_is_a_child")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("footprint_pk")),
    )
    with op.batch_alter_table("footprint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("footprint_by_at"), ["at"], unique=False)
        batch_op.create_index("footprint_of_child", ["child_id", "on"], unique=False)

    op.create_table(
        "handed",
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["about_id"], ["person.id"], name=op.f("handed_about_id_is_a_person")
        ),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("handed_child_id_is_a_child")
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handover.id"], name=op.f("handed_handover_id_is_a_handover")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("handed_item_id_is_a_item")),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"], name=op.f("handed_to_id_is_a_person")),
        sa.PrimaryKeyConstraint("handover_id", "place", name=op.f("handed_pk")),
    )
    op.create_table(
        "point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("standard", sa.String(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("offered_by", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["team_meeting.id"], name=op.f("point_meeting_id_is_a_team_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["offered_by"], ["person.id"], name=op.f("point_offered_by_is_a_person")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("point_team_id_is_a_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("point_pk")),
    )
    with op.batch_alter_table("point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("point_by_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("point_by_team_id"), ["team_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("standard", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("repeats_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["about_id"], ["person.id"], name=op.f("finding_about_id_is_a_person")
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("finding_audit_id_is_a_audit")
        ),
        sa.ForeignKeyConstraint(
            ["repeats_id"], ["finding.id"], name=op.f("finding_repeats_id_is_a_finding")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("finding_pk")),
        sa.UniqueConstraint("audit_id", "digest", name="no_finding_stands_twice_in_an_audit"),
        sa.UniqueConstraint("audit_id", "place", name="no_two_findings_share_a_place"),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("finding_by_about_id"), ["about_id"], unique=False)

    op.create_table(
        "judgement",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("standard", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("judgement_audit_id_is_a_audit")
        ),
        sa.PrimaryKeyConstraint("audit_id", "standard", name=op.f("judgement_pk")),
    )
    op.create_table(
        "moderation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("moderation_audit_id_is_a_audit")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("moderation_by_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("moderation_pk")),
    )
    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("moderation_by_audit_id"), ["audit_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("audit_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("asks", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("stay_no", sa.Integer(), nullable=False),
        sa.Column("goes", sa.String(), nullable=False),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("notice_audit_id_is_a_audit")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("notice_item_id_is_a_item")),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("notice_letter_id_is_a_letter")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("notice_person_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("notice_pk")),
        sa.UniqueConstraint("item_id", "person_id", "reason", name="nobody_is_told_twice"),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            "notice_aside",
            ["id"],
            unique=False,
            postgresql_where=sa.text("state = 'aside'"),
            sqlite_where=sa.text("state = 'aside'"),
        )
        batch_op.create_index(batch_op.f("notice_by_letter_id"), ["letter_id"], unique=False)
        batch_op.create_index(
            "notice_waiting",
            ["look_at", "person_id"],
            unique=False,
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "action",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=True),
        sa.Column("expected", sa.Text(), nullable=True),
        sa.Column("seen_by", sa.Text(), nullable=True),
        sa.Column("first_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("action_audit_id_is_a_audit")
        ),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("action_child_id_is_a_child")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("action_finding_id_is_a_finding")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("action_item_id_is_a_item")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("action_owner_id_is_a_person")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("action_pk")),
        sa.UniqueConstraint("finding_id", name=op.f("action_finding_id_once")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("action_by_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("action_by_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("action_by_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "celebrated",
        sa.Column("supervision_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("celebrated_finding_id_is_a_finding")
        ),
        sa.ForeignKeyConstraint(
            ["supervision_id"],
            ["supervision.id"],
            name=op.f("celebrated_supervision_id_is_a_supervision"),
        ),
        sa.PrimaryKeyConstraint("supervision_id", "finding_id", name=op.f("celebrated_pk")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("celebrated")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("action_by_owner_id"))
        batch_op.drop_index(batch_op.f("action_by_child_id"))
        batch_op.drop_index(batch_op.f("action_by_audit_id"))

    op.drop_table("action")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(
            "notice_waiting",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(batch_op.f("notice_by_letter_id"))
        batch_op.drop_index(
            "notice_aside",
            postgresql_where=sa.text("state = 'aside'"),
            sqlite_where=sa.text("state = 'aside'"),
        )

    op.drop_table("notice")
    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("moderation_by_audit_id"))

    op.drop_table("moderation")
    op.drop_table("judgement")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("finding_by_about_id"))

    op.drop_table("finding")
    with op.batch_alter_table("point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("point_by_team_id"))
        batch_op.drop_index(batch_op.f("point_by_meeting_id"))

    op.drop_table("point")
    op.drop_table("handed")
    with op.batch_alter_table("footprint", schema=None) as batch_op:
        batch_op.drop_index("footprint_of_child")
        batch_op.drop_index(batch_op.f("footprint_by_at"))

    op.drop_table("footprint")
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("escalation_by_raised_by"))
        batch_op.drop_index(batch_op.f("escalation_by_child_id"))
        batch_op.drop_index(batch_op.f("escalation_by_action_id"))

    op.drop_table("escalation")
    with op.batch_alter_table("draft_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("draft_finding_by_draft_id"))

    op.drop_table("draft_finding")
    with op.batch_alter_table("discussed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("discussed_by_item_id"))

    op.drop_table("discussed")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("correction_by_supervision_id"))

    op.drop_table("correction")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("audit_by_child_id"))
        batch_op.drop_index(batch_op.f("audit_by_auditor_id"))
        batch_op.drop_index(batch_op.f("audit_by_audited_on"))

    op.drop_table("audit")
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("token_by_person_id"))

    op.drop_table("token")
    with op.batch_alter_table("team_meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("team_meeting_by_team_id"))

    op.drop_table("team_meeting")
    with op.batch_alter_table("supervision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("supervision_by_supervisee_id"))
        batch_op.drop_index(batch_op.f("supervision_by_by_id"))

    op.drop_table("supervision")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("sign_in_link_by_person_id"))

    op.drop_table("sign_in_link")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("sign_in_by_person_id"))

    op.drop_table("sign_in")
    op.drop_table("second_factor")
    with op.batch_alter_table("pressed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("pressed_by_at"))

    op.drop_table("pressed")
    op.drop_table("password")
    with op.batch_alter_table("parked", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("parked_by_person_id"))

    op.drop_table("parked")
    op.drop_table("ownership")
    op.drop_table("letter_wishes")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(
            "letter_to_go",
            postgresql_where=sa.text("state IN ('waiting', 'sending')"),
            sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        )
        batch_op.drop_index("letter_of_a_day")
        batch_op.drop_index(
            "letter_lost",
            postgresql_where=sa.text("state IN ('aside', 'not_delivered')"),
            sqlite_where=sa.text("state IN ('aside', 'not_delivered')"),
        )

    op.drop_table("letter")
    op.drop_table("import")
    with op.batch_alter_table("impact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("impact_by_item_id"))

    op.drop_table("impact")
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("handover_by_person_id"))

    op.drop_table("handover")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("entry_by_at"))

    op.drop_table("entry")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("draft_by_saved_at"))

    op.drop_table("draft")
    op.drop_table("closure")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("claim_by_person_id"))

    op.drop_table("claim")
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("child_by_team_id"))
        batch_op.drop_index(batch_op.f("child_by_restricted"))
        batch_op.drop_index(batch_op.f("child_by_practitioner_id"))
        batch_op.drop_index(batch_op.f("child_by_iro_id"))
        batch_op.drop_index(batch_op.f("child_by_cp_chair_id"))

    op.drop_table("child")
    with op.batch_alter_table("audit_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("audit_draft_by_person_id"))

    op.drop_table("audit_draft")
    with op.batch_alter_table("asked", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("asked_by_person_id"))

    op.drop_table("asked")
    with op.batch_alter_table("answered", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("answered_by_at"))

    op.drop_table("answered")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("answer_by_item_id"))

    op.drop_table("answer")
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.drop_index(
            "timer_set_aside",
            postgresql_where=sa.text("tries >= 5"),
            sqlite_where=sa.text("tries >= 5"),
        )
        batch_op.drop_index(
            "timer_due",
            postgresql_where=sa.text("running AND NOT held"),
            sqlite_where=sa.text("running AND NOT held"),
        )

    op.drop_table("timer")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("person_by_changed_no"))

    op.drop_table("person")
    with op.batch_alter_table("drift", schema=None) as batch_op:
        batch_op.drop_index(
            "drift_that_stands",
            postgresql_where=sa.text("standing_as IS NOT NULL"),
            sqlite_where=sa.text("standing_as IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("drift_by_cleared_at"))

    op.drop_table("drift")
    op.drop_table("workflow")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("team_by_changed_no"))

    op.drop_table("team")
    with op.batch_alter_table("sign_in_try", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("sign_in_try_by_whose"))
        batch_op.drop_index(batch_op.f("sign_in_try_by_at"))

    op.drop_table("sign_in_try")
    op.drop_table("seal")
    op.drop_table("node")
    op.drop_table("kept")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("item_by_state"))
        batch_op.drop_index(batch_op.f("item_by_moved_at"))
        batch_op.drop_index(batch_op.f("item_by_due_at"))

    op.drop_table("item")
    op.drop_table("holiday")
    op.drop_table("framework")
    op.drop_table("directory")
