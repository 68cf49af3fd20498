// The turns of a conversation, as the server renders them.

import { build, morphElement } from "./morph.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Return how the page scrolls by itself. */
export function manner() {
  return calm.matches ? "auto" : "smooth";
}

/** Return one of the page's own sentences. */
export function saying(name) {
  return document.querySelector(`template[data-says="${name}"]`).content.textContent;
}

export class Log {
  #followed; // the turn last brought into view, and how far it was

  /** A log of turns, within the pane that scrolls. */
  constructor(element, pane) {
    this.element = element;
    this.pane = pane;
    for (const event of ["pointerdown", "focusin"]) document.addEventListener(event, foldAway);
    element.addEventListener("keydown", leaveMenu);
    element.addEventListener("toggle", showMenu, true); // it does not bubble
    element.addEventListener("click", unfoldQuestion);
  }

  /** Put a question in before the server has said anything of it. */
  begin(number, question) {
    const turn = document.createElement("article");
    turn.className = "turn";
    turn.dataset.turn = number;
    const heading = document.createElement("h2");
    heading.className = "question";
    heading.dir = "auto";
    heading.textContent = question;
    const pending = document.createElement("p");
    pending.className = "pending";
    pending.textContent = saying("searching");
    turn.append(heading, pending);
    this.#dropSuggestions();
    this.element.querySelector(":scope > .failure")?.remove();
    const before = this.#find(number);
    if (before) before.replaceWith(turn);
    else this.element.append(turn);
    this.#followed = undefined;
    this.#follow(turn);
  }

  /** Put a turn in, or in place of what it was. */
  put(number, html) {
    const turn = this.#find(number);
    if (!turn) {
      this.element.append(build(html));
      return;
    }
    morphElement(turn, html);
    this.#follow(turn);
  }

  /** End a turn with a reason of the page's own. */
  fail(number, reason) {
    const turn = this.#find(number);
    turn.querySelector(".pending")?.remove();
    const failure = document.createElement("p");
    failure.className = "failure";
    failure.textContent = reason;
    turn.append(failure);
  }

  /** Say why there is nothing to be shown. */
  refuse(reason) {
    const failure = document.createElement("p");
    failure.className = "failure";
    failure.textContent = reason;
    this.element.replaceChildren(failure);
  }

  /** Say something quietly, below a turn or at the end. */
  tell(text, number) {
    const place = number === undefined ? this.element : this.#find(number);
    let told = place.querySelector(":scope > .told, .tools .told");
    if (!told) {
      told = document.createElement("p");
      told.className = "told";
      told.role = "status";
      place.append(told);
    }
    told.textContent = text;
    setTimeout(() => told.textContent === text && (told.textContent = ""), 4000);
  }

  /** Offer questions below a turn. */
  suggest(number, html) {
    this.#dropSuggestions();
    this.#find(number)?.insertAdjacentHTML("beforeend", html);
  }

  questionOf(number) {
    return this.#find(number)?.querySelector(".question").textContent ?? "";
  }

  bringIntoView(number) {
    this.#find(number)?.scrollIntoView({ block: "start" });
  }

  clear() {
    this.element.replaceChildren();
    this.#followed = undefined;
  }

  #find(number) {
    return this.element.querySelector(`:scope > .turn[data-turn="${number}"]`);
  }

  #dropSuggestions() {
    for (const one of this.element.querySelectorAll(".suggestions")) one.remove();
  }

  /** Bring a new turn into view, and its answer once that begins; then the reader scrolls. */
  #follow(turn) {
    const searching = turn.querySelector(".pending:not([data-writing])");
    const stage = `${turn.dataset.turn} ${searching ? "searching" : "begun"}`;
    if (stage === this.#followed) return;
    this.#followed = stage;
    turn.scrollIntoView({ behavior: manner(), block: "start" });
  }
}

/** Fold the menus away that something happens outside of. */
function foldAway({ target }) {
  for (const menu of document.querySelectorAll(".log .copying[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
}

/** Bring into view what a menu offers: it unfolds where the question box may cover it. */
function showMenu({ target }) {
  if (!target.matches(".copying[open]")) return;
  target.querySelector("div").scrollIntoView({ behavior: manner(), block: "nearest" });
}

/** Show all of a long question, or its beginning again; but let its words be selected. */
function unfoldQuestion({ target }) {
  const question = target.closest(".question");
  if (!question || !getSelection().isCollapsed) return;
  const whole = "whole" in question.dataset;
  if (whole || question.scrollHeight > question.clientHeight) question.toggleAttribute("data-whole", !whole);
}

/** Leave a menu by Escape, which stops no answer then. */
function leaveMenu(event) {
  const menu = event.key === "Escape" && event.target.closest(".copying[open]");
  if (!menu) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary").focus();
}
