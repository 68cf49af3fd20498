// Where conversations are kept: in this browser or, for a reader who is logged in, on the server.
// Both shelves have the same methods, and neither throws for what may happen to any reader: what
// goes wrong is told as a notice, and the reader goes on.

/**
 * @typedef {{number: number, question: string, choice: ?object, trace: ?object}} Turn
 * @typedef {{id: string, title: string, created: string, updated: string}} Summary
 * @typedef {Summary & {turns: Turn[]}} Conversation
 * @typedef {{kind: "dropped"|"full"|"unkept"|"unreached"|"lost"|"refused", text?: string}} Notice
 */

const TITLE_LENGTH = 60; // characters of a title made from a question
const RENAMED_LENGTH = 120; // characters of a title that a reader chose

/** Return the shelf for this reader. */
export function openShelf({ server, keptOnServer }) {
  if (keptOnServer) return new ServerShelf(server);
  try {
    return new BrowserShelf(window.localStorage);
  } catch {
    // A browser may forbid a page to keep anything; then touching the storage is what throws.
    const shelf = new BrowserShelf(new MemoryStorage());
    shelf._tell({ kind: "unkept" });
    return shelf;
  }
}

/** Return a conversation that begins with a question; it is not kept yet. */
export function beginConversation(question) {
  const now = new Date().toISOString();
  return { id: makeId(), title: titleOf(question), created: now, updated: now, turns: [] };
}

/** Return a question as a title: on one line, shortened after a word. */
export function titleOf(question) {
  const text = onOneLine(question);
  const letters = Array.from(text); // no character is cut in two
  if (letters.length <= TITLE_LENGTH) return text;
  const room = letters.slice(0, TITLE_LENGTH - 1).join("");
  const words = letters[TITLE_LENGTH - 1] === " " ? room : room.replace(/ \S*$/u, "");
  return `${words.replace(/[\s,;:–—-]+$/u, "")}…`;
}

/** Return a random UUID (RFC 9562, version 4); `crypto.randomUUID` is missing without TLS. */
export function makeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What both shelves have: listeners, notices, and which conversation this tab has open. */
class Shelf {
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

/** Conversations on the server; what it cannot keep stays in memory until the page is closed. */
export class ServerShelf extends Shelf {
  #server;
  #memory = new BrowserShelf(new MemoryStorage());
  #listed = [];
  #line = Promise.resolve(); // changes are sent one after the other
  #told = false; // whether the reader knows that something stays in memory
  #listing = true; // whether the list came the last time; a reader is not told over and over
  #tabs = new BroadcastChannel(this.prefix);

  /** @param {object} server The server's functions, each taking one argument. */
  constructor(server) {
    super();
    this.#server = server;
    this.#tabs.onmessage = () => this._announce();
  }

  /** Where they are kept. */
  get where() {
    return "server";
  }

  /** @returns {Promise<Summary[]>} All of them, the one last used first. */
  async list() {
    const answer = await this.#ask("list_conversations", null);
    if (Array.isArray(answer.result)) this.#listed = answer.result.filter(isSummary);
    else if (!this.#told && this.#listing) this.#complain(answer);
    this.#listing = Array.isArray(answer.result);
    const unkept = await this.#memory.list();
    const here = new Set(unkept.map(({ id }) => id));
    return newestFirst([...unkept, ...this.#listed.filter(({ id }) => !here.has(id))]);
  }

  /** @returns {Promise<?Conversation>} null where it cannot be had, which the reader is told. */
  async get(id) {
    const unkept = await this.#memory._find(id);
    if (unkept) return unkept;
    const answer = await this.#ask("get_conversation", id);
    if (isConversation(answer.result)) return this._meet(answer.result);
    this.#complain(answer);
    return null;
  }

  /** Keep a conversation and return it as it is now: another tab may have added turns. */
  async keep(conversation) {
    return this.#inLine(async () => {
      const sent = { ...entitled(conversation), gone: this._gone(conversation) };
      const answer = await this.#ask("keep_conversation", sent);
      if (!("result" in answer)) return this.#hold(conversation, answer);
      await this.#memory.remove(conversation.id);
      this._remember(conversation);
      this.#spread();
      return isConversation(answer.result) ? answer.result : conversation;
    });
  }

  /** Rename a conversation and say whether that worked. */
  async rename(id, title) {
    const renamed = cleanTitle(title);
    if (!renamed) return false;
    return this.#inLine(async () => {
      if (await this.#memory.rename(id, renamed)) this._announce();
      else {
        const answer = await this.#ask("rename_conversation", { id, title: renamed });
        if (!("result" in answer)) return this.#complain(answer);
        this.#spread();
      }
      return true;
    });
  }

  /** Remove a conversation and say whether that worked. */
  async remove(id) {
    return this.#inLine(async () => {
      const onServer = this.#listed.some((summary) => summary.id === id);
      if (onServer || !(await this.#memory._find(id))) {
        const answer = await this.#ask("delete_conversation", id);
        if (!("result" in answer)) return this.#complain(answer);
      }
      await this.#memory.remove(id);
      this.#spread();
      return true;
    });
  }

  /** Hold in memory what the server could not keep, and tell the reader so once. */
  async #hold(conversation, { error }) {
    const held = await this.#memory.keep(conversation);
    if (!this.#told) this._tell(error ? { kind: "refused", text: error } : { kind: "unkept" });
    this.#told = true;
    this._announce();
    return held;
  }

  /** Ask the server: its `result`, the `error` it found, or neither where it did not answer. */
  async #ask(name, argument) {
    try {
      const result = await this.#server[name](argument);
      return result?.error ? { error: String(result.error) } : { result };
    } catch (failure) {
      console.warn(`${name}:`, failure);
      return {};
    }
  }

  #complain({ error }) {
    this._tell(error ? { kind: "refused", text: error } : { kind: "unreached" });
    return false;
  }

  #inLine(work) {
    const done = this.#line.then(work);
    this.#line = done.catch(() => {}); // whoever asked for it is told; the next one goes on
    return done;
  }

  #spread() {
    this._announce();
    this.#tabs.postMessage("changed");
  }
}

/** Takes the place of a browser's storage and forgets all with the page. */
class MemoryStorage {
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

/**
 * Return two versions of a conversation as one that has the turns of both, each once.
 *
 * Turns are told apart by what they ask, not by their numbers: two tabs number what each has asked
 * by itself alike. `ui/desk/conversations.py` does the same for what is kept on the server.
 */
function merge(kept, given, gone) {
  if (!kept) return given;
  const taken = new Set(gone.map(asked));
  const mine = named(given.turns);
  const stays = ([name, turn]) => mine.has(name) || !taken.has(asked(turn));
  const turns = new Map([...named(kept.turns)].filter(stays));
  for (const [name, turn] of mine) if (turn.trace || !turns.has(name)) turns.set(name, turn);
  return {
    ...given,
    title: kept.title, // changed by renaming alone
    created: kept.created,
    updated: Date.parse(kept.updated) > Date.parse(given.updated) ? kept.updated : given.updated,
    turns: numbered([...turns.values()]),
  };
}

/** Return turns by what they ask, and the how-manieth time they ask it. */
function named(turns) {
  const times = new Map();
  return new Map(
    turns.map((turn) => {
      const time = (times.get(asked(turn)) ?? 0) + 1;
      times.set(asked(turn), time);
      return [`${time} ${asked(turn)}`, turn];
    }),
  );
}

/** Return what a turn asks, as one text: its question and its filter. */
function asked({ question, choice }) {
  const chosen = Object.entries(choice ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([question, chosen]);
}

/** Number turns upwards: each keeps its number unless one before it has gone as far. */
function numbered(turns) {
  let least = 0;
  return turns.map((turn) => {
    least = Math.max(turn.number, least + 1);
    return { ...turn, number: least };
  });
}

/** Give a conversation without a title its first question for one. */
function entitled(conversation) {
  if (conversation.title?.trim()) return conversation;
  return { ...conversation, title: titleOf(conversation.turns[0]?.question ?? "") };
}

function cleanTitle(title) {
  return Array.from(onOneLine(title)).slice(0, RENAMED_LENGTH).join("").trim();
}

function onOneLine(text) {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

function newestFirst(summaries) {
  return summaries.sort((one, other) => Date.parse(other.updated) - Date.parse(one.updated));
}

function summaryOf(conversation) {
  if (!conversation) return null;
  const { id, title, created, updated } = conversation;
  return { id, title, created, updated };
}

function isSummary(value) {
  const texts = [value?.id, value?.title, value?.created, value?.updated];
  if (texts.some((text) => typeof text !== "string") || !value.id) return false;
  return !Number.isNaN(Date.parse(value.created)) && !Number.isNaN(Date.parse(value.updated));
}

function isConversation(value) {
  return isSummary(value) && Array.isArray(value.turns) && value.turns.every(isTurn);
}

function isTurn(value) {
  return Number.isFinite(value?.number) && typeof value.question === "string";
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
