"""Who runs a language model: any OpenAI-compatible server, or a process of ours for a file."""
