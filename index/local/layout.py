"""The tables of the local store's database.

What a question asks of the whole index is kept in narrow tables of its own, so that no question
reads what is wide: an article's text, a passage's words.
"""

TABLES = """
CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE articles (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    content_hash TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    url TEXT,
    source TEXT,
    published TEXT,
    language TEXT NOT NULL,
    author TEXT,
    cuts TEXT NOT NULL,               -- JSON: [reason, text] pairs
    engine TEXT NOT NULL,             -- what made its vectors
    original INTEGER REFERENCES articles (number) ON DELETE SET NULL  -- what it reprints
);
CREATE INDEX articles_by_url ON articles (url) WHERE url IS NOT NULL;
CREATE INDEX articles_by_original ON articles (original) WHERE original IS NOT NULL;

-- What filters ask of articles, and which passages are theirs: those from first to last.
CREATE TABLE facets (
    article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    published TEXT,
    outlet TEXT,                      -- its source, case folded
    language TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL             -- below first where it has none
);
-- With all that a filter asks: nothing else is read for its answer.
CREATE INDEX facets_by_day ON facets (published, outlet, language, first, last);

-- Articles that share a band may be reprints of each other.
CREATE TABLE bands (
    band INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    PRIMARY KEY (band, article)
) WITHOUT ROWID;
CREATE INDEX bands_by_article ON bands (article);

-- Where articles came from. An article may have several origins, such as two copies of a file.
CREATE TABLE receipts (
    origin TEXT PRIMARY KEY,
    article TEXT NOT NULL,            -- its id
    fingerprint TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    url TEXT                          -- the address that gave these two
) WITHOUT ROWID;
CREATE INDEX receipts_by_article ON receipts (article);

-- What articles were before they changed.
CREATE TABLE versions (
    article TEXT NOT NULL,            -- its id
    replaced TEXT NOT NULL,           -- UTC
    content TEXT NOT NULL             -- JSON: the article's row
);
CREATE INDEX versions_by_article ON versions (article);

-- AUTOINCREMENT: a number is never used twice, so what is derived never names the wrong passage.
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    stems TEXT NOT NULL,
    -- Blobs are sealed, see index/sealing.py. The long ones come last: what is in front of them is
    -- read without them.
    sentence_spans BLOB NOT NULL,     -- int32 triples: start, end, words
    sentence_vectors BLOB NOT NULL,   -- float16, one row a sentence
    context_vectors BLOB NOT NULL,    -- likewise
    word_vectors BLOB NOT NULL        -- float32 scale, then int8, one row a word
);
CREATE INDEX passages_by_article ON passages (article);

-- Apart from the passages, as all of them are read to make the vector file.
CREATE TABLE vectors (
    number INTEGER PRIMARY KEY REFERENCES passages (number) ON DELETE CASCADE,
    language TEXT NOT NULL,
    vector BLOB NOT NULL              -- float16, sealed
);

-- What has happened since the vector file was made, so that readers need not read all anew.
-- A token is drawn, not counted: what goes on from a backup or a copy, or without a commit that was
-- lost with the power, would count up to the same number with other contents.
CREATE TABLE changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    token INTEGER NOT NULL DEFAULT (random())
);
CREATE TABLE removed (
    passage INTEGER PRIMARY KEY,
    change INTEGER NOT NULL
);
CREATE INDEX removed_by_change ON removed (change);
CREATE TRIGGER vectors_removed AFTER DELETE ON vectors BEGIN
    INSERT INTO removed VALUES (old.number, (SELECT max(number) FROM changes));
END;

-- Running sums, so that means, averages and counts are known without reading every passage.
CREATE TABLE languages (
    language TEXT PRIMARY KEY,
    articles INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    sentences INTEGER NOT NULL,
    stems INTEGER NOT NULL,
    vector_sum BLOB NOT NULL          -- float64, sealed
) WITHOUT ROWID;
CREATE TABLE sources (
    source TEXT PRIMARY KEY,          -- '' for none
    articles INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE engines (
    engine TEXT PRIMARY KEY,
    articles INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE terms (
    term TEXT PRIMARY KEY,
    passages INTEGER NOT NULL
) WITHOUT ROWID;

-- What comes to nothing leaves the table.
CREATE TRIGGER sources_gone AFTER UPDATE ON sources WHEN new.articles = 0 BEGIN
    DELETE FROM sources WHERE source = new.source;
END;
CREATE TRIGGER engines_gone AFTER UPDATE ON engines WHEN new.articles = 0 BEGIN
    DELETE FROM engines WHERE engine = new.engine;
END;
CREATE TRIGGER terms_gone AFTER UPDATE ON terms WHEN new.passages = 0 BEGIN
    DELETE FROM terms WHERE term = new.term;
END;

-- The stems are words already: nothing is folded, "_" is part of a number, and vowel signs (M) are
-- of words.
CREATE VIRTUAL TABLE lexicon USING fts5 (
    stems, content = 'passages', content_rowid = 'number',
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co' tokenchars '_'"
);
CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN
    INSERT INTO lexicon (rowid, stems) VALUES (new.number, new.stems);
END;
CREATE TRIGGER passages_removed AFTER DELETE ON passages BEGIN
    INSERT INTO lexicon (lexicon, rowid, stems) VALUES ('delete', old.number, old.stems);
END;
"""
"""SQL statements, one after the other."""
