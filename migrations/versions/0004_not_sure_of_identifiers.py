"""A question about an ORCID iD or an e-mail address can be put off: neither theirs nor not.

Revision 0004, after 0003. Going back, what was put off is asked anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("claim_identifier") as batch_op:
        batch_op.alter_column("is_theirs", existing_type=sa.Boolean(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM claim_identifier WHERE is_theirs IS NULL")
    with op.batch_alter_table("claim_identifier") as batch_op:
        batch_op.alter_column("is_theirs", existing_type=sa.Boolean(), nullable=False)
