// The drawer of kept conversations: a column of the page where there is room for one, and else a
// sheet that comes up over it. What it says is in the HTML from the server; what a reader wrote is
// only ever put in as text.

const UNDO_FOR = 8000; // milliseconds
const SEARCH_FROM = 11; // conversations
const MENU_HEIGHT = 190; // pixels, about

const wide = window.matchMedia("(min-width: 80rem)");

/**
 * Fill and move the drawer.
 *
 * @param {object} options
 * @param {HTMLElement} options.element Holds what `render_drawer` rendered, now or later.
 * @param {object} options.shelf From `openShelf`.
 * @param {(conversation: object) => void} options.onOpen The reader chose a conversation.
 * @param {() => void} options.onNew The reader wants an empty page.
 * @param {(conversation: object, form: "markdown"|"json") => void} options.onExport
 * @returns {{refresh: () => Promise<void>, setCurrent: (id: ?string) => void, toggle: () => void}}
 */
export function start({ element, shelf, onOpen, onNew, onExport }) {
  const drawer = new Drawer(shelf, { onOpen, onNew, onExport });
  whenThere(element, ".drawer", (root) => drawer.move(root));
  return {
    refresh: () => drawer.refresh(),
    setCurrent: (id) => drawer.setCurrent(id),
    toggle: () => drawer.toggle(),
  };
}

class Drawer {
  #shelf;
  #tell; // what the page wants to know
  #root;
  #panel;
  #sheet;
  #listed = [];
  #rows = new Map(); // by conversation
  #deleted = new Map(); // by conversation: its row, itself, and when it is gone for good
  #refreshed = 0;
  #pinned; // whether it stays open as a column, now and the next time

  constructor(shelf, tell) {
    this.#shelf = shelf;
    this.#tell = tell;
    this.#pinned = recall(`${shelf.prefix}drawer`) === "pinned";
  }

  /** Begin, once there is what the server rendered. */
  move(root) {
    this.#root = root;
    this.#panel = root.querySelector(".drawer-panel");
    this.#sheet = root.querySelector(".drawer-sheet");
    this.#panel.querySelector(".where").textContent = this.#say(`kept-${this.#shelf.where}`);
    root.addEventListener("click", (event) => this.#click(event));
    root.addEventListener("keydown", (event) => this.#key(event));
    this.#search.addEventListener("input", () => this.#draw());
    const passing = { capture: true, passive: true };
    this.#panel.addEventListener("scroll", () => this.#closeMenu(), passing);
    this.#sheet.addEventListener("close", () => this.#settle());
    document.addEventListener("click", ({ target }) => {
      if (target.closest("#toggle-drawer")) this.toggle();
    });
    wide.addEventListener("change", () => this.#settle());
    document.addEventListener("visibilitychange", () => this.#draw()); // a day may have gone by
    this.#shelf.onChange(() => this.refresh());
    this.#shelf.onNotice(({ kind, text }) => this.#notify(text ?? this.#say(kind)));
    this.#settle();
    whenThere(document.body, "#toggle-drawer", () => this.#mark());
    this.refresh();
  }

  /** Show what is on the shelf now. */
  async refresh() {
    const number = ++this.#refreshed;
    const listed = await this.#shelf.list();
    if (number !== this.#refreshed) return; // a later one was quicker
    this.#listed = listed;
    this.#draw();
  }

  /** Mark the conversation that is open in this tab; null for none. */
  setCurrent(id) {
    this.#shelf.current = id ?? null;
    this.#draw();
  }

  toggle() {
    if (this.#isOpen) this.#close();
    else this.#open();
  }

  // Open and closed

  get #isOpen() {
    return Boolean(this.#panel) && !this.#panel.hidden;
  }

  #pin(pinned) {
    this.#pinned = pinned;
    remember(`${this.#shelf.prefix}drawer`, pinned ? "pinned" : null);
    this.#settle();
  }

  #open() {
    if (!this.#root) return;
    if (wide.matches) this.#pin(true);
    else {
      this.#panel.hidden = false;
      this.#sheet.append(this.#panel);
      this.#sheet.showModal();
      this.#mark();
    }
    this.#draw();
  }

  #close() {
    if (this.#sheet.open) {
      this.#sheet.close(); // and then it settles
      this.#settle();
      return;
    }
    const focused = this.#panel.contains(document.activeElement);
    this.#pin(false);
    if (focused) document.getElementById("toggle-drawer")?.focus();
  }

  /** Be a column or nothing: what it is whenever no sheet is open. */
  #settle() {
    if (this.#sheet.open) {
      if (!wide.matches) return;
      this.#sheet.close();
    }
    if (this.#panel.parentElement === this.#sheet) this.#sheet.after(this.#panel);
    this.#panel.hidden = !(wide.matches && this.#pinned);
    this.#mark();
  }

  /** Tell the page and its button what the drawer is. */
  #mark() {
    this.#root.dataset.state = this.#sheet.open ? "sheet" : this.#isOpen ? "column" : "closed";
    this.#root.querySelector("[data-outside]").hidden = this.#isOpen;
    const button = document.getElementById("toggle-drawer");
    button?.setAttribute("aria-expanded", String(this.#isOpen));
    button?.setAttribute("aria-controls", this.#panel.id);
  }

  // The list

  get #search() {
    return this.#panel.querySelector("input[type='search']");
  }

  #draw() {
    if (!this.#root) return;
    const gone = new Map([...this.#deleted].map(([id, { conversation }]) => [id, conversation]));
    const there = this.#listed.filter(({ id }) => !gone.has(id));
    const all = [...there, ...gone.values()].sort(byUpdate);
    this.#search.hidden = all.length < SEARCH_FROM && !this.#search.value;
    const shown = all.filter(matching(this.#search.value));
    const now = new Date();
    for (const section of this.#panel.querySelectorAll("[data-group]")) {
      const { group } = section.dataset;
      const members = shown.filter(({ updated }) => groupOf(new Date(updated), now) === group);
      arrange(
        section.querySelector("ul"),
        members.map((summary) => this.#row(summary, now)),
      );
      section.hidden = members.length === 0;
    }
    this.#panel.querySelector("[data-empty]").hidden = all.length > 0;
    const none = all.length && !shown.length ? this.#say("none-found") : "";
    this.#panel.querySelector("[data-none]").textContent = none;
    const ids = new Set(all.map(({ id }) => id));
    for (const id of this.#rows.keys()) if (!ids.has(id)) this.#rows.delete(id);
  }

  /** Return the row of a conversation as it is now: the same node each time. */
  #row(summary, now) {
    if (this.#deleted.has(summary.id)) return this.#deleted.get(summary.id).row;
    const row = this.#rows.get(summary.id) ?? this.#makeRow(summary.id);
    const title = summary.title || this.#say("untitled");
    const more = row.querySelector("[data-do='more']");
    row.querySelector(".title").textContent = title;
    more.setAttribute("aria-label", fill(more.dataset.label, title));
    const time = row.querySelector("time");
    time.dateTime = summary.updated;
    time.textContent = this.#when(new Date(summary.updated), now);
    const open = row.querySelector("[data-do='open']");
    if (summary.id === this.#shelf.current) open.setAttribute("aria-current", "true");
    else open.removeAttribute("aria-current");
    return row;
  }

  #makeRow(id) {
    const row = this.#piece("row");
    const [more, menu] = [row.querySelector("[data-do='more']"), row.querySelector(".menu")];
    row.dataset.id = id;
    more.dataset.label = more.getAttribute("aria-label");
    more.popoverTargetElement = menu;
    menu.addEventListener("beforetoggle", ({ newState }) => {
      if (newState === "open") place(menu, more.getBoundingClientRect());
    });
    this.#rows.set(id, row);
    return row;
  }

  /** Tell when a conversation was last used, as far as its group leaves that open. */
  #when(day, now) {
    const forms = {
      today: { timeStyle: "short" },
      yesterday: { timeStyle: "short" },
      week: { weekday: "long" },
      older: { day: "numeric", month: "long" },
    };
    const sameYear = day.getFullYear() === now.getFullYear();
    const group = groupOf(day, now);
    const form = group === "older" && !sameYear ? { dateStyle: "medium" } : forms[group];
    return new Intl.DateTimeFormat(this.#root.dataset.locale, form).format(day);
  }

  // What a reader does

  #click({ target }) {
    if (target === this.#sheet) return this.#close(); // beside the drawer
    const control = target.closest("[data-do]");
    const id = target.closest("[data-id]")?.dataset.id;
    if (!control) return undefined;
    this.#closeMenu(control.closest(".menu"));
    const acts = {
      close: () => this.#close(),
      new: () => this.#begin(),
      open: () => this.#show(id),
      rename: () => this.#rename(id),
      markdown: () => this.#export(id, "markdown"),
      json: () => this.#export(id, "json"),
      remove: () => this.#remove(id),
      undo: () => this.#restore(id),
      dismiss: () => this.#notify(""),
    };
    return acts[control.dataset.do]?.();
  }

  #key(event) {
    const { key, target } = event;
    // What Escape closes here is all that it does: it stops no answer.
    const open = this.#sheet.open || this.#panel.querySelector(".menu:popover-open");
    if (key === "Escape" && open) event.stopPropagation();
    if (key === "Escape" && target === this.#search && target.value) {
      event.preventDefault();
      target.value = "";
      this.#draw();
    }
    const row = target.closest(".kept");
    if (!row || target.matches("input") || target.closest(".menu")) return;
    if (key !== "F2" && key !== "Delete") return;
    event.preventDefault();
    if (key === "F2") this.#rename(row.dataset.id);
    else this.#remove(row.dataset.id);
  }

  #begin() {
    if (this.#sheet.open) this.#close();
    this.setCurrent(null);
    this.#tell.onNew();
  }

  async #show(id) {
    const conversation = await this.#get(id);
    if (!conversation) return;
    if (this.#sheet.open) this.#close();
    this.setCurrent(id);
    this.#tell.onOpen(conversation);
  }

  async #export(id, form) {
    const conversation = await this.#get(id);
    if (conversation) this.#tell.onExport(conversation, form);
  }

  /** Get a conversation; if it is gone, it goes from the list as well. */
  async #get(id) {
    const conversation = await this.#shelf.get(id);
    if (!conversation) this.refresh();
    return conversation;
  }

  /** Put a field in the place of a title. */
  #rename(id) {
    const row = this.#rows.get(id);
    if (row.querySelector(".editor")) return;
    const [open, editor] = [row.querySelector("[data-do='open']"), this.#piece("editor")];
    const field = editor.querySelector("input");
    const before = row.querySelector(".title").textContent;
    field.value = before;
    let ended = false; // removing the field takes its focus, which would end it again
    const end = async (title, back) => {
      if (ended) return;
      ended = true;
      editor.remove();
      if (back) open.focus();
      if (!title.trim() || title === before) return;
      if (!(await this.#shelf.rename(id, title))) return;
      this.#aloud(fill(this.#say("renamed"), title));
      this.refresh();
    };
    editor.addEventListener("submit", (event) => {
      event.preventDefault();
      end(field.value, true);
    });
    editor.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key !== "Escape") return;
      event.preventDefault(); // the sheet stays
      end("", true);
    });
    field.addEventListener("blur", () => document.hasFocus() && end(field.value, false));
    row.prepend(editor);
    field.focus();
    field.select();
  }

  /** Delete a conversation; for a while its row offers to undo that. */
  async #remove(id) {
    const title = this.#rows.get(id).querySelector(".title").textContent;
    const conversation = await this.#get(id);
    if (!conversation || this.#deleted.has(id)) return;
    const wasCurrent = id === this.#shelf.current;
    const row = this.#piece("deleted");
    const text = row.querySelector("[data-text]");
    row.dataset.id = id;
    text.textContent = fill(text.dataset.text, title);
    const focused = this.#rows.get(id)?.contains(document.activeElement);
    this.#deleted.set(id, { conversation, row, wasCurrent });
    this.#draw();
    if (focused || document.activeElement === document.body) row.querySelector("button").focus();
    if (!(await this.#shelf.remove(id))) {
      this.#deleted.delete(id);
      return this.#draw();
    }
    this.#aloud(fill(this.#say("deleted-aloud"), title));
    this.#deleted.get(id).timer = setTimeout(() => this.#forget(id), UNDO_FOR);
    if (wasCurrent) {
      this.setCurrent(null);
      this.#tell.onNew();
    }
  }

  /** Let a deleted conversation go, unless the reader is about to undo that. */
  #forget(id) {
    const deleted = this.#deleted.get(id);
    if (deleted.row.matches(":hover") || deleted.row.querySelector(":focus-visible")) {
      deleted.timer = setTimeout(() => this.#forget(id), 1000);
      return;
    }
    const focused = deleted.row.contains(document.activeElement);
    const controls = [...this.#panel.querySelectorAll("[data-do='new'], .open, .deleted button")];
    const place = controls.indexOf(deleted.row.querySelector("button"));
    this.#deleted.delete(id);
    this.#draw();
    if (focused) (controls[place + 1] ?? controls[place - 1]).focus({ preventScroll: true });
  }

  async #restore(id) {
    const { conversation, row, timer, wasCurrent } = this.#deleted.get(id);
    clearTimeout(timer);
    const focused = row.contains(document.activeElement);
    await this.#shelf.keep(conversation);
    this.#deleted.delete(id);
    await this.refresh();
    this.#aloud(fill(this.#say("restored"), conversation.title));
    if (focused) this.#rows.get(id)?.querySelector(".open").focus();
    if (!wasCurrent || this.#shelf.current) return; // or the reader has begun something else
    this.setCurrent(id);
    this.#tell.onOpen(conversation);
  }

  #closeMenu(menu = this.#panel.querySelector(".menu:popover-open")) {
    menu?.hidePopover();
  }

  // What is said

  #say(name) {
    return this.#root.getAttribute(`data-${name}`);
  }

  /** Say something to a screen reader alone. */
  #aloud(text) {
    this.#panel.querySelector("[data-aloud]").textContent = text;
  }

  /** Show a line until the reader dismisses it: in the drawer if that is open, else on the page. */
  #notify(text) {
    for (const line of this.#root.querySelectorAll(".drawer-notice p")) line.textContent = text;
  }

  #piece(name) {
    const template = this.#root.querySelector(`template[data-piece="${name}"]`);
    return template.content.firstElementChild.cloneNode(true);
  }
}

/** Call back with a node that is there, or will be. */
function whenThere(place, selector, callback) {
  const found = place.querySelector(selector);
  if (found) return callback(found);
  const watch = new MutationObserver(() => {
    const come = place.querySelector(selector);
    if (!come) return;
    watch.disconnect();
    callback(come);
  });
  return watch.observe(place, { childList: true, subtree: true });
}

/** Make a list's rows equal to those given, moving none that can stay: one may have the focus. */
function arrange(list, rows) {
  for (const row of [...list.children]) if (!rows.includes(row)) row.remove();
  let next = list.firstElementChild;
  for (const row of rows) {
    if (row === next) next = next.nextElementSibling;
    else list.insertBefore(row, next);
  }
}

/** Put a menu below the button that opens it, or above where there is no room. */
function place(menu, button) {
  const below = button.bottom + MENU_HEIGHT < window.innerHeight;
  menu.style.right = `${document.documentElement.clientWidth - button.right}px`;
  menu.style.top = below ? `${button.bottom + 4}px` : "auto";
  menu.style.bottom = below ? "auto" : `${window.innerHeight - button.top + 4}px`;
}

/** Tell how long ago a day was; weeks begin on Monday (ISO 8601). */
function groupOf(day, now) {
  const midnight = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
  const days = Math.round((midnight(now) - midnight(day)) / 86_400_000); // one may have 23 hours
  if (days <= 0) return "today";
  if (days === 1) return "yesterday";
  return days <= (now.getDay() + 6) % 7 ? "week" : "older";
}

function byUpdate(one, other) {
  return Date.parse(other.updated) - Date.parse(one.updated);
}

/** Return a test of whether a title has all the words sought, whatever their accents. */
function matching(sought) {
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = plain(sought).split(/\s+/).filter(Boolean);
  return ({ title }) => words.every((word) => plain(title).includes(word));
}

/** Fill a title into a text; neither is read as a pattern. */
function fill(text, title) {
  return text.split("{title}").join(title);
}

function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // nothing can be kept here
  }
}

function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // It is as it is until the page is closed.
  }
}
