"""One item seen through in memory: its moves and lapses applied as the store would keep them."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from closeloop.rules import ladder
from closeloop.rules.clocks import Timer
from closeloop.rules.items import Held, Item
from closeloop.rules.moves import Fact, Lapse, Move, Start
from closeloop.rules.people import PersonId
from closeloop.rules.rulebook import Rulebook


@dataclass
class Life:
    """An item and the timers that run for it. Time only goes forward."""

    rulebook: Rulebook
    item: Item
    timers: list[Timer] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    lapses: list[Lapse] = field(default_factory=list)
    _last_id: int = 0

    @classmethod
    def begun(
        cls,
        rulebook: Rulebook,
        draft: Item,
        *,
        by: PersonId | None,
        at: datetime,
        due_at: datetime | None = None,
    ) -> "Life":
        """A new item, raised at that instant."""
        life = cls(rulebook, draft)
        life.apply(rulebook.begin(draft, by=by, at=at, facts={}, due_at=due_at))
        return life

    @property
    def ended(self) -> bool:
        """Whether it has come to its end."""
        return self.rulebook.workflows[self.item.follows].is_last(self.item.state)

    def next_at(self) -> datetime | None:
        """When a clock runs out next; None where none runs."""
        return min((timer.due_at for timer in self._running()), default=None)

    def take(
        self,
        step: str,
        *,
        by: PersonId | None,
        at: datetime,
        owner: PersonId | None = None,
        **facts: Fact,
    ) -> Move:
        """Somebody takes a step. Raises what `Rulebook.move` raises."""
        move = self.rulebook.move(self.item, step, by=by, at=at, facts=facts, owner=owner)
        self.apply(move)
        return move

    def lapse_next(self) -> tuple[Lapse, Move | None]:
        """What follows when nobody acts until the next clock runs out, and what closeloop does.

        Only for an item with a clock that runs.
        """
        timer = min(self._running(), key=lambda timer: (timer.due_at, timer.id))
        lapse = self.rulebook.lapse(self.item, timer, timer.due_at)
        self.lapses.append(lapse)
        self.timers.remove(timer)
        if lapse.again:
            self._start(lapse.again, lapse.since_no)
        if lapse.found:
            drifting = self.item.drifting | {lapse.found.rule}
            self.item = replace(self.item, drifting=drifting)
        return lapse, self.take(lapse.takes, by=None, at=timer.due_at) if lapse.takes else None

    def run_to(self, until: datetime) -> None:
        """Let every clock run out that is due by an instant."""
        while (due_at := self.next_at()) is not None and due_at <= until:
            self.lapse_next()

    def apply(self, move: Move) -> None:
        """Keep what a move changes."""
        self.moves.append(move)
        alive = (t for t in self.timers if t.since_no >= move.stay_no)
        alive = (t for t in alive if t.clock not in move.settles)
        self.timers = [replace(t, due_at=move.runs_on.get(t.id, t.due_at)) for t in alive]
        for start in move.starts:
            self._start(start, move.number)
        self.item = _after(self.item, move)
        self.item = replace(self.item, held=tuple(self._held()))

    def _start(self, start: Start, since_no: int) -> None:
        self._last_id += 1
        self.timers.append(Timer(self._last_id, start.clock, since_no, start.turn, start.due_at))

    def _held(self) -> list[Held]:
        if self.item.held_at is None:
            return []
        return [Held(t.id, t.due_at) for t in self.timers if not self._never_held(t)]

    def _running(self) -> list[Timer]:
        held = {waiting.id for waiting in self.item.held}
        return [timer for timer in self.timers if timer.id not in held]

    def _never_held(self, timer: Timer) -> bool:
        return self.rulebook.workflows[self.item.follows].clocks[timer.clock].never_held


def _after(item: Item, move: Move) -> Item:
    """The item as it stands once the move is made."""
    return replace(
        item,
        state=move.after,
        move_no=move.number,
        stay_no=move.stay_no,
        around=ladder.seen_from(item.around, move),
        due_at=move.due_at,
        marks=move.marks,
        tallies=move.tallies,
        drifting=(item.drifting - move.clears) | {found.rule for found in move.found},
        held_at=move.held_at,
        level=move.level or item.level,
        ends_at=move.ends_at,
    )
