// The server as the page's scripts know it: a call is answered or it fails, and a login that has
// ended is noticed wherever it shows.

/** Return the server's functions, each failing where no answer came: Gradio's give nothing then. */
export function answering(server) {
  return new Proxy(
    {},
    {
      get: (_, name) => async (asked) => {
        const reply = await server[name](asked);
        if (reply === undefined) throw new Error(`${name}: the server did not answer`);
        return reply;
      },
    },
  );
}

/** Call back whenever the server no longer knows who asks: it answers 401 to everything then. */
export function whenLoggedOut(callback) {
  const { fetch } = window;
  window.fetch = async (...request) => {
    const response = await fetch(...request);
    if (response.status === 401) callback();
    return response;
  };
}
