"""How the page reaches its readers: listening, headers, who may do what."""
