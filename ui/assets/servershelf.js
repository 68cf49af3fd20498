// Conversations kept on the server, for a reader who is logged in.

import { BrowserShelf, MemoryStorage } from "./browsershelf.js";
import { cleanTitle, entitled, isConversation, isSummary, newestFirst } from "./conversations.js";
import { Shelf } from "./shelf.js";

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
