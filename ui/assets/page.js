// Runs once, when the conversation is first shown. Gradio provides `element`, the conversation's
// own node, `trigger`, which raises an event in Python, and `watch`, which follows a value.

let left; // the marker that last led to a citation

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

function bringIntoView(node, block) {
  node.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block });
}

/** Give a node the focus and flash it. */
function pointAt(node) {
  node.focus({ preventScroll: true });
  node.classList.remove("flash");
  void node.offsetWidth; // lets the animation start afresh
  node.classList.add("flash");
}

/** Show the evidence of one turn in place of the others. */
function showEvidence(turn) {
  const evidence = document.querySelector(`#evidence .evidence[data-turn="${turn}"]`);
  for (const other of evidence.parentElement.parentElement.children) {
    other.hidden = other !== evidence.parentElement;
  }
  return evidence;
}

function showCitation(turn, marker) {
  const card = showEvidence(turn).querySelector(`[data-back="${marker}"]`).closest(".card");
  // A citation that lies within another has no mark of its own; its card will do.
  const mark = card.querySelector(`mark[data-number="${marker}"]`) ?? card;
  const pane = Math.min(window.innerHeight, document.getElementById("evidence").clientHeight);
  const reach = mark.getBoundingClientRect().bottom - card.getBoundingClientRect().top;
  // From the card's head on if the mark is in view then, since the head says whose words it holds.
  if (reach < 0.8 * pane) bringIntoView(card, "start");
  else bringIntoView(mark, "center");
  pointAt(mark);
}

function showPassages(turn) {
  const evidence = showEvidence(turn);
  bringIntoView(evidence, "start");
  pointAt(evidence);
}

/** Go back to the marker that led here, or else to the statement that has it, or the finding. */
function goBack(turn, marker) {
  const cited = `.turn[data-turn="${turn}"] [data-cite="${marker}"]`;
  const origin = left?.matches(cited) && left.isConnected ? left : null;
  const statement = element.querySelector(`${cited}:is(.statement *)`);
  const control = origin ?? statement ?? element.querySelector(cited);
  bringIntoView(control, "center");
  pointAt(control);
}

document.addEventListener("click", ({ target }) => {
  const control = target.closest("#conversation button, #evidence button");
  if (!control) return;
  const { cite, back, ask } = control.dataset;
  const turn = control.closest("[data-turn]")?.dataset.turn;
  if (cite) {
    left = control;
    showCitation(turn, cite);
  } else if (back) goBack(turn, back);
  else if (ask) trigger("submit", { question: ask });
  else showPassages(turn);
});

watch("value", () => {
  const log = element.firstElementChild;
  document.documentElement.lang = log.lang;
  const newest = log.querySelector(".turn:last-child");
  if (!newest) return;
  bringIntoView(newest, "start");
  document.getElementById("evidence").scrollTop = 0;
  // The example that was clicked is gone, and the focus with it. On a touch screen the question
  // box must not take it: the keyboard would cover the answer.
  if (document.activeElement === document.body && matchMedia("(pointer: fine)").matches) {
    document.querySelector("#question textarea").focus({ preventScroll: true });
  }
});
