"""The scheduler: a few ticks at fixed intervals. All that must last is rows in the database.

The only module that knows APScheduler. It holds no job of ours: any number of nodes run the same
ticks against one database, and each piece of work is done once.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Lock
from time import monotonic

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from closeloop.house import House
from closeloop.mail.compose import compose_all
from closeloop.mail.post import send_all
from closeloop.scheduler import pulse, work
from closeloop.store import database

SECONDS = {"fire": 20, "send": 20, "pulse": 30, "keep_house": 300}
WATCHED_EVERY = 5  # seconds
STALLED_AFTER = 3  # times its interval without a beginning
SECONDS_TO_STOP = 18.0  # for the letter in hand

log = logging.getLogger(__name__)
# An overlapping run is skipped on purpose: nothing to warn of.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Scheduler:
    """The ticks of one node, begun by `run` and ended by an event."""

    def __init__(self, house: House) -> None:
        """Get ready. Raises NotReady for a mail setting that cannot be used."""
        self._house, self._office = house, work.office(house, house.now)
        self._name = pulse.name_of_this_node()
        self._stopping = Event()
        self._may_work = False  # until the first pulse has compared the clocks
        self._jobs = {
            "pulse": _Job(self._beat),
            "fire": _Job(self._fire),
            "send": _Job(self._send),
            "keep_house": _Job(self._keep_house),
        }

    def run(self, ended: Callable[[], bool] = lambda: False) -> bool:
        """Tick until `stop`, or until `ended` says so; whether all came to its end in time.

        A watch by a clock that nobody sets looks after the ticks: those that stall, because the
        machine's clock was set back, are begun anew.
        """
        ticks = self._begin()
        try:
            while not self._stopping.wait(WATCHED_EVERY) and not ended():
                if any(self._jobs[name].has_stalled(SECONDS[name]) for name in SECONDS):
                    log.error("the ticks had stalled and are begun anew")
                    ticks.shutdown(wait=False)
                    ticks = self._begin()
        finally:
            self._stopping.set()
            ticks.shutdown(wait=False)
        ends_at = monotonic() + SECONDS_TO_STOP
        return all(job.is_over(ends_at - monotonic()) for job in self._jobs.values())

    def stop(self) -> None:
        """End after the letter in hand."""
        self._stopping.set()

    def _begin(self) -> BackgroundScheduler:
        ticks = BackgroundScheduler(
            timezone=UTC, executors={"default": ThreadPoolExecutor(len(SECONDS))}
        )
        for name, job in self._jobs.items():
            job.begun_at = monotonic()
            ticks.add_job(
                job,
                "interval",
                seconds=SECONDS[name],
                next_run_time=datetime.now(UTC) + timedelta(seconds=0 if name == "pulse" else 1),
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        ticks.start()
        return ticks

    def _beat(self) -> None:
        self._may_work = pulse.beat(self._house, self._name)

    def _fire(self) -> None:
        if self._may_work:
            now = self._house.now()
            work.fire(self._house, now, self._stopping.is_set)
            compose_all(self._office, now)

    def _send(self) -> None:
        if self._may_work:
            send_all(self._office, stopping=self._stopping.is_set)

    def _keep_house(self) -> None:
        if self._may_work:
            work.keep_house(self._house, self._house.now())


class _Job:
    """One piece of work, of which nothing that goes wrong stops the next run."""

    def __init__(self, work_once: Callable[[], None]) -> None:
        self.begun_at = monotonic()
        self._work_once, self._at_work = work_once, Lock()

    def __call__(self) -> None:
        self.begun_at = monotonic()
        with self._at_work:
            try:
                self._work_once()
            except database.OUT_OF_REACH as error:
                log.warning("the database is out of reach: %s", database.explained(error))
            except Exception:
                log.exception("a tick met something unexpected")

    def has_stalled(self, seconds: int) -> bool:
        """Whether it has not begun for several times its interval, and is not at work either."""
        late = monotonic() - self.begun_at > STALLED_AFTER * seconds
        return late and not self._at_work.locked()

    def is_over(self, seconds: float) -> bool:
        """Whether no run is under way, after so many seconds at most."""
        over = self._at_work.acquire(timeout=max(0.0, seconds))
        if over:
            self._at_work.release()
        return over
