// What a reader presses before the page's scripts are there is not lost: it is pressed again then.

(() => {
  const pressed = new Set();

  function keep(event) {
    const button = event.target.closest("button");
    if (!button || button.closest("form[action]")) return; // such a form needs no script
    event.preventDefault();
    event.stopImmediatePropagation(); // some may listen already: it is to act once
    pressed.add(button);
  }

  document.addEventListener("click", keep, true);
  document.addEventListener(
    "page:started",
    () => {
      document.removeEventListener("click", keep, true);
      for (const button of pressed) if (button.isConnected) button.click();
    },
    { once: true },
  );
})();
