// Two views, asking and articles; which one is shown stands in the address.

const ARTICLES = "articles";

/** Begin with the links that lead to them. */
export function startViews(masthead) {
  function show() {
    const view = location.hash.slice(1) === ARTICLES ? ARTICLES : "ask";
    document.documentElement.dataset.view = view;
    for (const link of masthead.querySelectorAll("a[data-view]")) {
      if (link.dataset.view === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (view === ARTICLES) document.dispatchEvent(new Event("articles:show"));
  }
  window.addEventListener("hashchange", show);
  document.addEventListener("click", follow);
  show();
}

/** Follow a link within the page: by the base that Gradio sets, it leads to an address without the
    question, and the browser would load the page anew. */
function follow(event) {
  const link = event.target.closest?.("a[href^='#']");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  location.hash = link.getAttribute("href");
}
