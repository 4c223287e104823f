"""What HR keeps: rules of programs in full, money, documents, spreadsheets, erasures, proposals.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "program_call",
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_program_call_program_id_program")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_call")),
        sa.UniqueConstraint(
            "program_id", "year", "opens_on", name=op.f("uq_program_call_program_id")
        ),
    )
    op.create_table(
        "erasure",
        sa.Column("researcher_id", sa.Integer(), nullable=False),
        sa.Column("extent", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_label", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_label", sa.String(length=200), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("word", sa.String(length=500), nullable=True),
        sa.Column("erased", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_erasure_asked_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_erasure_decided_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["researcher_id"], ["researcher.id"], name=op.f("fk_erasure_researcher_id_researcher")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_erasure_researcher_id"), ["researcher_id"], unique=False
        )

    op.create_table(
        "program_stage",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("next", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["program_version.id"],
            name=op.f("fk_program_stage_version_id_program_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_stage")),
        sa.UniqueConstraint("version_id", "stage", name=op.f("uq_program_stage_version_id")),
    )
    op.create_table(
        "proposed_change",
        sa.Column("researcher_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("word", sa.String(length=500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_proposed_change_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_proposed_change_decided_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["researcher_id"],
            ["researcher.id"],
            name=op.f("fk_proposed_change_researcher_id_researcher"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_change")),
    )
    with op.batch_alter_table("proposed_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposed_change_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_proposed_change_researcher_id"), ["researcher_id"], unique=False
        )

    op.create_table(
        "review_point",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["program_version.id"],
            name=op.f("fk_review_point_version_id_program_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_point")),
    )
    with op.batch_alter_table("review_point", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_review_point_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "sheet_import",
        sa.Column("list", sa.String(length=20), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("mode", sa.String(length=15), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("fault", sa.String(length=60), nullable=True),
        sa.Column("fault_places", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sheet_import_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_sheet_import_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_import")),
        sa.UniqueConstraint("file_id", name=op.f("uq_sheet_import_file_id")),
    )
    with op.batch_alter_table("sheet_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sheet_import_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "sheet_row",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.Column("back", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["sheet_import.id"], name=op.f("fk_sheet_row_import_id_sheet_import")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_row")),
    )
    with op.batch_alter_table("sheet_row", schema=None) as batch_op:
        batch_op.create_index("ix_sheet_row_import", ["import_id", "number"], unique=False)

    op.create_table(
        "document",
        sa.Column("researcher_id", sa.Integer(), nullable=False),
        sa.Column("hire_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_document_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_document_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(["hire_id"], ["hire.id"], name=op.f("fk_document_hire_id_hire")),
        sa.ForeignKeyConstraint(
            ["researcher_id"], ["researcher.id"], name=op.f("fk_document_researcher_id_researcher")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("file_id", name=op.f("uq_document_file_id")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_hire_id"), ["hire_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_document_researcher_id"), ["researcher_id"], unique=False
        )

    op.create_table(
        "funding_line",
        sa.Column("hire_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("planned", sa.LargeBinary(), nullable=True),
        sa.Column("paid", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hire_id"], ["hire.id"], name=op.f("fk_funding_line_hire_id_hire")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_line")),
        sa.UniqueConstraint(
            "hire_id", "kind", "year", "currency", name=op.f("uq_funding_line_hire_id")
        ),
    )
    with op.batch_alter_table("funding_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funding_line_year"), ["year"], unique=False)

    op.create_table(
        "rule_override",
        sa.Column("hire_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("rule", sa.String(length=30), nullable=False),
        sa.Column("text_en", sa.String(length=500), nullable=False),
        sa.Column("text_zh", sa.String(length=500), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_rule_override_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["hire_id"], ["hire.id"], name=op.f("fk_rule_override_hire_id_hire")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_override")),
    )
    with op.batch_alter_table("rule_override", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rule_override_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_rule_override_hire_id"), ["hire_id"], unique=False)

    with op.batch_alter_table("personnel", schema=None) as batch_op:
        batch_op.add_column(sa.Column("identity_mark", sa.String(length=140), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_personnel_identity_mark"), ["identity_mark"], unique=False
        )

    with op.batch_alter_table("researcher", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("researcher", schema=None) as batch_op:
        batch_op.drop_column("erased_at")

    with op.batch_alter_table("personnel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_personnel_identity_mark"))
        batch_op.drop_column("identity_mark")

    with op.batch_alter_table("rule_override", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_override_hire_id"))
        batch_op.drop_index(batch_op.f("ix_rule_override_account_id"))

    op.drop_table("rule_override")
    with op.batch_alter_table("funding_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funding_line_year"))

    op.drop_table("funding_line")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_researcher_id"))
        batch_op.drop_index(batch_op.f("ix_document_hire_id"))
        batch_op.drop_index(batch_op.f("ix_document_account_id"))

    op.drop_table("document")
    with op.batch_alter_table("sheet_row", schema=None) as batch_op:
        batch_op.drop_index("ix_sheet_row_import")

    op.drop_table("sheet_row")
    with op.batch_alter_table("sheet_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_import_account_id"))

    op.drop_table("sheet_import")
    with op.batch_alter_table("review_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_point_version_id"))

    op.drop_table("review_point")
    with op.batch_alter_table("proposed_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposed_change_researcher_id"))
        batch_op.drop_index(batch_op.f("ix_proposed_change_account_id"))

    op.drop_table("proposed_change")
    op.drop_table("program_stage")
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_researcher_id"))

    op.drop_table("erasure")
    op.drop_table("program_call")
    op.drop_table("stored_file")
