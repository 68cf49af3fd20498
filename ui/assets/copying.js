// How what an answer says leaves the page: to the clipboard, or into a file.

/** Copy a text that is still to come, and tell whether the browser let it. */
export async function copy(text) {
  const blob = text.then((said) => new Blob([said], { type: "text/plain" }));
  try {
    // By a promise, so that a browser that asks for a click still sees one.
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    return copyBySelection(await text);
  }
}

/** Copy in the old way, which needs no secure connection. */
function copyBySelection(text) {
  const box = document.createElement("textarea");
  const { activeElement } = document;
  box.value = text;
  box.className = "aside";
  document.body.append(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  activeElement?.focus({ preventScroll: true });
  return copied;
}

/** Save a text as a file. */
export function save(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read it later
}
