// The page's address: what is asked and from which articles, so that a view can be shared.

const LISTS = { source: "sources", language: "languages" };
const DAYS = ["since", "until"];

/** Return the question and the filter's choice that the address names; null for none. */
export function readAddress() {
  const named = new URLSearchParams(location.search);
  const choice = {};
  for (const day of DAYS) choice[day] = named.get(day) ?? "";
  for (const [name, list] of Object.entries(LISTS)) choice[list] = named.getAll(name);
  const limits = Object.values(choice).some((chosen) => chosen.length);
  return { question: named.get("q"), choice: limits ? choice : null };
}

/** Keep them in the address, whatever else it holds. */
export function writeAddress({ question, choice }) {
  history.replaceState(history.state, "", address({ question, choice }));
}

/** Return a link that asks a question again. */
export function linkTo({ question, choice }) {
  return address({ question, choice, hash: "" }).href;
}

function address({ question, choice, hash = location.hash }) {
  const there = new URL(location.href);
  there.hash = hash;
  for (const name of ["q", ...DAYS, ...Object.keys(LISTS)]) there.searchParams.delete(name);
  if (question) there.searchParams.set("q", question);
  for (const day of DAYS) if (choice?.[day]) there.searchParams.set(day, choice[day]);
  for (const [name, list] of Object.entries(LISTS)) {
    for (const one of choice?.[list] ?? []) there.searchParams.append(name, one);
  }
  return there;
}
