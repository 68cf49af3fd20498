"""How well cleaning keeps an article and cuts the rest, held against labelled documents."""
