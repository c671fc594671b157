"""A PostgreSQL of our own, so that nothing has to be installed or configured before the first event."""

from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from psycopg.conninfo import make_conninfo

from infrastructure.postgres.account import choose_account
from infrastructure.postgres.binaries import Binaries, find_binaries
from infrastructure.postgres.cluster import Cluster, create_cluster
from infrastructure.postgres.faults import told_as_faults
from infrastructure.postgres.postmaster import Postmaster, read_postmaster
from infrastructure.postgres.provision import provision
from infrastructure.postgres.server import (
    LISTENS_ON,
    Launch,
    settled_postmaster,
    socket_folder,
    start_server,
    stop_server,
)
from infrastructure.postgres.sharing import Sharing


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and the three ways in; the addresses hold passwords and are never printed."""

    pid: int
    port: int
    binaries: Binaries
    dsn: str = field(repr=False)
    owner_dsn: str = field(repr=False)
    superuser_dsn: str = field(repr=False)


class EmbeddedPostgres:
    """The cluster in one home folder, shared by all processes that name it.

    The first to start it starts the server, the last to stop it stops the server. A process that was
    killed counts as gone; if it was the last, the server waits for the next one and serves it.
    `durable=False` gives up safety at a power failure and is for databases that tests throw away.
    """

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.cluster = Cluster(home.resolve())
        self._durable = durable
        self._sharing = Sharing(self.cluster.home)

    def start(self) -> Server:
        """Make the cluster exist, run and count us in; again after a crash of the server.

        Raises a Fault (see faults.py) that says what is in the way.
        """
        with told_as_faults(self.cluster.home):
            binaries = find_binaries()
            self.cluster.home.mkdir(mode=0o711, parents=True, exist_ok=True)
            with self._sharing.turn():
                return self._start_within_turn(binaries)

    def is_up(self) -> bool:
        """Whether the server accepts connections, as far as its pid file tells."""
        running = read_postmaster(self.cluster.data)
        return running is not None and running.ready

    def stop(self) -> None:
        """Count us out, and stop the server when nobody else uses it. Harmless when not started."""
        if not self._sharing.joined:
            return
        with self._sharing.turn():
            if self._sharing.leave():
                stop_server(self.cluster.data)

    def _start_within_turn(self, binaries: Binaries) -> Server:
        running = settled_postmaster(self.cluster.data)
        try:
            if running is None or not running.ready:
                running = self._launched(binaries)
            if self._sharing.unused():  # whoever started it may have been killed right after that
                self._provisioned(running)
        except KeyboardInterrupt:
            if self._sharing.unused():
                stop_server(self.cluster.data)
            raise
        self._sharing.join()
        return self._server(running, binaries)

    def _launched(self, binaries: Binaries) -> Postmaster:
        cluster = self.cluster
        account = choose_account(binaries.folder, cluster.home)
        if not cluster.data.exists():
            create_cluster(cluster, binaries, account)
        cluster.check_version(binaries)
        return start_server(Launch(cluster, binaries, account, self._durable))

    def _provisioned(self, running: Postmaster) -> None:
        provision(self._address(running, "postgres", "postgres"), self.cluster.credentials())

    def _server(self, running: Postmaster, binaries: Binaries) -> Server:
        return Server(
            pid=running.pid,
            port=running.port,
            binaries=binaries,
            dsn=self._address(running, "daybook_api", "daybook"),
            owner_dsn=self._address(running, "daybook_owner", "daybook"),
            superuser_dsn=self._address(running, "postgres", "postgres"),
        )

    def _address(self, running: Postmaster, user: str, database: str) -> str:
        credentials = self.cluster.credentials()
        passwords = {
            "postgres": credentials.superuser,
            "daybook_owner": credentials.owner,
            "daybook_api": credentials.api,
        }
        return make_conninfo(
            host=str(socket_folder(self.cluster.data) or LISTENS_ON),
            port=running.port,
            dbname=database,
            user=user,
            password=passwords[user],
        )

    def __enter__(self) -> Server:
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
