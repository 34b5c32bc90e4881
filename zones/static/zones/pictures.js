// Draws the pictures of a page, each from the table beneath it. A file in pictures/ adds one kind:
//
//   pictures.kinds.bars = (table, frame) => ({ option, height });
//
// table.rows are objects by the column's key: { text, value, number, href, tone }, where `value` is the empty string and
// `number` null for what is unknown; table.columns are { key, label }. frame tells the width in pixels, whether it is
// `narrow`, the colours and fonts of the page, and `settings`, what the server gave beside the table. A data item of
// the option with a `href` leads there.
const pictures = { kinds: {} };
window.pictures = pictures;

const COLOURS = ["ink", "paper", "quiet", "rule", "rule-strong", "accent", "accent-soft", "good", "active", "warn", "bad"];
const NARROW = 560; // pixels, below which a drawing is laid out for a telephone
const SHEETS = { upright: { width: 680, height: 850 }, across: { width: 1008, height: 540 } }; // pixels on A4, below a title
const LEAST_ZOOM = 0.45; // to which a drawing is made smaller so that it stands on one sheet
const LEAST_DENSITY = 2; // pixels of a drawing for one of the page, so that it is sharp on paper
const MOST_PIXELS = 16_000_000; // of one drawing, which every browser can hold

function tableOf(figure) {
  const element = figure.dataset.table ? document.getElementById(figure.dataset.table) : figure.querySelector("table");
  const columns = [...element.querySelectorAll("thead [data-key]")].map((head) => ({ key: head.dataset.key, label: head.textContent.trim() }));
  const lines = [...element.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("[data-value]")]);
  const rows = lines.filter((cells) => cells.length).map((cells) => Object.fromEntries(
    cells.map((cell, place) => [columns[place].key, readCell(cell)]),
  ));
  return { columns, rows };
}

function readCell(cell) {
  const value = cell.dataset.value;
  const number = value === "" || Number.isNaN(Number(value)) ? null : Number(value);
  const text = cell.textContent.trim().replace(/\s+/g, " ");
  return { text, value, number, href: cell.querySelector("a")?.getAttribute("href") ?? "", tone: cell.dataset.tone ?? "" };
}

function frameOf(figure, width) {
  const root = getComputedStyle(document.documentElement);
  const colours = Object.fromEntries(COLOURS.map((name) => [name, root.getPropertyValue(`--${name}`).trim()]));
  return {
    width,
    narrow: width < NARROW,
    colours,
    toneColour: (tone) => colours[tone] || colours.quiet,
    font: getComputedStyle(document.body).fontFamily,
    headingFont: getComputedStyle(document.querySelector("h1")).fontFamily,
    settings: JSON.parse(figure.querySelector("script").textContent),
  };
}

// Break a text into as few lines of a width in pixels as it needs, of about one length: at a dot between statements,
// else between words, Chinese ones too. `font` is a CSS font; a word that is wider than the line breaks anywhere.
pictures.wrap = (text, width, font) => {
  const widthOf = (words) => pictures.widthOf(words.trimEnd(), font);
  const smaller = (pieces, cut) => pieces.flatMap((piece) => (widthOf(piece) <= width ? [piece] : cut(piece)));
  const words = smaller(text.split(/(?<= · )/), wordsOf);
  const pieces = smaller(smaller(words, (word) => word.split(/(?<=-)/)), (part) => [...part]);
  const fill = (breadth) => pieces.reduce((lines, piece) => {
    if (lines.length && widthOf(lines.at(-1) + piece) <= breadth) return [...lines.slice(0, -1), lines.at(-1) + piece];
    return [...lines, piece];
  }, []);
  const least = Math.max(width / 2, ...pieces.map(widthOf));
  let lines = fill(width);
  for (let narrower = width * 0.95; lines.length > 1 && narrower > least; narrower *= 0.95) {
    const balanced = fill(narrower);
    if (balanced.length > lines.length) break;
    lines = balanced;
  }
  return lines.map((line) => line.replace(/ · $/, "").trim());
};

const SEGMENTER = new Intl.Segmenter("zh", { granularity: "word" });
const OPENS = /[“‘《〈（「『【(&-]$/;
const CLOSES = /^[\s”’》〉）」』】，。、；：！？…—–),.;:!?%/&-]/;

// The words of a text, each with the marks that must not be parted from it.
function wordsOf(text) {
  return [...SEGMENTER.segment(text)].reduce((words, { segment }) => {
    if (words.length && (CLOSES.test(segment) || OPENS.test(words.at(-1)))) return [...words.slice(0, -1), words.at(-1) + segment];
    return [...words, segment];
  }, []);
}

const ruler = document.createElement("canvas").getContext("2d");

// The width of a text of one line in pixels.
pictures.widthOf = (text, font) => {
  ruler.font = font;
  return ruler.measureText(text).width;
};

// The mark of a status as elements of a custom series, centred at x and y: the shapes of the style sheet.
pictures.statusMark = (status, x, y, frame, r = 4.5) => {
  const colour = frame.toneColour(status.tone);
  const style = { fill: frame.colours.paper, stroke: colour, lineWidth: 2 };
  if (["good", "bad"].includes(status.tone)) style.fill = colour;
  if (["warn", "bad"].includes(status.tone)) return [{ type: "rect", shape: { x: x - r, y: y - r, width: 2 * r, height: 2 * r }, style }];
  const circle = { type: "circle", shape: { cx: x, cy: y, r }, style };
  if (status.tone !== "active") return [circle];
  return [circle, { type: "sector", shape: { cx: x, cy: y, r0: 0, r, startAngle: Math.PI / 2, endAngle: (3 * Math.PI) / 2 }, style: { fill: colour } }];
};

function common(frame) {
  const { colours } = frame;
  return {
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: frame.font, fontSize: 13, color: colours.ink },
    tooltip: {
      renderMode: "richText", // the content security policy allows no styled markup
      confine: true,
      backgroundColor: colours.paper,
      borderColor: colours["rule-strong"],
      textStyle: { color: colours.ink, fontFamily: frame.font, fontSize: 13 },
    },
    aria: { enabled: false }, // title and description of our own stand on the page
  };
}

// How many pixels of a drawing stand for one of the page, for a drawing of so many pixels of the page.
function densityOf(area) {
  return Math.min(Math.max(LEAST_DENSITY, devicePixelRatio), Math.sqrt(MOST_PIXELS / area));
}

function draw(figure, sheet) {
  const holder = figure.querySelector(".drawing");
  let drawing = layOut(figure, sheet?.width ?? holder.clientWidth);
  if (!drawing) return; // inside something closed
  if (sheet && drawing.height > sheet.height) { // laid out wider it is less high, and made smaller it fits
    drawing = layOut(figure, sheet.width * Math.min(drawing.height / sheet.height, 1 / LEAST_ZOOM));
  }
  const { frame, option, height } = drawing;
  const zoom = sheet ? Math.max(LEAST_ZOOM, Math.min(1, sheet.width / frame.width, sheet.height / height)) : 1;
  holder.style.zoom = zoom === 1 ? "" : zoom;
  holder.style.height = `${height}px`;
  const chart = echarts.getInstanceByDom(holder) ?? echarts.init(holder, null, { renderer: "canvas", devicePixelRatio: densityOf(frame.width * height) });
  chart.resize({ width: frame.width, height });
  chart.setOption({ ...common(frame), ...option, tooltip: { ...common(frame).tooltip, ...option.tooltip } }, { notMerge: true });
}

function layOut(figure, width) {
  const frame = frameOf(figure, width);
  return width ? { frame, ...pictures.kinds[figure.dataset.kind](tableOf(figure), frame) } : null;
}

function furnish(figure) {
  const chart = echarts.getInstanceByDom(figure.querySelector(".drawing"));
  if (!chart) return;
  chart.on("click", ({ data }) => data?.href && location.assign(data.href));
  const button = figure.querySelector(".picture-doors button");
  button.hidden = false;
  button.addEventListener("click", () => {
    const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();
    const link = document.createElement("a");
    link.href = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: paper });
    link.download = button.dataset.file;
    link.click();
  });
}

function drawAll(sheet) {
  for (const figure of document.querySelectorAll(".picture")) draw(figure, sheet);
}

function start() {
  drawAll();
  document.querySelectorAll(".picture").forEach(furnish);
  let last = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== last) drawAll(); // on a telephone the height changes with every scroll
    last = innerWidth;
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
  addEventListener("beforeprint", () => {
    document.documentElement.classList.add("printing"); // paper is white, whatever the screen is
    drawAll(document.body.matches(".across") ? SHEETS.across : SHEETS.upright);
  });
  addEventListener("afterprint", () => {
    document.documentElement.classList.remove("printing");
    drawAll();
  });
  document.documentElement.dataset.pictures = "drawn";
}

// The library is large: it is asked for when the page stands, and the page never waits for it.
const source = document.currentScript.dataset.echarts;
document.addEventListener("DOMContentLoaded", () => {
  const script = document.createElement("script");
  script.src = source;
  script.addEventListener("load", () => document.fonts.ready.then(start));
  document.head.append(script);
});
