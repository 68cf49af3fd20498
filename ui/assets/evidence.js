// The evidence beside the conversation: a section of cards for each turn, one of them in view, and
// in their place the article that a reader opened. In a narrow window it is a sheet over the page.

import { build, morph, morphElement } from "./morph.js";

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const narrow = window.matchMedia("screen and (max-width: 56rem)"); // as in evidence.css

let panel; // all of it
let pieces; // within it, the sections of the turns
let reading; // within it, the article that is read
let log; // where the turns of the conversation are
let server;

let chosen; // the turn whose evidence is to be seen; else it is the newest's
let pointed; // the number of the citation last pointed at
let left; // the marker that last led to a citation
let opened; // what opened the article that is read, and where the reader was: {button, top}
let asked = 0; // counts what was asked of the server: only the last reply matters

/**
 * Begin to follow the reader.
 *
 * @param {object} page
 * @param {HTMLElement} page.panel `#evidence`, as `render_panel` has it
 * @param {HTMLElement} page.log that holds `article.turn[data-turn]`
 * @param {{open_article: function}} page.server
 */
export function start(page) {
  ({ panel, log, server } = page);
  pieces = panel.querySelector(".pieces");
  reading = panel.querySelector(".reading");
  log.addEventListener("click", clickInLog);
  panel.addEventListener("click", clickInPanel);
  panel.addEventListener("keydown", leaveByKey);
  for (const name of ["pointerover", "focusin"]) log.addEventListener(name, hint);
  for (const name of ["pointerout", "focusout"]) log.addEventListener(name, unhint);
  document.addEventListener("click", clickBeside);
  window.addEventListener("popstate", goneBack);
  narrow.addEventListener("change", () => sheet.open && putSheetAway());
  const { evidence, ...state } = history.state ?? {};
  if (evidence) history.replaceState(state, ""); // from before a reload
}

/**
 * Put in the evidence of a turn, or what has become of it; a turn that is new is shown.
 *
 * @param {number|string} turn its number
 * @param {string} html of `section.evidence[data-turn]`, rendered by the server
 */
export function put(turn, html) {
  const section = sectionOf(turn);
  if (section) {
    const focused = document.activeElement;
    const pointing = section.contains(focused) && focused.localName === "mark";
    morphElement(section, html);
    if (pointing && !focused.isConnected) markOf(section, pointed)?.focus({ preventScroll: true });
    return;
  }
  pieces.append(build(html));
  closeArticle();
  chosen = undefined;
  showChosen();
}

/** Show the evidence of a turn in place of the others'. */
export function show(turn) {
  closeArticle();
  chosen = String(turn);
  return showChosen();
}

/** Take the evidence of a turn away. */
export function remove(turn) {
  closeArticle();
  sectionOf(turn)?.remove();
  if (chosen === String(turn)) chosen = undefined;
  showChosen();
}

/** Take all evidence away. */
export function clear() {
  closeSheet();
  closeArticle();
  for (const section of sections()) section.remove();
  chosen = left = pointed = undefined;
  showChosen();
}

// What is shown

const sections = () => [...pieces.querySelectorAll(":scope > [data-turn]")];

function sectionOf(turn) {
  return sections().find((one) => one.dataset.turn === String(turn));
}

function showChosen() {
  const all = sections();
  const shown = all.find((one) => one.dataset.turn === chosen) ?? all.at(-1);
  if (all.some((one) => one.hidden !== (one !== shown))) panel.scrollTop = 0; // it is another
  for (const one of all) one.hidden = one !== shown;
  pieces.querySelector(".empty").hidden = all.length > 0;
  return shown;
}

/** The mark of a citation; one that lies within another has that one's. */
function markOf(node, number) {
  return node.querySelector(`mark[data-number~="${number}"]`);
}

function cardOf(section, number) {
  return section?.querySelector(`[data-back="${number}"]`)?.closest(".card");
}

/** Is a mark in view from the head of its text on? The head says whose words they are. */
function fitsWith(mark, text) {
  const reach = mark.getBoundingClientRect().bottom - text.getBoundingClientRect().top;
  return reach < 0.75 * panel.clientHeight;
}

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

// From the conversation to the evidence

function clickInLog(event) {
  const control = event.target.closest("[data-cite], [data-show]");
  const turn = control?.closest("[data-turn]")?.dataset.turn;
  if (turn === undefined || !sectionOf(turn)) return;
  if (narrow.matches) openSheet(event, control);
  if (control.matches("[data-cite]")) {
    left = control;
    showCitation(turn, control.dataset.cite);
  } else showPassages(turn);
}

function showCitation(turn, number) {
  pointed = number;
  const section = show(turn);
  const card = cardOf(section, number);
  if (!card) return; // it is about to come
  const folded = card.closest("details:not([open])");
  if (folded) folded.open = true;
  const mark = markOf(card, number) ?? card;
  if (fitsWith(mark, card)) bringIntoView(card, "start");
  else bringIntoView(mark, "center");
  pointAt(mark);
}

function showPassages(turn) {
  const section = show(turn);
  panel.scrollTop = 0;
  pointAt(section);
}

function hint({ target }) {
  const marker = target.closest?.("[data-cite]");
  const section = marker && sectionOf(marker.closest("[data-turn]")?.dataset.turn);
  if (section && !section.hidden) cardOf(section, marker.dataset.cite)?.classList.add("near");
}

function unhint() {
  for (const card of pieces.querySelectorAll(".near")) card.classList.remove("near");
}

// And back

function clickInPanel({ target }) {
  const control = target.closest("button");
  if (!control) return;
  const turn = control.closest("[data-turn]")?.dataset.turn;
  if (control.matches("[data-back]")) goBack(turn, control.dataset.back);
  else if (control.matches("[data-article]")) openArticle(control);
  else if (control.matches("[data-leave]")) leaveArticle();
  else if (control.matches("[data-close]")) closeSheet();
}

/** Go back to the marker that led here, or else to the statement that has it, or the finding. */
function goBack(turn, number) {
  const cited = `.turn[data-turn="${turn}"] [data-cite="${number}"]`;
  const origin = left?.matches(cited) && left.isConnected ? left : null;
  const statement = log.querySelector(`${cited}:is(.statement *)`);
  const control = origin ?? statement ?? log.querySelector(cited);
  closeSheet();
  if (!control) return;
  bringIntoView(control, "center");
  pointAt(control);
}

/** Escape closes what lies on top: the article, then the sheet; it stops no answer then. */
function leaveByKey(event) {
  if (event.key !== "Escape" || event.isComposing || !(opened || sheet.open)) return;
  event.stopPropagation();
  event.preventDefault();
  if (opened) leaveArticle();
  else closeSheet();
}

// The whole article

async function openArticle(button) {
  const { article, hash, marks } = button.dataset;
  const ask = ++asked;
  const card = button.closest(".card");
  card.querySelector(".actions .failure")?.remove();
  button.setAttribute("aria-busy", "true");
  let reply;
  try {
    reply = await server.open_article({ article, hash, marks: JSON.parse(marks) });
  } catch {
    reply = { error: panel.dataset.unreachable }; // the server is gone, or the way to it
  }
  button.removeAttribute("aria-busy");
  if (ask !== asked || !button.isConnected) return; // the reader has turned to something else
  if (reply?.html) showArticle(button, reply.html);
  else tellFailure(card, reply?.error ?? panel.dataset.unreachable);
}

function tellFailure(card, message) {
  const line = document.createElement("p");
  line.className = "failure";
  line.setAttribute("role", "alert");
  line.textContent = message;
  card.querySelector(".actions").append(line);
}

function showArticle(button, html) {
  opened = { button, top: panel.scrollTop };
  morph(reading, html);
  pieces.hidden = true;
  reading.hidden = false;
  panel.scrollTop = 0;
  const number = JSON.parse(button.dataset.marks)[0]?.number;
  const mark = number ? markOf(reading, number) : reading.querySelector("mark");
  if (mark && !fitsWith(mark, reading)) mark.scrollIntoView({ block: "center" }); // it is new there
  pointAt(mark ?? reading.querySelector("h2"));
  if (sheet.open) enter("article");
}

/** Put the cards back in place of the article, as they were. */
function closeArticle() {
  asked += 1;
  if (!opened) return null;
  const { button, top } = opened;
  opened = undefined;
  reading.hidden = true;
  reading.replaceChildren();
  pieces.hidden = false;
  panel.scrollTop = top;
  return button;
}

function leaveArticle() {
  if (history.state?.evidence === "article") leave(1);
  const button = closeArticle();
  if (!button) return;
  if (button.isConnected) button.focus({ preventScroll: true });
  else panel.focus({ preventScroll: true });
}

// The sheet of a narrow window

const sheet = { open: false, event: null, control: null, inert: [] };

function openSheet(event, control) {
  sheet.event = event; // the click that opened it is not one beside it
  if (sheet.open) return;
  sheet.open = true;
  sheet.control = control;
  panel.classList.add("open");
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-modal", "true");
  sheet.inert = besides(panel);
  for (const node of sheet.inert) node.inert = true;
  enter("sheet");
}

/** All that is on the page beside a node, except what nobody can use anyway. */
function besides(node) {
  const found = [];
  for (let at = node; at !== document.body; at = at.parentElement) {
    const siblings = [...at.parentElement.children];
    found.push(...siblings.filter((one) => one !== at && "inert" in one && !one.inert));
  }
  return found;
}

/** Close the sheet and give the focus back to what opened it. */
function closeSheet() {
  if (!sheet.open) return;
  leave({ sheet: 1, article: 2 }[history.state?.evidence] ?? 0);
  putSheetAway();
  if (sheet.control?.isConnected) sheet.control.focus({ preventScroll: true });
}

function putSheetAway() {
  closeArticle();
  sheet.open = false;
  panel.classList.remove("open");
  panel.setAttribute("role", "complementary");
  panel.removeAttribute("aria-modal");
  for (const node of sheet.inert) node.inert = false;
  sheet.inert = [];
}

function clickBeside(event) {
  // What was clicked within may be gone by now, so its path tells where it was.
  const within = event === sheet.event || event.composedPath().includes(panel);
  if (sheet.open && !within) closeSheet();
}

// The browser's own way back: a place in its history for the sheet, and one for an article in it

let returning = null; // while the browser goes back because we said so
let going = 0; // how many places it has still to go: its state is that of before until it has

async function enter(place) {
  await returning;
  if (sheet.open) history.pushState({ ...history.state, evidence: place }, "");
}

function leave(wanted) {
  const places = wanted - going;
  if (places <= 0) return;
  going += places;
  returning = new Promise((resolve) => {
    window.addEventListener("popstate", resolve, { once: true });
  });
  history.go(-places);
}

function goneBack({ state }) {
  going = 0;
  if (returning) returning = null;
  else if (sheet.open && !state?.evidence) {
    putSheetAway();
    sheet.control?.focus({ preventScroll: true });
  } else if (opened && state?.evidence === "sheet") leaveArticle();
}
