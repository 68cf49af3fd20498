// Conversations kept in this browser.

import {
  cleanTitle,
  entitled,
  isConversation,
  isSummary,
  merge,
  newestFirst,
  summaryOf,
} from "./conversations.js";
import { Shelf } from "./shelf.js";

/** Conversations in the browser's storage: a key for each, and an index of them all. */
export class BrowserShelf extends Shelf {
  #storage;
  #told = new Set(); // what the reader knows already

  /** @param {Storage} storage Where to keep them, such as `localStorage`. */
  constructor(storage) {
    super();
    this.#storage = storage;
    window.addEventListener("storage", ({ storageArea, key }) => {
      const ours = key === null || key.startsWith(this.prefix);
      if (storageArea === storage && ours) this._announce();
    });
  }

  /** Where they are kept. */
  get where() {
    return this.#storage instanceof MemoryStorage ? "memory" : "browser";
  }

  /** @returns {Promise<Summary[]>} All of them, the one last used first. */
  async list() {
    return this.#alone(() => newestFirst([...this.#summaries().values()]));
  }

  /** @returns {Promise<?Conversation>} null where it is gone, which the reader is told. */
  async get(id) {
    const conversation = await this._find(id);
    if (!conversation) this._tell({ kind: "lost" });
    return conversation;
  }

  async _find(id) {
    return this.#alone(() => this._meet(this.#read(id)));
  }

  /** Keep a conversation and return it as it is now: another tab may have added turns. */
  async keep(conversation) {
    return this.#alone(() => {
      const gone = this._gone(conversation);
      const merged = merge(this.#read(conversation.id), entitled(conversation), gone);
      if (!isConversation(merged)) throw new TypeError("what is to be kept is no conversation");
      if (this.#put(merged)) this._remember(conversation);
      this._announce();
      return merged;
    });
  }

  /** Rename a conversation and say whether that worked. */
  async rename(id, title) {
    return this.#alone(() => {
      const conversation = this.#read(id);
      const renamed = cleanTitle(title);
      if (!conversation || !renamed) return false;
      const done = this.#put({ ...conversation, title: renamed });
      this._announce();
      return done;
    });
  }

  /** Remove a conversation and say whether that worked. */
  async remove(id) {
    return this.#alone(() => {
      this.#storage.removeItem(this.#key(id));
      this.#summaries();
      this._announce();
      return true;
    });
  }

  /** Do something while no other tab does; without TLS there are no locks, and luck decides. */
  async #alone(work) {
    if (!navigator.locks || this.where === "memory") return work();
    return navigator.locks.request(this.prefix, work);
  }

  #key(id) {
    return `${this.prefix}conversation:${id}`;
  }

  /** Read a conversation; one that cannot be read is removed. */
  #read(id) {
    const text = this.#storage.getItem(this.#key(id));
    if (text === null) return null;
    const conversation = parse(text);
    if (isConversation(conversation) && conversation.id === id) return conversation;
    this.#storage.removeItem(this.#key(id));
    return null;
  }

  /** Read the index and put it right by what is there, which is the truth. */
  #summaries() {
    const text = this.#storage.getItem(`${this.prefix}index`);
    const index = parse(text ?? "[]");
    const listable = Array.isArray(index) ? index.filter(isSummary) : [];
    const listed = new Map(listable.map((summary) => [summary.id, summary]));
    const found = new Map();
    for (const key of keysOf(this.#storage)) {
      if (!key.startsWith(this.#key(""))) continue;
      const id = key.slice(this.#key("").length);
      const summary = listed.get(id) ?? summaryOf(this.#read(id));
      if (summary) found.set(id, summary);
    }
    if (JSON.stringify([...found.values()]) !== text) this.#writeIndex(found);
    return found;
  }

  #writeIndex(summaries) {
    try {
      this.#storage.setItem(`${this.prefix}index`, JSON.stringify([...summaries.values()]));
    } catch (error) {
      if (!isQuota(error)) throw error;
      this.#storage.removeItem(`${this.prefix}index`); // none is better than a stale one
    }
  }

  /** Write a conversation; where there is no room, the oldest others go, unless that is no help. */
  #put(conversation) {
    const summaries = this.#summaries();
    const others = newestFirst([...summaries.values()].filter(({ id }) => id !== conversation.id));
    const dropped = [];
    while (!this.#fits(conversation)) {
      const oldest = others.pop();
      if (!oldest) {
        for (const [key, text] of dropped) this.#storage.setItem(key, text);
        this.#tellOnce("full");
        return false;
      }
      const key = this.#key(oldest.id);
      dropped.push([key, this.#storage.getItem(key)]);
      this.#storage.removeItem(key);
      summaries.delete(oldest.id);
    }
    this.#writeIndex(summaries.set(conversation.id, summaryOf(conversation)));
    if (dropped.length) this.#tellOnce("dropped");
    return true;
  }

  #tellOnce(kind) {
    if (!this.#told.has(kind)) this._tell({ kind });
    this.#told.add(kind);
  }

  #fits(conversation) {
    try {
      this.#storage.setItem(this.#key(conversation.id), JSON.stringify(conversation));
      return true;
    } catch (error) {
      if (!isQuota(error)) throw error;
      return false;
    }
  }
}

/** Takes the place of a browser's storage and forgets all with the page. */
export class MemoryStorage {
  #entries = new Map();

  get length() {
    return this.#entries.size;
  }

  key(place) {
    return [...this.#entries.keys()][place] ?? null;
  }

  getItem(key) {
    return this.#entries.get(key) ?? null;
  }

  setItem(key, text) {
    this.#entries.set(key, text);
  }

  removeItem(key) {
    this.#entries.delete(key);
  }
}

function isQuota(error) {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

function keysOf(storage) {
  return Array.from({ length: storage.length }, (_, place) => storage.key(place));
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
