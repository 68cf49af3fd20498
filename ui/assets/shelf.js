// What keeps conversations, wherever it keeps them. No shelf throws for what may happen to any
// reader: what goes wrong is told as a notice, and the reader goes on.

import { asked } from "./conversations.js";

/**
 * @typedef {{kind: "dropped"|"full"|"unkept"|"unreached"|"lost"|"refused", text?: string}} Notice
 */

/** What both shelves have: listeners, notices, and which conversation this tab has open. */
export class Shelf {
  #changed = new Set();
  #noticed = new Set();
  #untold = []; // notices from before anybody listened
  #last = new Map(); // by conversation: what its turns asked when this tab had it the last time
  #current = null;

  /** The name under which everything of this page is kept: pages may share an origin. */
  get prefix() {
    return `fundstelle:${new URL(".", document.baseURI).pathname}:`;
  }

  /** The conversation open in this tab, or null; a reload keeps it, a new tab has none. */
  get current() {
    try {
      return sessionStorage.getItem(`${this.prefix}current`);
    } catch {
      return this.#current;
    }
  }

  set current(id) {
    this.#current = id ?? null;
    try {
      if (id) sessionStorage.setItem(`${this.prefix}current`, id);
      else sessionStorage.removeItem(`${this.prefix}current`);
    } catch {
      // Nothing can be kept here: a reload then begins with an empty page.
    }
  }

  /** Call back whenever the list may have changed, here or in another tab; returns how to stop. */
  onChange(callback) {
    this.#changed.add(callback);
    return () => this.#changed.delete(callback);
  }

  /** Call back with every {@link Notice}, those from before included; returns how to stop. */
  onNotice(callback) {
    this.#noticed.add(callback);
    for (const notice of this.#untold.splice(0)) callback(notice);
    return () => this.#noticed.delete(callback);
  }

  _announce() {
    for (const callback of this.#changed) callback();
  }

  _tell(notice) {
    if (this.#noticed.size === 0) this.#untold.push(notice);
    for (const callback of this.#noticed) callback(notice);
  }

  /** Return what this tab had the last time and gives no more: it took that out itself. */
  _gone({ id, turns }) {
    const now = new Set(turns.map(asked));
    return (this.#last.get(id) ?? []).filter((turn) => !now.has(asked(turn)));
  }

  _remember({ id, turns }) {
    this.#last.set(
      id,
      turns.map(({ question, choice }) => ({ question, choice })),
    );
  }

  /** Remember a conversation that this tab sees for the first time. */
  _meet(conversation) {
    if (conversation && !this.#last.has(conversation.id)) this._remember(conversation);
    return conversation;
  }
}
