// Makes what the page shows equal to what the server rendered anew, touching only what differs: what
// stays keeps its focus, its scrolling, its running animations, and what a reader unfolded.

/** By what an element is known again wherever it has moved among its siblings. */
const NAMES = ["id", "data-key", "data-turn", "data-number", "data-cite", "data-back"];

/** The attributes that the server last gave an element; others were set on the page and stay. */
const served = new WeakMap();

/**
 * Make a node's children equal to HTML that the server rendered.
 *
 * @param {Element} node whose children they are
 * @param {string} html rendered by the server; never put together here
 */
export function morph(node, html) {
  const wanted = parse(html);
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  adjust(node, wanted);
  // A browser that cannot move a node as it is takes the focus away from it.
  if (focused?.isConnected && focused !== document.activeElement) {
    focused.focus({ preventScroll: true });
  }
}

/**
 * Make an element equal to one that the server rendered, its own attributes too.
 *
 * @param {Element} element that is to change
 * @param {string} html of one element of the same kind
 */
export function morphElement(element, html) {
  update(element, parse(html).firstElementChild);
}

/**
 * Return the one element that the server rendered, to be put in and morphed later.
 *
 * @param {string} html of one element
 * @returns {Element}
 */
export function build(html) {
  const element = parse(html).firstElementChild;
  learn(element);
  return element;
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function learn(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  for (const one of [node, ...node.querySelectorAll("*")]) served.set(one, attributesOf(one));
}

function adjust(node, wanted) {
  const pairs = pair([...node.childNodes], [...wanted.childNodes]);
  const kept = new Set(pairs.values());
  for (const old of [...node.childNodes]) if (!kept.has(old)) old.remove();
  let at = node.firstChild;
  for (const next of [...wanted.childNodes]) {
    const old = pairs.get(next);
    if (!old) {
      learn(next);
      node.insertBefore(next, at);
    } else {
      if (old === at) at = at.nextSibling;
      else move(node, old, at);
      update(old, next);
    }
  }
}

/** Find for each wanted node the one that is there already, by its name or else by its place. */
function pair(olds, wanted) {
  const named = new Map();
  for (const old of olds) if (nameOf(old)) named.set(kindOf(old), old);
  const unnamed = olds.filter((old) => !nameOf(old));
  const pairs = new Map();
  for (const next of wanted) {
    const kind = kindOf(next);
    if (nameOf(next)) {
      if (named.has(kind)) pairs.set(next, named.get(kind));
      named.delete(kind); // a second one of that name is another
      continue;
    }
    const place = unnamed.findIndex((old) => kindOf(old) === kind);
    if (place < 0) continue;
    pairs.set(next, unnamed[place]);
    unnamed.splice(0, place + 1); // what stands before it is not looked at again
  }
  return pairs;
}

function nameOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  const name = NAMES.find((one) => node.hasAttribute(one));
  return name ? `${name}=${node.getAttribute(name)}` : "";
}

/** What a node must have in common with another to become it. */
function kindOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeName;
  const before = served.get(node);
  const role = before ? before.get("class") : node.getAttribute("class");
  return `${node.nodeName} ${nameOf(node) || (role ?? "")}`;
}

function move(parent, node, before) {
  if (parent.moveBefore) parent.moveBefore(node, before);
  else parent.insertBefore(node, before);
}

function update(old, next) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  const before = served.get(old) ?? attributesOf(old);
  const after = attributesOf(next);
  if (!served.has(old) && old.localName === "details") before.delete("open"); // the reader's doing
  for (const name of before.keys()) if (!after.has(name)) old.removeAttribute(name);
  for (const [name, value] of after) {
    if (before.get(name) !== value) old.setAttribute(name, value);
  }
  served.set(old, after);
  adjust(old, next);
}

function attributesOf(element) {
  return new Map([...element.attributes].map(({ name, value }) => [name, value]));
}
