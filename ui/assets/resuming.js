// What a tab must not lose when the page is loaded anew, as Gradio's client does by itself once a
// server that was gone is back: the question under way, and what is being written.

/** @typedef {{id: string, number: number, question: string, again: boolean, ended: boolean}} Asked */

/** What this tab remembers until it is closed; nothing where the browser forbids that. */
export class Resuming {
  #prefix;

  /** @param {string} prefix The name under which this page keeps what it keeps. */
  constructor(prefix) {
    this.#prefix = prefix;
  }

  /** The question under way, or that came to no answer; null for none. @type {?Asked} */
  get asked() {
    try {
      return JSON.parse(sessionStorage.getItem(`${this.#prefix}asked`));
    } catch {
      return null;
    }
  }

  set asked(asked) {
    this.#set("asked", asked && JSON.stringify(asked));
  }

  /** Keep what stands in a box until it is sent. */
  keepDraft(box) {
    try {
      box.value ||= sessionStorage.getItem(`${this.#prefix}draft`) ?? "";
    } catch {
      return;
    }
    window.addEventListener("pagehide", () => this.#set("draft", box.value));
  }

  #set(name, text) {
    try {
      if (text) sessionStorage.setItem(`${this.#prefix}${name}`, text);
      else sessionStorage.removeItem(`${this.#prefix}${name}`);
    } catch {
      // It is lost then.
    }
  }
}
