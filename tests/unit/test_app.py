from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
from gradio.queueing import Queue

from ui.app import calm


def test_gradio_knows_what_is_set_of_its_queue() -> None:
    queue: Any = SimpleNamespace()
    calm(cast("gr.Blocks", SimpleNamespace(_queue=queue)))
    assert 0 < queue.sleep_when_free <= queue.progress_update_sleep_when_free
    assert vars(queue).keys() <= {*Queue.__init__.__code__.co_names}
