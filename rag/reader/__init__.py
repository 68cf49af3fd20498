"""Which words of a sentence answer a question: a light reader, without a language model."""
