// Runs before the login page is drawn: the theme's dark colours hang on a class.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark", dark.matches);

follow();
dark.addEventListener("change", follow);
