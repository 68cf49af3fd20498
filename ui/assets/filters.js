// Runs once, when the page is first shown. Gradio provides `element`, the form's own node, `props`,
// whose `value` travels with every question, and `trigger`, which raises an event in Python.

/** Keep what is chosen and have it put into words. */
function choose() {
  const form = new FormData(element.querySelector("form"));
  const choice = {
    since: form.get("since") ?? "",
    until: form.get("until") ?? "",
    sources: form.getAll("sources"),
    languages: form.getAll("languages"),
  };
  props.value = Object.values(choice).some((chosen) => chosen.length) ? choice : null;
  trigger("input");
}

/** Fold the form away once the reader turns to something else. */
function foldAway({ target }) {
  const details = element.querySelector("details");
  if (details?.open && !details.contains(target)) details.open = false;
}

element.addEventListener("change", choose);

element.addEventListener("keydown", ({ key }) => {
  const details = element.querySelector("details");
  if (key !== "Escape" || !details.open) return;
  details.open = false;
  details.querySelector("summary").focus();
});

document.addEventListener("pointerdown", foldAway);
document.addEventListener("focusin", foldAway);

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-reset]")) return;
  element.querySelector("form").reset();
  choose();
  element.querySelector("summary").focus(); // the button that had the focus goes
});
