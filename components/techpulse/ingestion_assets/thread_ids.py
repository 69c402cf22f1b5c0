"""How a thread's id travels between the two assets: as metadata of its materialization.

So the id is wherever Dagster's event log is (SQLite on a laptop, PostgreSQL in a cluster), and no run needs
a file that another machine wrote.
"""

from dagster import AssetRecordsFilter, InputContext, IOManager, OutputContext

THREAD_ID = "thread_id"
THREAD_ID_IO_MANAGER = "thread_id_io_manager"


class ThreadIdIOManager(IOManager):
    """Keeps an asset's integer in its materialization; loads that of the same partition, or None."""

    def handle_output(self, context: OutputContext, obj: int) -> None:
        """Writes the id down where `load_input` will look for it."""
        context.add_output_metadata({THREAD_ID: obj})

    def load_input(self, context: InputContext) -> int | None:
        """The id in the newest materialization of the upstream partition; None where there is none."""
        wanted = AssetRecordsFilter(asset_key=context.asset_key, asset_partitions=[context.asset_partition_key])
        records = context.step_context.instance.fetch_materializations(wanted, limit=1).records
        materialization = records[0].asset_materialization if records else None
        value = materialization.metadata.get(THREAD_ID) if materialization else None
        return value.value if value and isinstance(value.value, int) else None
