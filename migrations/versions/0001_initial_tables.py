"""The first tables.

Revision 0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "goal_set",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_set")),
        sa.UniqueConstraint("code", name=op.f("uq_goal_set_code")),
    )
    op.create_table(
        "known_pair",
        sa.Column("preprint", sa.String(length=500), nullable=False),
        sa.Column("article", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_pair")),
        sa.UniqueConstraint("preprint", "article", name=op.f("uq_known_pair_preprint")),
    )
    with op.batch_alter_table("known_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_known_pair_article"), ["article"], unique=False)

    op.create_table(
        "limit_state",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("interval", sa.Float(), nullable=False),
        sa.Column("at_once", sa.Integer(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_limit_state")),
    )
    op.create_table(
        "output",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("work_type", sa.String(length=40), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_markup", sa.Text(), nullable=True),
        sa.Column("subtitle", sa.Text(), nullable=True),
        sa.Column("original_title", sa.Text(), nullable=True),
        sa.Column("abstract", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=True),
        sa.Column("container_title", sa.Text(), nullable=True),
        sa.Column("short_container_title", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("volume", sa.String(length=100), nullable=True),
        sa.Column("issue", sa.String(length=100), nullable=True),
        sa.Column("pages", sa.String(length=100), nullable=True),
        sa.Column("article_number", sa.String(length=100), nullable=True),
        sa.Column("doi", sa.String(length=2048), nullable=True),
        sa.Column("dates", sa.JSON(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("year_is_guess", sa.Boolean(), nullable=False),
        sa.Column("cited_by", sa.Integer(), nullable=True),
        sa.Column("cited_by_at", sa.DateTime(), nullable=True),
        sa.Column("references_count", sa.Integer(), nullable=True),
        sa.Column("source_sha256", sa.String(length=64), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("version_of_record_id", sa.Integer(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("byline_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_of_record_id"],
            ["output.id"],
            name=op.f("fk_output_version_of_record_id_output"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_output")),
        sa.UniqueConstraint("doi", name=op.f("uq_output_doi")),
    )
    with op.batch_alter_table("output", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_output_checked_at"), ["checked_at"], unique=False)
        batch_op.create_index("ix_output_kind_year", ["kind", "year", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_output_version_of_record_id"), ["version_of_record_id"], unique=False
        )
        batch_op.create_index("ix_output_year", ["year", "id"], unique=False)

    op.create_table(
        "prefix_agency",
        sa.Column("prefix", sa.String(length=50), nullable=False),
        sa.Column("agency", sa.String(length=100), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_prefix_agency")),
    )
    op.create_table(
        "program",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("name_zh", sa.String(length=300), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("granting_body", sa.String(length=300), nullable=False),
        sa.Column("granting_body_zh", sa.String(length=300), nullable=False),
        sa.Column("publicity", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("overlap_group", sa.String(length=40), nullable=True),
        sa.Column("successor_code", sa.String(length=40), nullable=True),
        sa.Column("set_here", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program")),
        sa.UniqueConstraint("code", name=op.f("uq_program_code")),
    )
    op.create_table(
        "researcher",
        sa.Column("orcid", sa.String(length=19), nullable=True),
        sa.Column("orcid_authenticated", sa.Boolean(), nullable=False),
        sa.Column("visible", sa.Boolean(), nullable=False),
        sa.Column("employee_number", sa.String(length=40), nullable=True),
        sa.Column("work_email", sa.String(length=254), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("sort_name", sa.String(length=400), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["researcher.id"],
            name=op.f("fk_researcher_merged_into_id_researcher"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_researcher")),
        sa.UniqueConstraint("employee_number", name=op.f("uq_researcher_employee_number")),
        sa.UniqueConstraint("orcid", name=op.f("uq_researcher_orcid")),
    )
    with op.batch_alter_table("researcher", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_researcher_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_index("ix_researcher_sort_name", ["sort_name", "id"], unique=False)

    op.create_table(
        "sample_row",
        sa.Column("table_name", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("table_name", "row_id", name=op.f("pk_sample_row")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_key", ["key_hash", "created_at"], unique=False)

    op.create_table(
        "unit",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("ror", sa.String(length=30), nullable=True),
        sa.Column("ours_from", sa.Date(), nullable=True),
        sa.Column("ours_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
        sa.UniqueConstraint("ror", name=op.f("uq_unit_ror")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "worker_seen",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_seen")),
    )
    op.create_table(
        "account",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=True),
        sa.Column("researcher_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["researcher_id"], ["researcher.id"], name=op.f("fk_account_researcher_id_researcher")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_researcher_id"), ["researcher_id"], unique=False
        )

    op.create_table(
        "byline",
        sa.Column("output_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=True),
        sa.Column("given", sa.Text(), nullable=True),
        sa.Column("suffix", sa.String(length=100), nullable=True),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("orcid", sa.String(length=19), nullable=True),
        sa.Column("orcid_authenticated", sa.Boolean(), nullable=True),
        sa.Column("sequence", sa.String(length=20), nullable=True),
        sa.Column("corresponding", sa.Boolean(), nullable=True),
        sa.Column("equal_contribution", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["output_id"],
            ["output.id"],
            name=op.f("fk_byline_output_id_output"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_byline")),
        sa.UniqueConstraint("output_id", "position", name=op.f("uq_byline_output_id")),
    )
    with op.batch_alter_table("byline", schema=None) as batch_op:
        batch_op.create_index("ix_byline_orcid", ["orcid"], unique=False)

    op.create_table(
        "goal",
        sa.Column("goal_set_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("title_zh", sa.String(length=300), nullable=False),
        sa.Column("translation", sa.String(length=30), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("statement_zh", sa.Text(), nullable=False),
        sa.Column("keywords_en", sa.Text(), nullable=False),
        sa.Column("keywords_zh", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["goal_set_id"], ["goal_set.id"], name=op.f("fk_goal_goal_set_id_goal_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
        sa.UniqueConstraint("code", name=op.f("uq_goal_code")),
    )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_goal_set_id"), ["goal_set_id"], unique=False)

    op.create_table(
        "orcid_consent",
        sa.Column("researcher_id", sa.Integer(), nullable=False),
        sa.Column("orcid", sa.String(length=19), nullable=False),
        sa.Column("scope", sa.String(length=200), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["researcher_id"],
            ["researcher.id"],
            name=op.f("fk_orcid_consent_researcher_id_researcher"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orcid_consent")),
        sa.UniqueConstraint("researcher_id", name=op.f("uq_orcid_consent_researcher_id")),
    )
    op.create_table(
        "output_funder",
        sa.Column("output_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("identifier", sa.String(length=200), nullable=True),
        sa.Column("awards", sa.JSON(), nullable=False),
        sa.Column("awards_raw", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["output_id"],
            ["output.id"],
            name=op.f("fk_output_funder_output_id_output"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_output_funder")),
    )
    with op.batch_alter_table("output_funder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_output_funder_output_id"), ["output_id"], unique=False)

    op.create_table(
        "output_identifier",
        sa.Column("output_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=2048), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["output_id"],
            ["output.id"],
            name=op.f("fk_output_identifier_output_id_output"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_output_identifier")),
    )
    with op.batch_alter_table("output_identifier", schema=None) as batch_op:
        batch_op.create_index("ix_output_identifier_output", ["output_id"], unique=False)
        batch_op.create_index("ix_output_identifier_value", ["scheme", "value"], unique=False)

    op.create_table(
        "output_mark",
        sa.Column("output_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("sayers", sa.JSON(), nullable=False),
        sa.Column("other_doi", sa.String(length=2048), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["output.id"],
            name=op.f("fk_output_mark_other_id_output"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["output_id"],
            ["output.id"],
            name=op.f("fk_output_mark_output_id_output"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_output_mark")),
        sa.UniqueConstraint("output_id", "key", name=op.f("uq_output_mark_output_id")),
    )
    with op.batch_alter_table("output_mark", schema=None) as batch_op:
        batch_op.create_index("ix_output_mark_date", ["role", "date", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_output_mark_other_id"), ["other_id"], unique=False)

    op.create_table(
        "output_relation",
        sa.Column("output_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=2048), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("asserted_by", sa.String(length=40), nullable=True),
        sa.Column("label", sa.String(length=200), nullable=True),
        sa.Column("date", sa.String(length=10), nullable=True),
        sa.Column("record_id", sa.String(length=60), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["output.id"],
            name=op.f("fk_output_relation_other_id_output"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["output_id"],
            ["output.id"],
            name=op.f("fk_output_relation_output_id_output"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_output_relation")),
    )
    with op.batch_alter_table("output_relation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_output_relation_other_id"), ["other_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_output_relation_output_id"), ["output_id"], unique=False
        )

    op.create_table(
        "personnel",
        sa.Column("researcher_id", sa.Integer(), nullable=False),
        sa.Column("birth_date", sa.String(length=10), nullable=True),
        sa.Column("gender", sa.String(length=20), nullable=True),
        sa.Column("nationality", sa.String(length=2), nullable=True),
        sa.Column("highest_degree", sa.String(length=100), nullable=True),
        sa.Column("degree_year", sa.Integer(), nullable=True),
        sa.Column("previous_employer", sa.String(length=300), nullable=True),
        sa.Column("private_contact", sa.String(length=300), nullable=True),
        sa.Column("identity_kind", sa.String(length=20), nullable=True),
        sa.Column("identity_number", sa.LargeBinary(), nullable=True),
        sa.Column("bank_account", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["researcher_id"], ["researcher.id"], name=op.f("fk_personnel_researcher_id_researcher")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personnel")),
        sa.UniqueConstraint("researcher_id", name=op.f("uq_personnel_researcher_id")),
    )
    op.create_table(
        "post",
        sa.Column("researcher_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=30), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_post_post_dates")
        ),
        sa.ForeignKeyConstraint(
            ["researcher_id"], ["researcher.id"], name=op.f("fk_post_researcher_id_researcher")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_post_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_researcher_id"), ["researcher_id"], unique=False)
        batch_op.create_index("ix_post_unit", ["unit_id", "starts_on"], unique=False)

    op.create_table(
        "program_version",
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("term_years", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("sourced", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("note_zh", sa.Text(), nullable=True),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        sa.Column("to_configure", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_program_version_program_id_program")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_version")),
    )
    with op.batch_alter_table("program_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_program_version_program_id"), ["program_id"], unique=False
        )

    op.create_table(
        "researcher_merge",
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("moves", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gone_id"], ["researcher.id"], name=op.f("fk_researcher_merge_gone_id_researcher")
        ),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["researcher.id"], name=op.f("fk_researcher_merge_kept_id_researcher")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_researcher_merge")),
    )
    op.create_table(
        "researcher_name",
        sa.Column("researcher_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("script", sa.String(length=8), nullable=False),
        sa.Column("family", sa.String(length=100), nullable=True),
        sa.Column("given", sa.String(length=100), nullable=True),
        sa.Column("full", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("folded", sa.String(length=1202), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["researcher_id"],
            ["researcher.id"],
            name=op.f("fk_researcher_name_researcher_id_researcher"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_researcher_name")),
    )
    with op.batch_alter_table("researcher_name", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_researcher_name_researcher_id"), ["researcher_id"], unique=False
        )

    op.create_table(
        "researcher_split",
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("new_id", sa.Integer(), nullable=False),
        sa.Column("moves", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["researcher.id"], name=op.f("fk_researcher_split_kept_id_researcher")
        ),
        sa.ForeignKeyConstraint(
            ["new_id"], ["researcher.id"], name=op.f("fk_researcher_split_new_id_researcher")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_researcher_split")),
    )
    op.create_table(
        "source_record",
        sa.Column("output_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("identifier", sa.String(length=2048), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["output_id"],
            ["output.id"],
            name=op.f("fk_source_record_output_id_output"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_record")),
        sa.UniqueConstraint("source", "identifier", "sha256", name=op.f("uq_source_record_source")),
    )
    with op.batch_alter_table("source_record", schema=None) as batch_op:
        batch_op.create_index("ix_source_record_output", ["output_id"], unique=False)

    op.create_table(
        "study_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("output_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["output_id"],
            ["output.id"],
            name=op.f("fk_study_key_output_id_output"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "output_id", name=op.f("pk_study_key")),
    )
    with op.batch_alter_table("study_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_key_output_id"), ["output_id"], unique=False)

    op.create_table(
        "unit_name",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_name_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_name")),
    )
    with op.batch_alter_table("unit_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_name_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "account_role",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_role_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_account_role")),
    )
    op.create_table(
        "apart_pair",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_apart_pair_decided_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["one_id"], ["researcher.id"], name=op.f("fk_apart_pair_one_id_researcher")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["researcher.id"], name=op.f("fk_apart_pair_other_id_researcher")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apart_pair")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_apart_pair_one_id")),
    )
    with op.batch_alter_table("apart_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_apart_pair_other_id"), ["other_id"], unique=False)

    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("via", sa.String(length=10), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.String(length=100), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_audit_event_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            "ix_audit_event_subject", ["subject_type", "subject_id"], unique=False
        )

    op.create_table(
        "byline_affiliation",
        sa.Column("byline_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("ror", sa.String(length=30), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["byline_id"],
            ["byline.id"],
            name=op.f("fk_byline_affiliation_byline_id_byline"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_byline_affiliation_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_byline_affiliation")),
    )
    with op.batch_alter_table("byline_affiliation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_byline_affiliation_byline_id"), ["byline_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_byline_affiliation_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "byline_fact",
        sa.Column("byline_id", sa.Integer(), nullable=False),
        sa.Column("affiliation_order", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["byline_id"],
            ["byline.id"],
            name=op.f("fk_byline_fact_byline_id_byline"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["account.id"], name=op.f("fk_byline_fact_checked_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["account.id"], name=op.f("fk_byline_fact_entered_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_byline_fact")),
        sa.UniqueConstraint("byline_id", name=op.f("uq_byline_fact_byline_id")),
    )
    op.create_table(
        "claim",
        sa.Column("output_id", sa.Integer(), nullable=False),
        sa.Column("researcher_id", sa.Integer(), nullable=False),
        sa.Column("byline_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("printed", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("unsure_at", sa.DateTime(), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["byline_id"],
            ["byline.id"],
            name=op.f("fk_claim_byline_id_byline"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["account.id"], name=op.f("fk_claim_checked_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_claim_decided_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["output_id"], ["output.id"], name=op.f("fk_claim_output_id_output"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["researcher_id"], ["researcher.id"], name=op.f("fk_claim_researcher_id_researcher")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("output_id", "researcher_id", name=op.f("uq_claim_output_id")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_byline_id"), ["byline_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index("ix_claim_researcher", ["researcher_id", "state"], unique=False)
        batch_op.create_index("ix_claim_state", ["state", "id"], unique=False)
        batch_op.create_index(
            "uq_claim_confirmed_byline",
            ["byline_id"],
            unique=True,
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        )

    op.create_table(
        "claim_identifier",
        sa.Column("researcher_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=254), nullable=False),
        sa.Column("is_theirs", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_claim_identifier_decided_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["researcher_id"],
            ["researcher.id"],
            name=op.f("fk_claim_identifier_researcher_id_researcher"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_identifier")),
        sa.UniqueConstraint(
            "researcher_id", "scheme", "value", name=op.f("uq_claim_identifier_researcher_id")
        ),
    )
    with op.batch_alter_table("claim_identifier", schema=None) as batch_op:
        batch_op.create_index("ix_claim_identifier_value", ["scheme", "value"], unique=False)

    op.create_table(
        "deputy",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("researcher_id", sa.Integer(), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_deputy_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["named_by"], ["account.id"], name=op.f("fk_deputy_named_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["researcher_id"], ["researcher.id"], name=op.f("fk_deputy_researcher_id_researcher")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deputy_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_deputy_researcher_id"), ["researcher_id"], unique=False
        )

    op.create_table(
        "eligibility_rule",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("operator", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.Column("by_date", sa.Date(), nullable=True),
        sa.Column("text_en", sa.String(length=500), nullable=False),
        sa.Column("text_zh", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["program_version.id"],
            name=op.f("fk_eligibility_rule_version_id_program_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_rule")),
    )
    with op.batch_alter_table("eligibility_rule", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_eligibility_rule_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "field_choice",
        sa.Column("output_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("source_value", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_field_choice_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["output_id"],
            ["output.id"],
            name=op.f("fk_field_choice_output_id_output"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_choice")),
        sa.UniqueConstraint("output_id", "field", name=op.f("uq_field_choice_output_id")),
    )
    with op.batch_alter_table("field_choice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_field_choice_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "funding_element",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("grade_code", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("amount_min", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("amount_max", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("per", sa.String(length=10), nullable=False),
        sa.Column("taxed", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["program_version.id"],
            name=op.f("fk_funding_element_version_id_program_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_element")),
    )
    with op.batch_alter_table("funding_element", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_funding_element_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "grade",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["program_version.id"], name=op.f("fk_grade_version_id_program_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade")),
        sa.UniqueConstraint("version_id", "code", name=op.f("uq_grade_version_id")),
    )
    op.create_table(
        "job",
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("run_at", sa.DateTime(), nullable=True),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("owner", sa.String(length=100), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("unique_key", sa.String(length=200), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_job_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_job_unique_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_job_due", ["state", "run_at"], unique=False)

    op.create_table(
        "message",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.String(length=300), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("unique_key", sa.String(length=200), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_message_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_message_unique_key")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_account_id"), ["account_id"], unique=False)

    op.create_table(
        "orcid_employment",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("put_code", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["post.id"],
            name=op.f("fk_orcid_employment_post_id_post"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orcid_employment")),
        sa.UniqueConstraint("post_id", name=op.f("uq_orcid_employment_post_id")),
    )
    op.create_table(
        "refusal",
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=2048), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_refusal_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal")),
        sa.UniqueConstraint("scheme", "value", name=op.f("uq_refusal_scheme")),
    )
    with op.batch_alter_table("refusal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refusal_account_id"), ["account_id"], unique=False)

    op.create_table(
        "sign_in_link",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_link_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_sign_in_link_key_hash")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_link_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "sign_in_session",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_session_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_sign_in_session_key_hash")),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_session_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "study_pair",
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("lesser_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("lesser_id IN (low_id, high_id)", name=op.f("ck_study_pair_lesser")),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_study_pair_order")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_study_pair_decided_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["high_id"],
            ["output.id"],
            name=op.f("fk_study_pair_high_id_output"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["lesser_id"],
            ["output.id"],
            name=op.f("fk_study_pair_lesser_id_output"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["low_id"], ["output.id"], name=op.f("fk_study_pair_low_id_output"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_pair")),
        sa.UniqueConstraint("low_id", "high_id", name=op.f("uq_study_pair_low_id")),
    )
    with op.batch_alter_table("study_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_pair_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_study_pair_high_id"), ["high_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_study_pair_lesser_id"), ["lesser_id"], unique=False)
        batch_op.create_index("ix_study_pair_state", ["state", "score", "id"], unique=False)

    op.create_table(
        "sub_aim",
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("title_zh", sa.String(length=300), nullable=False),
        sa.Column("translation", sa.String(length=30), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_sub_aim_goal_id_goal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sub_aim")),
        sa.UniqueConstraint("code", name=op.f("uq_sub_aim_code")),
    )
    with op.batch_alter_table("sub_aim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sub_aim_goal_id"), ["goal_id"], unique=False)

    op.create_table(
        "token",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_token_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_token_key_hash")),
    )
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_token_account_id"), ["account_id"], unique=False)

    op.create_table(
        "told",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("mark_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_told_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["mark_id"],
            ["output_mark.id"],
            name=op.f("fk_told_mark_id_output_mark"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told")),
        sa.UniqueConstraint("account_id", "mark_id", name=op.f("uq_told_account_id")),
    )
    with op.batch_alter_table("told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_told_mark_id"), ["mark_id"], unique=False)

    op.create_table(
        "hire",
        sa.Column("researcher_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=True),
        sa.Column("grade_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.String(length=30), nullable=True),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("call_year", sa.Integer(), nullable=True),
        sa.Column("term_starts_on", sa.Date(), nullable=True),
        sa.Column("term_ends_on", sa.Date(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("duties", sa.Text(), nullable=True),
        sa.Column("early_career", sa.Boolean(), nullable=True),
        sa.Column("previous_institution", sa.String(length=300), nullable=True),
        sa.Column("next_institution", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "stage = 'draft' OR program_id IS NOT NULL", name=op.f("ck_hire_hire_has_program")
        ),
        sa.CheckConstraint(
            "term_ends_on IS NULL OR term_starts_on IS NULL OR term_ends_on >= term_starts_on",
            name=op.f("ck_hire_hire_term"),
        ),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name=op.f("fk_hire_grade_id_grade")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_hire_post_id_post")),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_hire_program_id_program")
        ),
        sa.ForeignKeyConstraint(
            ["researcher_id"], ["researcher.id"], name=op.f("fk_hire_researcher_id_researcher")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_hire_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hire")),
    )
    with op.batch_alter_table("hire", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hire_post_id"), ["post_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hire_program_id"), ["program_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hire_researcher_id"), ["researcher_id"], unique=False)
        batch_op.create_index("ix_hire_stage", ["stage", "id"], unique=False)

    op.create_table(
        "import_run",
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("plan", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("unique_key", sa.String(length=200), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_import_run_account_id_account")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_import_run_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_import_run_unique_key")),
    )
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_run_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_run_job_id"), ["job_id"], unique=False)

    op.create_table(
        "goal_link",
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("sub_aim_id", sa.Integer(), nullable=True),
        sa.Column("output_id", sa.Integer(), nullable=True),
        sa.Column("hire_id", sa.Integer(), nullable=True),
        sa.Column("researcher_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN output_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN hire_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN researcher_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_goal_link_goal_link_one_item"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["researcher.id"], name=op.f("fk_goal_link_author_id_researcher")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_goal_link_decided_by_account")
        ),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_goal_link_goal_id_goal")),
        sa.ForeignKeyConstraint(["hire_id"], ["hire.id"], name=op.f("fk_goal_link_hire_id_hire")),
        sa.ForeignKeyConstraint(
            ["output_id"],
            ["output.id"],
            name=op.f("fk_goal_link_output_id_output"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["researcher_id"], ["researcher.id"], name=op.f("fk_goal_link_researcher_id_researcher")
        ),
        sa.ForeignKeyConstraint(
            ["sub_aim_id"], ["sub_aim.id"], name=op.f("fk_goal_link_sub_aim_id_sub_aim")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_goal_link_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_link")),
    )
    with op.batch_alter_table("goal_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_link_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goal_link_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index("ix_goal_link_goal", ["goal_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goal_link_hire_id"), ["hire_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goal_link_output_id"), ["output_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_goal_link_researcher_id"), ["researcher_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_goal_link_sub_aim_id"), ["sub_aim_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goal_link_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_goal_link_primary_hire_id",
            ["hire_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
        batch_op.create_index(
            "uq_goal_link_primary_output_id",
            ["output_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
        batch_op.create_index(
            "uq_goal_link_primary_researcher_id",
            ["researcher_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
        batch_op.create_index(
            "uq_goal_link_primary_unit_id",
            ["unit_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )

    op.create_table(
        "hire_event",
        sa.Column("hire_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("out_of_order", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_hire_event_account_id_account")
        ),
        sa.ForeignKeyConstraint(["hire_id"], ["hire.id"], name=op.f("fk_hire_event_hire_id_hire")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hire_event")),
    )
    with op.batch_alter_table("hire_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hire_event_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hire_event_hire_id"), ["hire_id"], unique=False)

    op.create_table(
        "import_file",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["import_run.id"],
            name=op.f("fk_import_file_run_id_import_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_import_file")),
    )
    op.create_table(
        "import_item",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String(length=2048), nullable=False),
        sa.Column("given", sa.String(length=2048), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("output_id", sa.Integer(), nullable=True),
        sa.Column("agency", sa.String(length=100), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("stays", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("message", sa.LargeBinary(), nullable=True),
        sa.Column("request", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["output_id"],
            ["output.id"],
            name=op.f("fk_import_item_output_id_output"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["import_run.id"],
            name=op.f("fk_import_item_run_id_import_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_item")),
        sa.UniqueConstraint("run_id", "identifier", name=op.f("uq_import_item_run_id")),
    )
    with op.batch_alter_table("import_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_item_output_id"), ["output_id"], unique=False)
        batch_op.create_index("ix_import_item_waiting", ["run_id", "outcome", "id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("goal_link_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("locator", sa.String(length=200), nullable=True),
        sa.Column("url", sa.String(length=2048), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["goal_link_id"],
            ["goal_link.id"],
            name=op.f("fk_evidence_goal_link_id_goal_link"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("goal_link_id", "position", name=op.f("uq_evidence_goal_link_id")),
    )


def downgrade() -> None:
    op.drop_table("evidence")
    with op.batch_alter_table("import_item", schema=None) as batch_op:
        batch_op.drop_index("ix_import_item_waiting")
        batch_op.drop_index(batch_op.f("ix_import_item_output_id"))

    op.drop_table("import_item")
    op.drop_table("import_file")
    with op.batch_alter_table("hire_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hire_event_hire_id"))
        batch_op.drop_index(batch_op.f("ix_hire_event_account_id"))

    op.drop_table("hire_event")
    with op.batch_alter_table("goal_link", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_goal_link_primary_unit_id",
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
        batch_op.drop_index(
            "uq_goal_link_primary_researcher_id",
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
        batch_op.drop_index(
            "uq_goal_link_primary_output_id",
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
        batch_op.drop_index(
            "uq_goal_link_primary_hire_id",
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
        batch_op.drop_index(batch_op.f("ix_goal_link_unit_id"))
        batch_op.drop_index(batch_op.f("ix_goal_link_sub_aim_id"))
        batch_op.drop_index(batch_op.f("ix_goal_link_researcher_id"))
        batch_op.drop_index(batch_op.f("ix_goal_link_output_id"))
        batch_op.drop_index(batch_op.f("ix_goal_link_hire_id"))
        batch_op.drop_index("ix_goal_link_goal")
        batch_op.drop_index(batch_op.f("ix_goal_link_decided_by"))
        batch_op.drop_index(batch_op.f("ix_goal_link_author_id"))

    op.drop_table("goal_link")
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_run_job_id"))
        batch_op.drop_index(batch_op.f("ix_import_run_account_id"))

    op.drop_table("import_run")
    with op.batch_alter_table("hire", schema=None) as batch_op:
        batch_op.drop_index("ix_hire_stage")
        batch_op.drop_index(batch_op.f("ix_hire_researcher_id"))
        batch_op.drop_index(batch_op.f("ix_hire_program_id"))
        batch_op.drop_index(batch_op.f("ix_hire_post_id"))

    op.drop_table("hire")
    with op.batch_alter_table("told", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_told_mark_id"))

    op.drop_table("told")
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_token_account_id"))

    op.drop_table("token")
    with op.batch_alter_table("sub_aim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sub_aim_goal_id"))

    op.drop_table("sub_aim")
    with op.batch_alter_table("study_pair", schema=None) as batch_op:
        batch_op.drop_index("ix_study_pair_state")
        batch_op.drop_index(batch_op.f("ix_study_pair_lesser_id"))
        batch_op.drop_index(batch_op.f("ix_study_pair_high_id"))
        batch_op.drop_index(batch_op.f("ix_study_pair_decided_by"))

    op.drop_table("study_pair")
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_session_account_id"))

    op.drop_table("sign_in_session")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_account_id"))

    op.drop_table("sign_in_link")
    with op.batch_alter_table("refusal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refusal_account_id"))

    op.drop_table("refusal")
    op.drop_table("orcid_employment")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_account_id"))

    op.drop_table("message")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_due")
        batch_op.drop_index(batch_op.f("ix_job_account_id"))

    op.drop_table("job")
    op.drop_table("grade")
    with op.batch_alter_table("funding_element", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funding_element_version_id"))

    op.drop_table("funding_element")
    with op.batch_alter_table("field_choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_field_choice_account_id"))

    op.drop_table("field_choice")
    with op.batch_alter_table("eligibility_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_eligibility_rule_version_id"))

    op.drop_table("eligibility_rule")
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deputy_researcher_id"))
        batch_op.drop_index(batch_op.f("ix_deputy_account_id"))

    op.drop_table("deputy")
    with op.batch_alter_table("claim_identifier", schema=None) as batch_op:
        batch_op.drop_index("ix_claim_identifier_value")

    op.drop_table("claim_identifier")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_claim_confirmed_byline",
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        )
        batch_op.drop_index("ix_claim_state")
        batch_op.drop_index("ix_claim_researcher")
        batch_op.drop_index(batch_op.f("ix_claim_decided_by"))
        batch_op.drop_index(batch_op.f("ix_claim_byline_id"))

    op.drop_table("claim")
    op.drop_table("byline_fact")
    with op.batch_alter_table("byline_affiliation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_byline_affiliation_unit_id"))
        batch_op.drop_index(batch_op.f("ix_byline_affiliation_byline_id"))

    op.drop_table("byline_affiliation")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_subject")
        batch_op.drop_index(batch_op.f("ix_audit_event_account_id"))

    op.drop_table("audit_event")
    with op.batch_alter_table("apart_pair", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_apart_pair_other_id"))

    op.drop_table("apart_pair")
    op.drop_table("account_role")
    with op.batch_alter_table("unit_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_name_unit_id"))

    op.drop_table("unit_name")
    with op.batch_alter_table("study_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_study_key_output_id"))

    op.drop_table("study_key")
    with op.batch_alter_table("source_record", schema=None) as batch_op:
        batch_op.drop_index("ix_source_record_output")

    op.drop_table("source_record")
    op.drop_table("researcher_split")
    with op.batch_alter_table("researcher_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_researcher_name_researcher_id"))

    op.drop_table("researcher_name")
    op.drop_table("researcher_merge")
    with op.batch_alter_table("program_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_program_version_program_id"))

    op.drop_table("program_version")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index("ix_post_unit")
        batch_op.drop_index(batch_op.f("ix_post_researcher_id"))

    op.drop_table("post")
    op.drop_table("personnel")
    with op.batch_alter_table("output_relation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_output_relation_output_id"))
        batch_op.drop_index(batch_op.f("ix_output_relation_other_id"))

    op.drop_table("output_relation")
    with op.batch_alter_table("output_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_output_mark_other_id"))
        batch_op.drop_index("ix_output_mark_date")

    op.drop_table("output_mark")
    with op.batch_alter_table("output_identifier", schema=None) as batch_op:
        batch_op.drop_index("ix_output_identifier_value")
        batch_op.drop_index("ix_output_identifier_output")

    op.drop_table("output_identifier")
    with op.batch_alter_table("output_funder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_output_funder_output_id"))

    op.drop_table("output_funder")
    op.drop_table("orcid_consent")
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goal_goal_set_id"))

    op.drop_table("goal")
    with op.batch_alter_table("byline", schema=None) as batch_op:
        batch_op.drop_index("ix_byline_orcid")

    op.drop_table("byline")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_researcher_id"))

    op.drop_table("account")
    op.drop_table("worker_seen")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_parent_id"))

    op.drop_table("unit")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_key")

    op.drop_table("sign_in_attempt")
    op.drop_table("sample_row")
    with op.batch_alter_table("researcher", schema=None) as batch_op:
        batch_op.drop_index("ix_researcher_sort_name")
        batch_op.drop_index(batch_op.f("ix_researcher_merged_into_id"))

    op.drop_table("researcher")
    op.drop_table("program")
    op.drop_table("prefix_agency")
    with op.batch_alter_table("output", schema=None) as batch_op:
        batch_op.drop_index("ix_output_year")
        batch_op.drop_index(batch_op.f("ix_output_version_of_record_id"))
        batch_op.drop_index("ix_output_kind_year")
        batch_op.drop_index(batch_op.f("ix_output_checked_at"))

    op.drop_table("output")
    op.drop_table("limit_state")
    with op.batch_alter_table("known_pair", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_known_pair_article"))

    op.drop_table("known_pair")
    op.drop_table("goal_set")
    op.drop_table("audit_head")
