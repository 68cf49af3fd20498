// What a conversation is: its turns, its title, and how two versions of it become one.

/**
 * @typedef {{number: number, question: string, choice: ?object, trace: ?object}} Turn
 * @typedef {{id: string, title: string, created: string, updated: string}} Summary
 * @typedef {Summary & {turns: Turn[]}} Conversation
 */

const TITLE_LENGTH = 60; // characters of a title made from a question
const RENAMED_LENGTH = 120; // characters of a title that a reader chose

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

/**
 * Return two versions of a conversation as one that has the turns of both, each once.
 *
 * Turns are told apart by what they ask, not by their numbers: two tabs number what each has asked
 * by itself alike. `ui/desk/conversations.py` does the same for what is kept on the server.
 */
export function merge(kept, given, gone) {
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
export function asked({ question, choice }) {
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
export function entitled(conversation) {
  if (conversation.title?.trim()) return conversation;
  return { ...conversation, title: titleOf(conversation.turns[0]?.question ?? "") };
}

/** Return a title that a reader chose, on one line and not too long. */
export function cleanTitle(title) {
  return Array.from(onOneLine(title)).slice(0, RENAMED_LENGTH).join("").trim();
}

function onOneLine(text) {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

/** Sort summaries, the one last used first. */
export function newestFirst(summaries) {
  return summaries.sort((one, other) => Date.parse(other.updated) - Date.parse(one.updated));
}

/** Return what a list shows of a conversation, or null where there is none. */
export function summaryOf(conversation) {
  if (!conversation) return null;
  const { id, title, created, updated } = conversation;
  return { id, title, created, updated };
}

/** Tell whether a value from outside is a summary. */
export function isSummary(value) {
  const texts = [value?.id, value?.title, value?.created, value?.updated];
  if (texts.some((text) => typeof text !== "string") || !value.id) return false;
  return !Number.isNaN(Date.parse(value.created)) && !Number.isNaN(Date.parse(value.updated));
}

/** Tell whether a value from outside is a conversation. */
export function isConversation(value) {
  return isSummary(value) && Array.isArray(value.turns) && value.turns.every(isTurn);
}

function isTurn(value) {
  return Number.isFinite(value?.number) && typeof value.question === "string";
}
