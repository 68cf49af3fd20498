// The conversation: a question goes out, its turn grows, and is kept. What the other parts of the
// page do is theirs; here they are brought together.

import { readAddress, writeAddress, linkTo } from "./address.js";
import { startComposer } from "./composer.js";
import { copy, save } from "./copying.js";
import { beginConversation } from "./conversations.js";
import * as drawer from "./drawer.js";
import * as evidence from "./evidence.js";
import { startFilters } from "./filters.js";
import { Log, saying } from "./log.js";
import { startPreferences } from "./preferences.js";
import * as rating from "./rating.js";
import { Resuming } from "./resuming.js";
import { answering, whenLoggedOut } from "./server.js";
import { openShelf } from "./shelves.js";
import { startViews } from "./views.js";

const REMEMBERED = 6; // answers that a question is sent with
const PATIENCE = 6000; // milliseconds without a word before the server is looked for
const MOST_LOOKS = 10; // without a first word: the stream that would bring it is gone
const PROMPTNESS = 8000; // milliseconds that it has to answer then

/** Begin once the page stands there. Gradio provides the component's node and means. */
export function start(component) {
  const { props, watch } = component;
  let chat;
  const receive = () => {
    const message = props.value;
    if (message?.ready) chat ??= new Chat(component, message.ready);
    else if (message) chat?.receive(message);
  };
  watch("value", receive);
  receive(); // it may have come before this was loaded
}

class Chat {
  #ready = false; // whether the tab knows what is to be shown
  #early; // a question that came before
  #pending = null; // the question under way, and what has become of it
  #watchdog;
  #editing = null; // the number of the turn that the next question replaces

  constructor({ element, server, trigger }, ready) {
    document.documentElement.lang = ready.language;
    this.server = answering(server);
    this.trigger = trigger;
    whenLoggedOut(() => this.#leave());
    this.log = new Log(element.querySelector(".log"), element.querySelector("#conversation"));
    this.welcome = element.querySelector(".welcome");
    const describe = (asked) => this.#call("describe", asked);
    this.filters = startFilters(element.querySelector("#limiting"), { describe }, () => this.#address());
    this.composer = startComposer(element.querySelector("#composer"), {
      ask: (question) => this.ask(question),
      stop: () => this.stop(),
      cancel: () => this.#edit(null),
    });
    startPreferences(element.querySelector(".preferences"));
    evidence.start({
      panel: element.querySelector("#evidence"),
      log: this.log.element,
      server: this.server,
    });
    rating.start({ log: this.log.element, server: this.server, describe: (turn) => this.#describe(turn) });
    this.shelf = openShelf({ server: this.server, keptOnServer: Boolean(ready.reader) });
    this.resuming = new Resuming(this.shelf.prefix);
    this.resuming.keepDraft(element.querySelector("#question textarea"));
    this.drawer = drawer.start({
      element: element.querySelector("#drawer"),
      shelf: this.shelf,
      onOpen: (conversation) => this.open(conversation),
      onNew: () => this.renew(),
      onExport: (conversation, form) => this.#export(conversation, form),
    });
    startViews(element.querySelector("#masthead"));
    element.addEventListener("click", (event) => this.#act(event));
    document.addEventListener("articles:changed", () => this.#takeStock());
    document.dispatchEvent(new Event("page:started"));
    this.#begin();
  }

  /** Go on where this tab was, or ask what the address asks. */
  async #begin() {
    this.conversation = beginConversation("");
    const { question, choice } = readAddress();
    this.filters.choose(choice);
    const { current } = this.shelf;
    const kept = current && (await this.shelf.get(current));
    const { asked } = this.resuming;
    const resumes = asked && asked.question === question && (!current || asked.id === current);
    // Another tab may have asked on, so it need not be the last.
    const known = (kept?.turns ?? []).some((turn) => turn.question === question);
    const goesOn = kept && (!question || resumes || known);
    if (goesOn) await this.open(kept);
    this.#ready = true;
    const wanted = this.#early ?? (goesOn ? null : question);
    if (resumes && !this.#early) this.#resume(asked);
    else if (wanted) this.ask(wanted);
    else if (!goesOn) this.#offerExamples();
    document.documentElement.dataset.started = ""; // for whoever drives the page
  }

  /** Ask again, once, what was under way when the page was loaded anew; or say how it ended. */
  #resume({ number, question, again, ended }) {
    const { conversation } = this;
    if (!again && !ended) {
      if (conversation.turns.at(-1)?.number === number) this.#editing = number;
      this.ask(question, true);
      return;
    }
    this.welcome.hidden = true;
    this.log.begin(number, question);
    this.log.fail(number, saying("unreachable"));
    this.resuming.asked = { id: conversation.id, number, question, again: true, ended: true };
    this.#address(question);
    this.composer.rest(question);
  }

  async #offerExamples() {
    if (this.welcome.querySelector(".examples")) return;
    const { html } = await this.#call("offer", {});
    if (html && !this.welcome.querySelector(".examples")) {
      this.welcome.insertAdjacentHTML("beforeend", html);
    }
  }

  /** Show what there is to be asked by now: articles have come or gone. */
  async #takeStock() {
    const { held, filters } = await this.#call("take_stock", {});
    if (held === undefined) return; // what stands there stays
    this.welcome.querySelector(".held").outerHTML = held;
    this.filters.renew(filters);
    this.welcome.querySelector(".examples")?.remove();
    if (!this.welcome.hidden) this.#offerExamples();
  }

  /** Ask a question, unless another is being answered; tell whether it was sent. */
  ask(question, again = false) {
    if (this.#pending || !question.trim()) return false;
    if (!this.#ready) {
      this.#early = question;
      return true;
    }
    const { turns } = this.conversation;
    const number = this.#editing ?? (turns.at(-1)?.number ?? 0) + 1;
    if (this.#editing) {
      turns.pop();
      evidence.remove(number);
    }
    this.#edit(null);
    const choice = this.filters.choice();
    const key = `${this.conversation.id}/${number}/${Date.now()}`;
    this.#pending = { key, number, question, choice, heard: false, looks: 0 };
    const { id } = this.conversation;
    this.resuming.asked = { id, number, question: question.trim(), again, ended: false };
    this.welcome.hidden = true;
    this.log.begin(number, question.trim());
    this.#address(question.trim());
    this.#watch();
    this.trigger("submit", { key, number, question, choice, history: this.#history() });
    return true;
  }

  /** Put in what the server says of the question under way. */
  receive({ turn, key, failure }) {
    if (!this.#pending || (key && key !== this.#pending.key)) return;
    if (failure) {
      this.#end(failure);
      return;
    }
    this.#pending.heard = true;
    this.#watch();
    this.log.put(turn.number, turn.html);
    if (turn.evidence) evidence.put(turn.number, turn.evidence);
    if (!turn.pending) this.#finish(turn);
    else if (this.#pending.stopping) this.trigger("stop"); // the first came before it had begun
  }

  stop() {
    if (!this.#pending) return;
    this.#pending.stopping = true;
    this.trigger("stop");
  }

  /** Show a conversation that was kept. */
  async open(conversation) {
    if (this.#pending && conversation.id === this.conversation.id) return;
    if (this.#pending) this.stop();
    this.#clear();
    this.conversation = conversation;
    this.shelf.current = conversation.id;
    this.drawer.setCurrent(conversation.id);
    this.#address();
    const shown = await this.#call("reopen", { turns: conversation.turns });
    if (this.conversation !== conversation) return;
    this.welcome.hidden = true;
    for (const turn of shown.turns ?? []) {
      this.log.put(turn.number, turn.html);
      if (turn.evidence) evidence.put(turn.number, turn.evidence);
    }
    const last = shown.turns?.at(-1);
    if (last) {
      evidence.show(last.number);
      this.log.bringIntoView(last.number);
    } else if (shown.error) this.log.refuse(shown.error);
  }

  /** Begin a new conversation. */
  renew() {
    if (this.#pending) this.stop();
    this.#clear();
    this.conversation = beginConversation("");
    this.shelf.current = null;
    this.drawer.setCurrent(null);
    this.welcome.hidden = false;
    this.#address();
    this.#offerExamples();
    this.composer.focus();
  }

  #clear() {
    this.#pending = null;
    if (this.#ready) this.resuming.asked = null;
    clearTimeout(this.#watchdog);
    this.#edit(null);
    this.log.clear();
    evidence.clear();
  }

  async #finish({ number, trace }) {
    clearTimeout(this.#watchdog);
    const { question, choice } = this.#pending;
    this.#pending = this.resuming.asked = null;
    const { conversation } = this;
    conversation.turns.push({ number, question: question.trim(), choice, trace: trace ?? null });
    conversation.updated = new Date().toISOString();
    this.composer.rest();
    if (trace) this.#suggest(number);
    this.shelf.current = conversation.id;
    const kept = await this.shelf.keep(conversation);
    if (this.conversation !== conversation) return;
    // Another tab may have added turns to it, which are told apart by number.
    if (kept && !this.#pending) {
      if (kept.turns.length === conversation.turns.length) this.conversation = kept;
      else await this.open(kept);
    }
    this.drawer.setCurrent(conversation.id);
  }

  /** End the question under way with a reason of the page's own. */
  #end(reason) {
    clearTimeout(this.#watchdog);
    const { number, question } = this.#pending;
    this.#pending = null;
    this.resuming.asked = { ...this.resuming.asked, ended: true };
    this.log.fail(number, reason);
    this.composer.rest(question);
  }

  /** Call the server; that it did not answer is a mistake like any other. */
  async #call(name, asked) {
    try {
      return await this.server[name](asked);
    } catch {
      return { error: saying("unreachable") };
    }
  }

  /** Say that the login has ended, and where to log in: nothing more can be asked. */
  #leave() {
    if (this.#pending) this.#end(saying("logged-out"));
    const page = document.querySelector("#page");
    if (page.querySelector(".logged-out")) return;
    const notice = document.createElement("div");
    notice.className = "logged-out";
    notice.role = "alert";
    const enter = document.createElement("button");
    enter.type = "button";
    enter.textContent = saying("log-in");
    enter.addEventListener("click", () => location.reload());
    notice.append(saying("logged-out"), " ", enter);
    page.append(notice);
  }

  /** Look for the server where it has said nothing for a while. */
  #watch() {
    clearTimeout(this.#watchdog);
    const { key } = this.#pending;
    this.#watchdog = setTimeout(async () => {
      if (this.#pending?.key !== key) return;
      const signal = AbortSignal.timeout(PROMPTNESS);
      const there = await fetch("page/chat.js", { method: "HEAD", cache: "no-store", signal }).then(
        (response) => response.ok,
        () => false,
      );
      if (this.#pending?.key !== key) return;
      const silent = !this.#pending.heard && ++this.#pending.looks > MOST_LOOKS;
      if (there && !silent) this.#watch();
      else this.#end(saying("unreachable"));
    }, PATIENCE);
  }

  async #suggest(number) {
    const { id } = this.conversation;
    const { html } = await this.#call("suggest", { history: this.#history() });
    const { conversation } = this; // another object by now, once it is kept
    const isLast = conversation.id === id && conversation.turns.at(-1)?.number === number;
    if (html && isLast && !this.#pending) {
      this.log.suggest(number, html);
    }
  }

  /** Return the answers that the next question may lean on. */
  #history() {
    const traces = this.conversation.turns.map(({ trace }) => trace).filter(Boolean);
    return traces.slice(-REMEMBERED);
  }

  #describe(node) {
    const number = Number(node.dataset.turn);
    const turn = this.conversation.turns.find((one) => one.number === number);
    const { trace = null, choice = null } = turn ?? {};
    return { turn: `${this.conversation.id}/${number}`, trace, choice };
  }

  #address(question = this.conversation?.turns.at(-1)?.question) {
    writeAddress({ question, choice: this.filters.choice() });
  }

  /** Do what a button of a turn, or of an offer, says. */
  #act({ target }) {
    const button = target.closest("button");
    if (!button) return;
    if (button.dataset.ask) {
      this.#edit(null); // it replaces no question
      this.ask(button.dataset.ask);
    }
    const act = button.dataset.do;
    const node = button.closest(".turn");
    if (!act || !node) return;
    const number = Number(node.dataset.turn);
    if (act === "edit") this.#edit(number);
    else if (act === "retry") this.#retry(number);
    else if (act === "widen") this.#widen(number);
    else this.#copy(node, act);
  }

  #edit(number) {
    this.#editing = number;
    this.composer.edit(number && this.#questionOf(number));
  }

  #retry(number) {
    const question = this.#questionOf(number);
    if (this.#pending) return;
    if (this.conversation.turns.at(-1)?.number === number) this.#editing = number;
    this.ask(question);
  }

  /** Ask once more, all articles. */
  #widen(number) {
    if (this.#pending) return;
    this.filters.reset();
    this.#retry(number);
  }

  #questionOf(number) {
    const turn = this.conversation.turns.find((one) => one.number === number);
    return turn?.question ?? this.log.questionOf(number);
  }

  /** Copy an answer, or a link that asks its question. */
  async #copy(node, form) {
    const number = Number(node.dataset.turn);
    const turn = this.conversation.turns.find((one) => one.number === number);
    node.querySelector(".copying").open = false;
    if (form === "link") {
      const link = linkTo(turn ?? { question: this.log.questionOf(number) });
      this.log.tell(saying((await copy(Promise.resolve(link))) ? "copied" : "not-copied"), number);
      return;
    }
    let refused = "";
    const text = this.#call("export", { trace: turn?.trace, form }).then((made) => {
      refused = made.error ?? "";
      return made.text ?? "";
    });
    const copied = await copy(text);
    this.log.tell(refused || saying(copied ? "copied" : "not-copied"), number);
  }

  async #export(conversation, form) {
    const { text, name, error } = await this.#call("export", { conversation, form });
    if (error) {
      this.log.tell(error);
      return;
    }
    save(text, name);
  }
}
