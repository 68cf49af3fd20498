"""How well a language model words answers: asked, recorded or replayed, and watched."""
