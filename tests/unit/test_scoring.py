import math

import numpy as np

from index.store import Lexicon
from rag.scoring import bm25, centre


def test_centre_removes_the_mean_and_keeps_unit_length() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(50, 8)).astype(np.float32) + 3
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    moved = centre(vectors, vectors.mean(axis=0))
    assert np.allclose(np.linalg.norm(moved, axis=1), 1, atol=1e-5)
    assert abs(float((moved[0] @ moved[1:].T).mean())) < 0.2


def test_centre_of_the_mean_itself_is_finite() -> None:
    vector = np.ones(4, np.float32) / 2
    assert np.isfinite(centre(vector, vector)).all()


def test_bm25_by_hand() -> None:
    lexicon = Lexicon(passages=10, average_length=4, frequencies={"aktie": 2})
    idf = math.log(1 + (10 - 2 + 0.5) / (2 + 0.5))
    expected = idf * 2 * 2.2 / (2 + 1.2)  # twice in a passage of average length
    assert math.isclose(bm25({"aktie"}, ["aktie", "steigt", "aktie", "um"], lexicon), expected)


def test_bm25_prefers_rare_words_and_short_passages() -> None:
    lexicon = Lexicon(100, 5, {"selten": 1, "haeufig": 80})
    rare, common = bm25({"selten"}, ["selten"], lexicon), bm25({"haeufig"}, ["haeufig"], lexicon)
    assert rare > common > 0
    assert rare > bm25({"selten"}, ["selten", *["x"] * 20], lexicon)
    assert bm25({"fehlt"}, ["selten"], lexicon) == 0
