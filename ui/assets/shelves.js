// Where conversations are kept: in this browser or, for a reader who is logged in, on the server.

import { BrowserShelf, MemoryStorage } from "./browsershelf.js";
import { ServerShelf } from "./servershelf.js";

/** Return the shelf for this reader. */
export function openShelf({ server, keptOnServer }) {
  if (keptOnServer) return new ServerShelf(server);
  try {
    return new BrowserShelf(window.localStorage);
  } catch {
    // A browser may forbid a page to keep anything; then touching the storage is what throws.
    const shelf = new BrowserShelf(new MemoryStorage());
    shelf._tell({ kind: "unkept" });
    return shelf;
  }
}
