"""Many readers at once, each asking one question after another without a pause, by Locust.

    pip install 'fundstelle[load]'
    locust --headless --users 32 --spawn-rate 32 --run-time 60s --host http://127.0.0.1:7860 \
        --locustfile tests/load/locustfile.py

A request is counted from the question to its answer, over the same queue as the page's.
"""

import itertools
import json
import time
from pathlib import Path

from locust import HttpUser, constant, events, task

QUESTIONS = Path(__file__).parents[2] / "eval" / "sets" / "sample" / "questions.jsonl"
ASKED = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]
TURNS = itertools.cycle(ASKED)  # shared by all readers, so that each question has its turn
PATH = "/gradio_api/call/v2/ask"


@events.quitting.add_listener
def judge(environment, **_said):
    """Fail where anything failed, or one answer in twenty took more than three seconds."""
    total = environment.stats.get("ask", "SSE")
    slow = total.get_response_time_percentile(0.95) > 3000
    environment.process_exit_code = int(total.num_failures > 0 or total.num_requests == 0 or slow)


class Reader(HttpUser):
    """Asks without a pause."""

    wait_time = constant(0)

    @task
    def ask(self):
        """Ask a question and wait for its whole answer."""
        started, length, failure = time.perf_counter(), 0, None
        try:
            length = self._ask(next(TURNS))
        except (OSError, ValueError, KeyError) as error:
            failure = error
        events.request.fire(
            request_type="SSE",
            name="ask",
            response_time=(time.perf_counter() - started) * 1000,
            response_length=length,
            exception=failure,
            context={},
        )

    def _ask(self, question):
        asked = self.client.post(PATH, json={"question": question}, name="(join)")
        asked.raise_for_status()
        event = asked.json()["event_id"]
        with self.client.get(
            f"{PATH}/{event}", stream=True, name="(stream)", catch_response=True
        ) as stream:
            stream.raise_for_status()
            kind = ""
            for line in stream.iter_lines(decode_unicode=True):
                if line.startswith("event:"):
                    kind = line.removeprefix("event:").strip()
                elif line.startswith("data:") and kind in ("complete", "error"):
                    return self._check(kind, line.removeprefix("data:"))
        raise ValueError("The stream ended before the answer.")

    def _check(self, kind, data):
        if kind == "error":
            raise ValueError(f"Refused: {data}")
        (answer,) = json.loads(data)
        if not answer["abstained"] and not answer["citations"]:
            raise ValueError("An answer without citations.")
        return len(data)
