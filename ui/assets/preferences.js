// Language and colours: as the browser has them, unless the reader chose otherwise.

const COLOURS = "fundstelle:colours";
const dark = matchMedia("(prefers-color-scheme: dark)");

/** Begin with the menu that they are chosen in. */
export function startPreferences(menu) {
  const kept = localStorage.getItem(COLOURS) ?? "system";
  menu.querySelector(`input[name="colours"][value="${kept}"]`).checked = true;
  paint(kept);
  dark.addEventListener("change", () => paint(localStorage.getItem(COLOURS) ?? "system"));
  menu.addEventListener("change", ({ target }) => {
    if (target.name === "colours") {
      localStorage.setItem(COLOURS, target.value);
      paint(target.value);
    } else {
      const year = 365 * 24 * 60 * 60;
      document.cookie = `fundstelle_language=${target.value}; max-age=${year}; samesite=lax`;
      location.reload();
    }
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.preventDefault(); // it stops no answer
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  const foldAway = ({ target }) => {
    if (!menu.contains(target)) menu.open = false;
  };
  document.addEventListener("pointerdown", foldAway);
  document.addEventListener("focusin", foldAway);
}

function paint(colours) {
  const isDark = colours === "dark" || (colours === "system" && dark.matches);
  document.body.classList.toggle("dark", isDark);
}
