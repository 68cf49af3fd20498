// The question box: Enter asks, Shift+Enter breaks the line, Escape stops.

import { saying } from "./log.js";

const LINES = 6; // that the box grows to

/** Begin; returns what the conversation may do with the box. */
export function startComposer(element, { ask, stop, cancel }) {
  const box = element.querySelector("textarea");
  let overlong = ""; // what was sent and may be wanted back
  let draft = ""; // what was being written when a question was to be edited

  function fit() {
    box.style.height = "auto";
    const line = parseFloat(getComputedStyle(box).lineHeight);
    box.style.height = `${Math.min(box.scrollHeight + 2, line * LINES + 26)}px`;
  }

  function send() {
    const question = box.value;
    const edited = "editing" in element.dataset;
    if (!ask(question)) return;
    overlong = question.length > 2000 ? question : "";
    if (!edited) box.value = ""; // else what was being written before is back
    fit();
  }

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  box.addEventListener("input", fit);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  element.querySelector("#stop").addEventListener("click", () => {
    stop();
    focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    if (element.dataset.editing !== undefined) cancel();
    else stop();
  });

  function focus() {
    // On a touch screen the box must not take it: the keyboard would cover the answer.
    if (matchMedia("(pointer: fine)").matches) box.focus({ preventScroll: true });
  }

  /** Put the focus into the box if what had it is gone, such as an example. */
  function keepFocus() {
    const focused = document.activeElement;
    if (focused === document.body || !focused.checkVisibility({ visibilityProperty: true })) focus();
  }

  if (document.activeElement === document.body) focus(); // the reader may be elsewhere by now
  if (box.value.endsWith("\n")) send(); // Enter came before this was loaded
  return {
    focus,
    /** The answer is there, or will not come: then what was asked may be wanted back. */
    rest(question = overlong) {
      if (question && !box.value) box.value = question;
      overlong = "";
      fit();
      keepFocus();
    },
    /** Have a question changed; null has none. */
    edit(question) {
      let hint = element.querySelector(".editing");
      if (!question) {
        if (!hint) return;
        delete element.dataset.editing;
        hint.remove();
        box.value = draft;
        fit();
        return;
      }
      if (!hint) draft = box.value;
      element.dataset.editing = "";
      if (!hint) {
        hint = document.createElement("p");
        hint.className = "editing";
        hint.role = "status";
        element.prepend(hint);
      }
      hint.textContent = saying("editing");
      box.value = question;
      fit();
      box.focus();
      box.select();
    },
  };
}
