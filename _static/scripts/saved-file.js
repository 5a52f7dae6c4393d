// The checklist as a file: the primary store, for a browser may forget what it keeps.
const FORMAT = "election-security-guide-checklist";
const FORMAT_VERSION = 1;
const LARGEST_FILE = 2_000_000; // bytes; a full checklist has some 100,000

function toJson(entries, guide) {
  const content = { format: FORMAT, version: FORMAT_VERSION, guide };
  content.actions = Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
  return `${JSON.stringify(content, null, 1)}\n`;
}

// The entries in the text of a file, or the reason why it is refused.
function fromJson(text) {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    return { refused: "This file is no saved checklist: it is not JSON." };
  }
  if (!content || content.format !== FORMAT) {
    return { refused: "This file is no saved checklist of this guide." };
  }
  if (!Number.isInteger(content.version) || content.version < 1) {
    return { refused: "This file is no saved checklist: it does not say of which version it is." };
  }
  if (content.version > FORMAT_VERSION) {
    return { refused: "This file is from a newer version of the guide; open it there." };
  }
  const entries = isRecord(content.actions) ? cleanEntries(content.actions) : new Map();
  if (!entries.size) return { refused: "This file holds no entry of a checklist." };
  return { entries, dropped: Object.keys(content.actions).length - entries.size };
}

// One cell of a CSV file. Spreadsheets run what begins with these signs, some also with their wide
// forms, so a quote goes before.
function csvCell(value) {
  const safe = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

function toCsv(rows) {
  const lines = rows.map((row) => row.map(csvCell).join(","));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

function download(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
