// What a reader says of an answer: a thumb is kept as soon as it is clicked, the reason if there is
// one when it is sent. The page may put a turn in anew at any time; what was said of it is here.

import { manner } from "./log.js";

const states = new Map(); // by what was answered in which turn, in whatever conversation
const names = new WeakMap(); // of traces, which are long to write down

/**
 * Begin.
 *
 * @param {object} page
 * @param {HTMLElement} page.log Where turns come and go.
 * @param {{rate: function(object): Promise<?{error?: string}>}} page.server
 * @param {function(HTMLElement): ?{turn: string, trace: ?object, choice?: ?object}} page.describe
 *   Tells which turn a node shows and what was answered there.
 */
export function start({ log, server, describe }) {
  /** Return what a node of the log stands for; null where nothing can be said of it. */
  function read(node) {
    const control = node.closest?.("[data-rating]");
    const turn = control?.closest(".turn");
    const described = turn && describe(turn);
    return described?.trace ? { control, ...described } : null;
  }

  function stateOf(rated) {
    const name = nameAnswer(rated);
    if (!states.has(name)) states.set(name, new State());
    return states.get(name);
  }

  function showAll() {
    if (states.size === 0) return;
    for (const control of log.querySelectorAll("[data-rating]")) {
      const rated = read(control);
      const state = rated && states.get(nameAnswer(rated));
      if (state) show(control, state);
    }
  }

  /** Have the server keep what is said; what it cannot keep is not shown as kept. */
  function send(rated, state, opinion, said) {
    const { turn, trace, choice = null } = rated;
    const sent = opinion.verdict ? { turn, trace, choice, ...opinion } : { turn, verdict: null };
    const number = ++state.sent;
    state.opinion = opinion;
    // One after the other: what was said last is what stays.
    state.line = state.line.then(async () => {
      const error = await failure(server, sent, rated.control.dataset.failed);
      if (!error) state.kept = opinion;
      if (state.sent !== number) return;
      state.opinion = state.kept;
      state.said = error ?? said;
      state.failed = Boolean(error);
      if (error && opinion.written) state.open = opinion.verdict; // nobody writes it twice
      else if (error) state.open = null;
      showAll();
    });
    showAll();
  }

  function press(rated, state, verdict) {
    const { dataset } = rated.control;
    if (state.opinion.verdict === verdict) {
      takeBack(rated, state);
      return;
    }
    state.open = verdict;
    state.draft = { reason: "", comment: "" };
    send(rated, state, { verdict, reason: "", comment: "" }, dataset.noted);
    const form = rated.control.querySelector(`form[data-reasons="${verdict}"]`);
    form.scrollIntoView({ behavior: manner(), block: "nearest" }); // the question box may cover it
  }

  function takeBack(rated, state) {
    state.open = null;
    state.draft = { reason: "", comment: "" };
    send(rated, state, { verdict: null }, rated.control.dataset.takenBack);
  }

  /** Fold the form away; its thumb has the focus then. */
  function close(rated, state) {
    const thumb = rated.control.querySelector(`[data-verdict="${state.open}"]`);
    state.open = null;
    showAll();
    thumb?.focus();
  }

  log.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-rating] button");
    const rated = button && read(button);
    if (!rated) return;
    const state = stateOf(rated);
    const { verdict } = button.dataset;
    if (verdict) press(rated, state, verdict);
    else if ("close" in button.dataset) close(rated, state);
    else if ("takeBack" in button.dataset) {
      const thumb = rated.control.querySelector(`[data-verdict="${state.opinion.verdict}"]`);
      takeBack(rated, state);
      thumb?.focus(); // the button that had the focus goes
    }
  });

  log.addEventListener("submit", (event) => {
    const rated = read(event.target);
    if (!rated) return;
    event.preventDefault();
    const state = stateOf(rated);
    const verdict = event.target.dataset.reasons;
    state.draft = readForm(event.target);
    close(rated, state);
    send(rated, state, { verdict, ...state.draft, written: true }, rated.control.dataset.thanks);
  });

  log.addEventListener("input", ({ target }) => {
    const form = target.closest("[data-rating] form");
    const rated = form && read(form);
    if (rated) stateOf(rated).draft = readForm(form);
  });

  log.addEventListener("keydown", (event) => {
    const form = event.target.closest("[data-rating] form");
    if (!form || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    if (event.key !== "Escape") return;
    event.preventDefault(); // it stops no answer
    event.stopPropagation();
    const rated = read(form);
    if (rated) close(rated, stateOf(rated));
  });

  new MutationObserver(showAll).observe(log, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["aria-pressed", "aria-expanded", "hidden"],
  });
  showAll();
}

/** What is known of a turn. */
class State {
  opinion = { verdict: null }; // as it is shown
  kept = { verdict: null }; // as the server has it
  draft = { reason: "", comment: "" }; // as it stands in the form
  open = null; // the verdict whose form is unfolded
  said = ""; // what the reader was told last
  failed = false; // whether that is what went wrong
  sent = 0; // how often something was sent
  line = Promise.resolve(); // what is being sent
}

/** Tell answers apart: a question that is put again is answered in the same turn. */
function nameAnswer({ turn, trace }) {
  if (!names.has(trace)) names.set(trace, JSON.stringify(trace));
  return `${turn} ${names.get(trace)}`;
}

/** Send something and return what is wrong, or undefined. */
async function failure(server, { written, ...sent }, failed) {
  try {
    const reply = await server.rate(sent);
    return reply ? reply.error : failed;
  } catch (error) {
    console.warn("rate:", error);
    return failed;
  }
}

function readForm(form) {
  const held = new FormData(form);
  return { reason: held.get("reason") ?? "", comment: held.get("comment") ?? "" };
}

/** Make a control show a state, touching only what differs. */
function show(control, state) {
  const { verdict } = state.opinion;
  for (const thumb of control.querySelectorAll("[data-verdict]")) {
    set(thumb, "aria-pressed", thumb.dataset.verdict === verdict);
    set(thumb, "aria-expanded", thumb.dataset.verdict === state.open);
  }
  for (const form of control.querySelectorAll("form")) {
    const hidden = form.dataset.reasons !== state.open;
    if (form.hidden !== hidden) form.hidden = hidden;
    fill(form, hidden ? { reason: "", comment: "" } : state.draft);
  }
  const back = control.querySelector("[data-take-back]");
  if (back.hidden !== !verdict) back.hidden = !verdict;
  const said = control.querySelector(".said");
  said.classList.toggle("failure", state.failed);
  if (said.textContent !== state.said) said.textContent = state.said;
}

function set(node, attribute, value) {
  if (node.getAttribute(attribute) !== String(value)) node.setAttribute(attribute, String(value));
}

function fill(form, { reason, comment }) {
  for (const chip of form.querySelectorAll('[name="reason"]')) {
    const checked = chip.value === reason;
    if (chip.checked !== checked) chip.checked = checked;
  }
  const field = form.querySelector("textarea");
  if (field.value !== comment) field.value = comment;
}
