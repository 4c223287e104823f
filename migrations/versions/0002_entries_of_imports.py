"""How many entries the list of an import had, and how many of them name no work.

Revision 0002, after 0001. Imports from before keep no number: nobody counted.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("import_run") as batch_op:
        batch_op.add_column(sa.Column("entries", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("nameless", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("import_run") as batch_op:
        batch_op.drop_column("nameless")
        batch_op.drop_column("entries")
