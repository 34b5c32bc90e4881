// What a printed page says beside its text: in the margins what it is, where it stands and when it was printed; beside
// each statement the number of its source and the place in it; and at the end the sources by their numbers.
// print.css shows all this. Without script the marks name their source in full.
const page = document.documentElement;

function describe() {
  const language = page.lang === "en" ? "en-GB" : page.lang;
  page.dataset.title = document.title;
  page.dataset.address = decodeURI(location.href);
  page.dataset.day = new Date().toLocaleDateString(language, { dateStyle: "long" });
}

function numberSources() {
  const sources = new Map(); // address of a source → its item of the list
  for (const mark of document.querySelectorAll("main .evidence")) {
    const line = mark.querySelector(".evidence-line");
    const link = line.querySelector("a");
    if (!link) continue; // it says that no source is named
    if (!sources.has(link.href)) sources.set(link.href, itemOf(line, link));
    const number = [...sources.keys()].indexOf(link.href) + 1;
    const locator = line.querySelector(".locator");
    mark.dataset.cited = locator ? `[${number}] ${locator.textContent}` : `[${number}]`;
  }
  const list = document.createElement("ol");
  list.append(...sources.values());
  const section = document.querySelector(".printed-sources");
  section.replaceChildren(section.querySelector("h2"), list);
}

function itemOf(line, link) {
  const item = document.createElement("li");
  const copy = line.cloneNode(true);
  copy.querySelector(".locator")?.remove();
  copy.append(link.href);
  item.append(...copy.childNodes);
  return item;
}

addEventListener("beforeprint", () => {
  describe();
  numberSources();
});
