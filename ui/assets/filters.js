// The form that limits questions to some articles, and what is chosen there, in words.

/** Begin; returns how the choice is read and made. */
export function startFilters(element, server, onChange) {
  let details = element.querySelector("details");
  let form = element.querySelector("form");
  const chosen = element.querySelector("#chosen");
  let told = 0; // how often the choice was put into words

  /** Return what is chosen; null for nothing. */
  function choice() {
    if (!form) return null;
    const held = new FormData(form);
    const now = {
      since: held.get("since") ?? "",
      until: held.get("until") ?? "",
      sources: held.getAll("sources"),
      languages: held.getAll("languages"),
    };
    return Object.values(now).some((one) => one.length) ? now : null;
  }

  async function describe() {
    const turn = ++told;
    const { html, error } = await server.describe({ choice: choice() });
    if (turn !== told) return;
    if (error) chosen.textContent = error;
    else chosen.innerHTML = html;
  }

  /** Choose what an address names; what the index does not hold cannot be chosen. */
  function choose(wanted) {
    if (!form || !wanted) return;
    for (const field of form.elements) {
      if (field.type === "date") field.value = wanted[field.name] ?? "";
      if (field.type === "checkbox") field.checked = wanted[field.name]?.includes(field.value);
    }
    describe();
  }

  /** Put the form in anew, as the articles are now; what can still be chosen stays chosen. */
  function renew(html) {
    const before = choice();
    element.querySelector("#filters").innerHTML = html;
    details = element.querySelector("details");
    form = element.querySelector("form");
    if (!before) return;
    if (form) choose(before);
    else describe();
    onChange();
  }

  /** Fold the form away once the reader turns to something else. */
  function foldAway({ target }) {
    if (details?.open && !details.contains(target)) details.open = false;
  }

  element.addEventListener("change", () => {
    describe();
    onChange();
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details?.open) return;
    event.preventDefault(); // it stops no answer
    details.open = false;
    details.querySelector("summary").focus();
  });
  /** Limit questions to nothing. */
  function reset() {
    form?.reset();
    describe();
    onChange();
  }

  element.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-reset]")) return;
    reset();
    details.querySelector("summary").focus(); // the button that had the focus goes
  });
  document.addEventListener("pointerdown", foldAway);
  document.addEventListener("focusin", foldAway);
  if (choice()) describe(); // a reader was quicker than this script
  return { choice, choose, renew, reset };
}
