// Finds pages in the index that Sphinx wrote. Nothing here touches the document.

// How much a hit counts. What is named so comes before what only mentions it.
const SCORE = {
  number: 1000,
  maps: 900,
  title: 800,
  titleStart: 500,
  term: 450,
  titlePart: 400,
  section: 120,
  termStart: 60,
  titleWord: 30,
  word: 10,
};
const BEGINS_SO = 1 / 2; // what a hit counts whose word only begins so
const HAS_ERROR = 1 / 4; // what a hit counts whose word has one letter wrong

const NUMBER = /(?:^|\s)(?:cis\s*)?(?:controls?|safeguards?)?\s*#?(\d{1,2}(?:\.\d{1,2})?)(?=$|\s)/i;
const SHORTEST_WITH_TYPO = 4;
const MOST_WORDS = 20; // of a query; each that is unknown is compared with all of the index

const plain = (text) => text.toLowerCase().replace(/\s+/g, " ").trim();

const splitWords = (text) => plain(text).match(/[\p{L}\p{N}_]+/gu) || [];

// Whether one letter more, less, other, or two swapped make `one` of `other`.
function isNear(one, other) {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  const rest = (word, skip) => word.slice(start + skip);
  if (rest(one, 1) === rest(other, 1)) return true;
  if (rest(one, 0) === rest(other, 1) || rest(one, 1) === rest(other, 0)) return true;
  return (
    one[start] === other[start + 1] &&
    one[start + 1] === other[start] &&
    rest(one, 2) === rest(other, 2)
  );
}

// Documents of an index entry, which is one number or a list of them.
const documentsOf = (entry) => (entry === undefined ? [] : [].concat(entry));

const has = (table, key) => Object.prototype.hasOwnProperty.call(table, key);

// The keys of `table` that a word means: itself, else words that begin so, else those near it.
function meantKeys(table, word, stem) {
  for (const key of [stem, word]) if (has(table, key)) return { keys: [key], exact: true };
  const keys = Object.keys(table);
  const longer = word.length > 2 ? keys.filter((key) => key.startsWith(word)) : [];
  if (longer.length) return { keys: longer, start: true };
  if (word.length < SHORTEST_WITH_TYPO) return { keys: [] };
  return { keys: keys.filter((key) => isNear(key, stem) || isNear(key, word)), typo: true };
}

// Scores of the documents that hold one word, and the forms in which the index knows it.
function findWord(index, word, stem) {
  const scores = new Map();
  const forms = new Set([word, stem]);
  const found = [
    [index.titleterms, SCORE.titleWord],
    [index.terms, SCORE.word],
  ].map(([table, score]) => ({ table, score, meant: meantKeys(table, word, stem) }));
  const best = ["exact", "start", "typo"].find((kind) =>
    found.some(({ meant }) => meant[kind] && meant.keys.length),
  );
  for (const { table, score, meant } of found) {
    if (!best || !meant[best]) continue;
    const value = score * { exact: 1, start: BEGINS_SO, typo: HAS_ERROR }[best];
    for (const key of meant.keys) {
      forms.add(key.toLowerCase());
      for (const number of documentsOf(table[key])) {
        scores.set(number, Math.max(value, scores.get(number) || 0));
      }
    }
  }
  return { scores, forms };
}

// Pages that hold all words, or where none does, those that hold any.
function findText(index, words, stemmer) {
  const found = words.map((word) => findWord(index, word, stemmer.stemWord(word)));
  const totals = new Map();
  for (const { scores } of found) {
    for (const [number, score] of scores) {
      const total = totals.get(number) || { words: 0, score: 0 };
      totals.set(number, { words: total.words + 1, score: total.score + score });
    }
  }
  const most = Math.max(0, ...[...totals.values()].map((total) => total.words));
  const hits = [...totals]
    .filter(([, total]) => total.words === most)
    .map(([number, { score }]) => ({
      page: index.docnames[number],
      anchor: "",
      title: index.titles[number],
      score,
    }));
  return { hits, forms: [...new Set(found.flatMap(({ forms }) => [...forms]))] };
}

function titleScore(title, query) {
  if (title === query) return SCORE.title;
  if (title.startsWith(query)) return SCORE.titleStart;
  return query.length > 2 && title.includes(query) ? SCORE.titlePart : 0;
}

function findTitles(index, query) {
  const hits = index.titles.map((title, number) => ({
    page: index.docnames[number],
    anchor: "",
    title,
    score: titleScore(plain(title), query),
  }));
  if (query.length < 3) return hits.filter((hit) => hit.score);
  for (const [heading, places] of Object.entries(index.alltitles)) {
    if (!plain(heading).includes(query)) continue;
    for (const [number, anchor] of places) {
      if (!anchor) continue;
      const page = index.docnames[number];
      hits.push({ page, anchor, title: index.titles[number], score: SCORE.section });
    }
  }
  return hits.filter((hit) => hit.score);
}

// Safeguards and controls by number, and the practices that carry a safeguard out.
function findNumber(names, titles, query) {
  const number = (query.match(NUMBER) || [])[1];
  if (!number) return [];
  const hits = [];
  for (const [kind, name, text, page, anchor, practices] of names) {
    if (kind === "term" || !page) continue;
    if (name === number) {
      const title = `${kind === "control" ? "Control" : "Safeguard"} ${name}: ${text}`;
      hits.push({ page, anchor, title, score: SCORE.number });
      for (const practice of practices) {
        const detail = `Carries out safeguard ${name}, ${text}`;
        const title = titles.get(practice);
        hits.push({ page: practice, anchor: "", title, detail, score: SCORE.maps });
      }
    } else if (kind === "safeguard" && name.startsWith(`${number}.`)) {
      hits.push({ page, anchor, title: `Safeguard ${name}: ${text}`, score: SCORE.maps });
    }
  }
  return hits;
}

function findTerms(names, query) {
  const hits = [];
  for (const [kind, name, , page, anchor] of names) {
    if (kind !== "term") continue;
    const term = plain(name);
    const near = query.length > SHORTEST_WITH_TYPO && isNear(term, query);
    const score = term === query ? SCORE.term : near || term.startsWith(query) ? SCORE.termStart : 0;
    if (score) hits.push({ page, anchor, title: name, detail: "Glossary", score });
  }
  return hits;
}

// The best hit of each place, best first; places of equal rank by title.
function ranked(hits) {
  const best = new Map();
  for (const hit of hits) {
    const key = `${hit.page}#${hit.anchor}`;
    const other = best.get(key);
    const score = hit.score + (other ? Math.min(hit.score, other.score) / 100 : 0);
    if (!other || hit.score > other.score) best.set(key, { ...other, ...hit, score });
  }
  return [...best.values()].sort(
    (one, other) => other.score - one.score || one.title.localeCompare(other.title),
  );
}

// Returns the hits for a query and the forms of its words, for marking them in excerpts.
function findPages(index, names, query, stemmer, stopwords) {
  const wanted = plain(query);
  const titles = new Map(index.docnames.map((name, number) => [name, index.titles[number]]));
  const all = splitWords(query);
  const words = all.filter((word) => !stopwords.has(word) && !/^\d$/.test(word));
  const text = findText(index, (words.length ? words : all).slice(0, MOST_WORDS), stemmer);
  const numbers = findNumber(names, titles, query);
  const others = numbers.length ? [] : text.hits;
  const hits = [...numbers, ...findTitles(index, wanted), ...findTerms(names, wanted), ...others];
  return { hits: wanted ? ranked(hits) : [], forms: text.forms };
}

// The passage of a page that says most about the words, or the one at `anchor` where that is
// given: a row of a table has an anchor and no passage.
function bestPassage(passages, anchor, forms) {
  if (anchor) return passages.find((passage) => passage[0] === anchor) || [anchor, "", ""];
  const count = ([, heading, text]) => {
    const low = plain(`${heading} ${text}`);
    return forms.filter((form) => low.includes(form)).length;
  };
  return passages.reduce((best, passage) => (count(passage) > count(best) ? passage : best));
}

const AROUND = 90; // characters before the first hit in an excerpt
const LONGEST = 240;

// A part of the text around its first hit, and where in it hits are.
function excerptOf(text, forms) {
  const low = text.toLowerCase();
  const places = forms.map((form) => low.search(wordStart(form))).filter((place) => place >= 0);
  const first = places.length ? Math.min(...places) : 0;
  const start = first > AROUND ? text.indexOf(" ", first - AROUND) + 1 : 0;
  let end = start + LONGEST;
  end = end < text.length ? text.lastIndexOf(" ", end) : text.length;
  const part = (start ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
  return { part, marks: marksIn(part, forms) };
}

const wordStart = (form) =>
  new RegExp(`(?<![\\p{L}\\p{N}])${form.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}`, "u");

function marksIn(part, forms) {
  const marks = [];
  for (const match of part.matchAll(/[\p{L}\p{N}_]+/gu)) {
    const word = match[0].toLowerCase();
    if (forms.some((form) => word.startsWith(form))) {
      marks.push([match.index, match.index + match[0].length]);
    }
  }
  return marks;
}
