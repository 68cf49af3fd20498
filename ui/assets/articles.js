// The articles' tab. Everything that is put in was rendered, and escaped, by the server; what is
// kept here is what the reader searches for, has opened and is adding.

import { saying } from "./log.js";
import { answering } from "./server.js";

const TYPING = 250; // milliseconds after the last key before a search begins
const PATIENCE = 3000; // milliseconds without a word before it is asked how far the adding is
const MISSES = 3; // times that nothing is known of it before it is taken for lost
const KEPT = `fundstelle:${new URL(".", document.baseURI).pathname}:adding`;

const narrow = matchMedia("(max-width: 56rem)"); // as in articles.css

let receive = () => {}; // takes how far a job is, once the tab is there

/** Follow the progress of what is added: a component of its own, which nobody sees. */
export function follow({ element, watch }) {
  watch("value", () => receive(element));
}

/** Start the tab: nothing is asked for before it is shown. */
export function start({ element, trigger, upload, ...component }) {
  const server = answering(component.server);
  let tab; // the tab's own node, once there
  let beginning = false;
  let order = 0; // counts the requests, so that an answer that comes too late is passed over
  let page = 0;
  let typing;
  let job; // the id of what is being added
  let following; // until it is asked how far that is
  let misses = 0;

  const part = (name) => tab.querySelector(`[data-part="${name}"]`);
  const say = (text) => (part("said").textContent = text);

  /** Call the server; a mistake is said, and gives nothing. */
  async function call(name, asked) {
    try {
      const reply = await server[name](asked);
      if (!reply?.error) return reply;
      say(reply.error);
    } catch {
      say(tab.dataset.failed);
    }
    return null;
  }

  async function begin() {
    if (tab) return void refresh(); // what there is may have changed meanwhile
    if (beginning) return;
    beginning = true;
    try {
      const reply = await server.begin_articles({});
      element.innerHTML = reply.html ?? "";
      if (reply.error) fail(reply.error);
      else open(reply);
    } catch {
      fail(saying("unreachable"));
    } finally {
      beginning = false; // what failed may be tried again
    }
  }

  /** Say why there is no tab. */
  function fail(reason) {
    const place = document.createElement("p");
    place.className = "articles failure";
    place.role = "alert";
    place.textContent = reason;
    element.replaceChildren(place);
  }

  function open(reply) {
    tab = element.querySelector(".articles");
    makeRoom();
    narrow.addEventListener("change", makeRoom);
    put(reply);
    listen();
    if (tab.querySelector(".intake") && recall()) resume(recall());
  }

  // What is shown

  /** Fold away in a narrow window what would stand between the search and the list. */
  function makeRoom() {
    for (const fold of tab.querySelectorAll("[data-roomy]")) fold.open = !narrow.matches;
  }

  /** Return what is searched for. */
  function query() {
    const form = new FormData(tab.querySelector(".finding"));
    const [sort, way] = form.get("order").split(" ");
    const asked = { sort, way, page };
    for (const name of ["words", "source", "language", "since", "until"]) asked[name] = form.get(name);
    return asked;
  }

  async function refresh() {
    clearTimeout(typing);
    order += 1;
    const mine = order;
    const reply = await call("show_articles", query());
    if (reply && mine === order) put(reply);
  }

  /** Put the parts in, and the focus and what was unfolded back. */
  function put(reply) {
    const focused = nameControl(document.activeElement);
    const unfolded = [...tab.querySelectorAll("details[data-fold][open]")].map((one) => one.dataset.fold);
    tab.toggleAttribute("data-empty", reply.empty);
    for (const name of ["heading", "plot", "list"]) part(name).innerHTML = reply[name];
    for (const [name, options] of [["source", reply.outlets], ["language", reply.languages]]) {
      const select = tab.querySelector(`.finding [name="${name}"]`);
      const chosen = select.value;
      select.innerHTML = options;
      select.value = chosen;
      if (select.selectedIndex < 0) select.value = "";
    }
    for (const fold of unfolded) {
      tab.querySelector(`details[data-fold="${fold}"]`)?.setAttribute("open", "");
    }
    if (focused) tab.querySelector(focused)?.focus({ preventScroll: true });
    showOrder();
  }

  /** Return a selector that finds a control again after it was put in anew. */
  function nameControl(control) {
    if (!control || !tab.contains(control) || control.closest("form, .intake")) return null;
    const kept = ["data-choose", "value", "data-since", "data-until", "data-page", "data-open"];
    const named = kept.filter((name) => control.hasAttribute(name));
    if (control.closest("thead")) return `thead th:nth-child(${control.closest("th").cellIndex + 1}) button`;
    if (control.matches("summary")) return `details[data-fold="${control.parentElement.dataset.fold}"] > summary`;
    if (!named.length) return null;
    const tag = control.localName;
    return tag + named.map((name) => `[${name}="${CSS.escape(control.getAttribute(name))}"]`).join("");
  }

  function showOrder() {
    const form = tab.querySelector(".finding");
    const limited = ["words", "source", "language", "since", "until"].some((name) => form.elements[name].value);
    form.querySelector("[type=reset]").hidden = !limited;
  }

  function change() {
    say("");
    page = 0;
    refresh();
  }

  /** Limit the list to what was clicked in the plot, or undo that. */
  function choose(control) {
    const form = tab.querySelector(".finding");
    const { choose: name, since, until } = control.dataset;
    if (name) {
      const field = form.elements[name];
      const undone = control.getAttribute("aria-pressed") === "true";
      if (![...field.options].some((one) => one.value === control.value)) {
        field.add(new Option(control.value, control.value)); // one of too many to be listed
      }
      field.value = undone ? "" : control.value;
    } else {
      const undone = form.elements.since.value === since && form.elements.until.value === until;
      form.elements.since.value = undone ? "" : since;
      form.elements.until.value = undone ? "" : until;
    }
    change();
  }

  /** Open an article below its row, or close it. */
  async function toggle(control) {
    const row = control.closest("tr");
    if (control.getAttribute("aria-expanded") === "true") {
      row.nextElementSibling?.remove();
      control.setAttribute("aria-expanded", "false");
      return;
    }
    control.setAttribute("aria-expanded", "true");
    const reply = await call("open_article", { id: control.dataset.open });
    if (!reply) return void control.setAttribute("aria-expanded", "false");
    if (!row.isConnected || control.getAttribute("aria-expanded") !== "true") return;
    if (row.nextElementSibling?.classList.contains("below")) return;
    const below = document.createElement("tr");
    below.className = "below";
    const cell = below.insertCell();
    cell.colSpan = row.cells.length;
    cell.innerHTML = reply.html;
    row.after(below);
  }

  async function remove(control) {
    const below = control.closest(".below");
    const reply = await call("remove_article", { id: control.closest("[data-article]").dataset.article });
    if (!reply) return;
    say(reply.removed);
    tellOthers();
    const near = below.nextElementSibling ?? below.previousElementSibling?.previousElementSibling;
    const next = near?.querySelector("[data-open]")?.dataset.open;
    await refresh();
    const control2 = next && part("list").querySelector(`[data-open="${CSS.escape(next)}"]`);
    (control2 || tab.querySelector("h2")).focus();
  }

  /** Ask once, in place, whether an article is to be removed. */
  function ask(control, asked) {
    const box = control.closest(".removing");
    box.querySelector("[data-remove]").hidden = asked;
    box.querySelector("[role=group]").hidden = !asked;
    box.querySelector(asked ? "[data-remove-no]" : "[data-remove]").focus();
  }

  // What is added

  function showIntake(open) {
    const control = tab.querySelector("[data-intake]");
    if ((control.getAttribute("aria-expanded") === "true") !== open) {
      const { other } = control.dataset;
      control.dataset.other = control.textContent;
      control.textContent = other;
    }
    control.setAttribute("aria-expanded", String(open));
    const intake = tab.querySelector(".intake");
    intake.hidden = !open;
    if (open) intake.querySelector("input, textarea").focus();
  }

  /** Hand something in; only one thing at a time. */
  function hand(asked) {
    say("");
    part("told").textContent = "";
    job = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
    tab.querySelector(".intake").disabled = true;
    misses = 0;
    remember(job);
    attend();
    trigger("upload", { ...asked, job });
  }

  /** Go on with what was being added when the page was loaded anew. */
  function resume(id) {
    job = id;
    tab.querySelector(".intake").disabled = true;
    misses = MISSES - 1; // it was known before
    look();
  }

  /** Ask how far it is if nothing is heard for a while: what should tell may have broken off. */
  function attend() {
    clearTimeout(following);
    following = setTimeout(look, PATIENCE);
  }

  async function look() {
    const asked = job;
    const reply = await server.follow_adding({ job }).catch(() => null);
    if (asked !== job) return;
    if (reply?.html) {
      misses = 0;
      const held = document.createElement("template");
      held.innerHTML = reply.html;
      show(held.content.querySelector(".job"));
      return;
    }
    misses += 1;
    if (misses < MISSES && !reply?.error) return void attend();
    part("job").replaceChildren();
    free();
    change();
    tellOthers();
    say(reply?.error ?? tab.dataset.lost);
  }

  async function handFiles(files) {
    if (!files.length || job) return;
    job = "uploading";
    tab.querySelector(".intake").disabled = true;
    const handed = [];
    for (const [at, file] of files.entries()) {
      say(fill(tab.dataset.uploading, { number: at + 1, count: files.length, name: file.name }));
      try {
        const { path } = await upload(file);
        handed.push({ path, name: file.name });
      } catch {
        say(fill(tab.dataset.uploadFailed, { name: file.name }));
        return void free();
      }
    }
    hand({ kind: "files", files: handed });
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  function free() {
    job = undefined;
    clearTimeout(following);
    remember(null);
    tab.querySelector(".intake").disabled = false;
    tab.querySelector(".intake input[type=file]").value = "";
  }

  receive = (carrier) => {
    const box = carrier.querySelector(".job");
    if (box && tab) show(box);
  };

  /** Show how far the job is; what is told of another one comes too late. */
  function show(box) {
    if (!job || (box.dataset.job && box.dataset.job !== job)) return;
    const cancelling = document.activeElement?.matches("[data-cancel]");
    part("job").replaceChildren(box.cloneNode(true));
    if (cancelling) part("job").querySelector("button").focus();
    if (["waiting", "running"].includes(box.dataset.state)) return void attend();
    part("told").textContent = box.querySelector(".said, .failure").textContent;
    if (box.dataset.state === "done") for (const form of tab.querySelectorAll(".intake form")) form.reset();
    free();
    change();
    tellOthers();
  }

  // What the reader does

  function listen() {
    const finding = tab.querySelector(".finding");
    finding.addEventListener("submit", (event) => {
      event.preventDefault();
      change();
    });
    finding.addEventListener("reset", () => setTimeout(() => {
      finding.elements.words.focus();
      change();
    }));
    finding.addEventListener("input", ({ target }) => {
      clearTimeout(typing);
      if (target.name === "words") typing = setTimeout(change, TYPING);
    });
    finding.addEventListener("change", ({ target }) => {
      if (target.name !== "words") change();
    });
    tab.addEventListener("click", click);
    if (tab.querySelector(".intake")) listenToIntake();
  }

  function click({ target }) {
    const control = target.closest("button, [data-since]");
    if (!control) return;
    const { dataset } = control;
    if (dataset.choose || dataset.since) choose(control);
    else if (dataset.open) toggle(control);
    else if (dataset.page) turn(Number(dataset.page));
    else if (dataset.order) {
      tab.querySelector(".finding").elements.order.value = dataset.order;
      change();
    } else if ("remove" in dataset) ask(control, true);
    else if ("removeNo" in dataset) ask(control, false);
    else if ("removeYes" in dataset) remove(control);
    else if ("intake" in dataset) showIntake(control.getAttribute("aria-expanded") !== "true");
    else if ("begin" in dataset) showIntake(true);
    else if ("cancel" in dataset) call("cancel_adding", { job });
    else if ("dismiss" in dataset) {
      part("job").replaceChildren();
      tab.querySelector("[data-intake]").focus();
    }
  }

  async function turn(to) {
    page = to;
    await refresh();
    part("list").scrollIntoView({ block: "start" });
    const control = part("list").querySelector("[data-open]");
    if (!tab.contains(document.activeElement)) control?.focus({ preventScroll: true });
  }

  function listenToIntake() {
    const intake = tab.querySelector(".intake");
    const drop = intake.querySelector("[data-drop]");
    intake.querySelector("input[type=file]").addEventListener("change", ({ target }) => handFiles([...target.files]));
    for (const kind of ["dragenter", "dragover"]) {
      drop.addEventListener(kind, (event) => {
        event.preventDefault();
        drop.toggleAttribute("data-over", true);
      });
    }
    drop.addEventListener("dragleave", () => drop.toggleAttribute("data-over", false));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.toggleAttribute("data-over", false);
      handFiles([...event.dataTransfer.files]);
    });
    intake.addEventListener("submit", (event) => {
      event.preventDefault();
      if (job) return;
      const { target } = event;
      hand({ kind: target.dataset.kind, ...Object.fromEntries(new FormData(target)) });
    });
  }

  document.addEventListener("articles:show", begin);
  // The page may have been opened at this tab's address, and have said so before this was loaded.
  if (document.documentElement.dataset.view === "articles") begin();
}

/** Tell the rest of the page that there may be other articles now. */
function tellOthers() {
  document.dispatchEvent(new Event("articles:changed"));
}

/** Remember for this tab what is being added; null for nothing. */
function remember(job) {
  try {
    if (job) sessionStorage.setItem(KEPT, job);
    else sessionStorage.removeItem(KEPT);
  } catch {
    // Nothing can be kept here: after a reload it goes on unseen.
  }
}

function recall() {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
