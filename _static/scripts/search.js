// Page of the search. The index and the names arrive as scripts, for file:// allows no fetch.
const MOST = 30; // results that are shown
const PAUSE = 150; // milliseconds without a key before a query is run

const Search = {
  index: null,
  entries: [],
  texts: new Map(),
  waiting: new Map(),

  // Called by searchindex.js.
  setIndex(index) {
    Search.index = index;
    runFromAddress();
  },

  // Called by excerpts/names.js.
  names(entries) {
    Search.entries = entries;
  },

  // Called by the excerpts of a page.
  passages(page, passages) {
    Search.texts.set(page, passages);
    for (const show of Search.waiting.get(page) || []) show(passages);
    Search.waiting.delete(page);
  },
};

const siteRoot = document.documentElement.dataset.root;
const input = document.getElementById("site-search");
const output = document.getElementById("search-results");
const statusLine = document.querySelector(".search-status");

function withPassages(page, show) {
  if (Search.texts.has(page)) return show(Search.texts.get(page));
  const waiting = Search.waiting.get(page);
  if (waiting) return waiting.push(show);
  Search.waiting.set(page, [show]);
  const script = document.createElement("script");
  script.src = `${siteRoot}_static/excerpts/${page}.js`;
  document.head.append(script);
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function excerptElement(text, forms) {
  const made = element("p", "", "excerpt");
  const { part, marks } = excerptOf(text, forms);
  let done = 0;
  for (const [start, end] of marks) {
    made.append(part.slice(done, start), element("mark", part.slice(start, end)));
    done = end;
  }
  made.append(part.slice(done));
  return made;
}

function resultElement(hit, forms) {
  const item = element("li");
  const link = element("a", hit.title);
  link.href = `${siteRoot}${hit.page}.html${hit.anchor ? `#${hit.anchor}` : ""}`;
  item.append(link);
  if (hit.detail) item.append(element("p", hit.detail, "section"));
  whenSeen(item, () => withPassages(hit.page, (passages) => {
    if (!passages.length) return;
    const [anchor, heading, text] = bestPassage(passages, hit.anchor, forms);
    if (!hit.anchor && anchor && !hit.detail) {
      // `link.href` would be the whole address, which paper writes out.
      link.setAttribute("href", `${link.getAttribute("href")}#${anchor}`);
    }
    if (!hit.detail && heading && heading !== hit.title) {
      item.append(element("p", heading, "section"));
    }
    if (text) item.append(excerptElement(text, forms));
  }));
  return item;
}

// Results far down wait for their excerpts: all of them weigh more than all the rest of a visit.
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    target.fill();
  }
}, { rootMargin: "100px" });

function whenSeen(item, fill) {
  item.fill = fill;
  seen.observe(item);
}

function describe(count, query) {
  if (!query.trim()) return "";
  if (!count) return `Nothing found for “${query}”. Try another word, or look in the list of all pages.`;
  const shown = count > MOST ? `, the first ${MOST} are shown` : "";
  return `${count === 1 ? "1 result" : `${count} results`} for “${query}”${shown}.`;
}

function run(query) {
  const stemmer = new Stemmer();
  const { hits, forms } = findPages(Search.index, Search.entries, query, stemmer, stopwords);
  const list = element("ul");
  seen.disconnect();
  for (const hit of hits.slice(0, MOST)) list.append(resultElement(hit, forms));
  output.replaceChildren(...(hits.length ? [list] : []));
  statusLine.textContent = describe(hits.length, query);
}

function runFromAddress() {
  const query = new URLSearchParams(location.search).get("q") || "";
  input.value = query;
  run(query);
  if (!query) input.focus();
}

let timer = 0;
input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => Search.index && run(input.value), PAUSE);
});

// Arrows go from the box through the results; Enter follows the link as everywhere.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const stops = [input, ...output.querySelectorAll("li > a")];
  const place = stops.indexOf(document.activeElement);
  if (!step || place < 0 || !stops[place + step]) return;
  event.preventDefault();
  stops[place + step].focus();
});
