"""How well a text stands out from what is behind it."""

from playwright.sync_api import Locator

# The WCAG 2 contrast of an element's text against the first opaque background behind it.
_CONTRAST = """
(element) => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = color;
    paint.fillRect(0, 0, 1, 1);
    return paint.getImageData(0, 0, 1, 1).data;
  };
  const luminance = (color) => {
    const [r, g, b] = [...rgba(color)].map((byte) => {
      const share = byte / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let behind = element;
  while (behind && rgba(getComputedStyle(behind).backgroundColor)[3] < 255) {
    behind = behind.parentElement;
  }
  const text = luminance(getComputedStyle(element).color);
  const back = luminance(behind ? getComputedStyle(behind).backgroundColor : "white");
  return (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
}
"""


def contrast_of(element: Locator) -> float:
    """Return the contrast of an element's text, 1 to 21; 4.5 is enough to read by (WCAG 2)."""
    return float(element.evaluate(_CONTRAST))
