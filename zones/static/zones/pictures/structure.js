// A plan as a tree of boxes: the plan, its tiers with their numerals, the members of each, dotted where none is named.
// In breadth the tiers stand beside each other, as the numerals of a code do; on a telephone everything is one outline.
(() => {
  const GAP = 16; // pixels between columns
  const ROW_GAP = 8; // between boxes beneath each other
  const SPINE = 9; // from the left of what is above to the line that leads to what is below
  const INDENT = 20;
  const COLUMN = { least: 190, most: 330 };
  const LONG = 12; // members beneath each other
  const LEVELS = {
    root: { size: 18, line: 26, numeral: 34, pad: 12 },
    branch: { size: 15, line: 21, numeral: 26, pad: 9 },
    member: { size: 14, line: 20, numeral: 14, pad: 7 },
  };
  const NOTE = { size: 12.5, line: 18, mark: 15, gap: 24 };

  pictures.kinds.structure = (table, frame) => {
    const plan = treeOf(table, frame.settings);
    const drawing = { boxes: [], lines: [], frame };
    const bottom = frame.narrow ? place(plan, 1, 1, frame.width - 2, drawing) : placeInBreadth(plan, drawing);
    return {
      height: Math.ceil(bottom) + 2,
      option: {
        tooltip: { show: false },
        graphic: drawing.lines.map((points) => ({
          type: "polyline", silent: true, shape: { points }, style: { stroke: frame.colours.quiet, fill: "none", lineWidth: 1 },
        })),
        series: Object.keys(LEVELS).map((level) => seriesOf(level, drawing)),
      },
    };
  };

  function treeOf({ rows }, { code, name }) {
    const branches = new Map();
    const members = new Map();
    for (const { branch, numeral, declared, member, kind, status, whole } of rows) {
      if (!branches.has(branch.value)) {
        branches.set(branch.value, { level: "branch", name: branch.text, numeral: numeral?.text, note: declared?.text, href: branch.href, below: [] });
      }
      const box = { level: "member", name: member.text, note: status.text || kind.text, status, href: member.href, open: !member.value, below: [] };
      (members.get(whole?.value) ?? branches.get(branch.value)).below.push(box);
      if (member.value) members.set(member.value, box);
    }
    return { level: "root", name, numeral: code, below: [...branches.values()] };
  }

  // Give a box its size within a width: the numeral stands left of the name, the note beside it or beneath.
  function measure(box, width, frame) {
    const style = LEVELS[box.level];
    box.width = width;
    box.nameFont = { fontFamily: box.level === "member" ? frame.font : frame.headingFont, fontSize: style.size, fontWeight: box.level === "member" ? 400 : 600 };
    box.numeralFont = { fontFamily: frame.headingFont, fontSize: style.numeral, fontWeight: 600 };
    box.left = style.pad + (box.numeral ? pictures.widthOf(box.numeral, css(box.numeralFont)) + 10 : 0);
    const room = width - box.left - style.pad;
    box.lines = pictures.wrap(box.name, room, css(box.nameFont));
    box.noteFont = { fontFamily: frame.font, fontSize: NOTE.size, fontWeight: 400 };
    box.mark = box.status?.text ? NOTE.mark : 0;
    box.notes = box.note ? pictures.wrap(box.note, room - box.mark, css(box.noteFont)) : [];
    const noteWidth = box.mark + pictures.widthOf(box.notes[0] ?? "", css(box.noteFont));
    box.beside = (frame.narrow || box.level === "branch") && box.lines.length === 1 && box.notes.length === 1 && pictures.widthOf(box.name, css(box.nameFont)) + NOTE.gap + noteWidth <= room;
    box.noteLeft = box.beside ? width - style.pad - noteWidth : box.left;
    const text = box.lines.length * style.line + (box.beside ? 0 : box.notes.length * NOTE.line);
    box.height = Math.max(text, box.numeral ? style.numeral * 1.15 : 0) + 2 * style.pad;
  }

  const css = (font) => `${font.fontWeight} ${font.fontSize}px ${font.fontFamily}`;

  // Place a box and, indented beneath it, all that is below it; return where that ends.
  function place(box, x, y, width, drawing) {
    measure(box, width, drawing.frame);
    drawing.boxes.push(Object.assign(box, { x, y }));
    return stack(box.below, x, y + box.height, width, drawing);
  }

  // Place boxes beneath each other, joined to what stands above by a line from `top`; return where the last one ends.
  function stack(boxes, x, top, width, drawing) {
    let bottom = top;
    let joint = top;
    for (const box of boxes) {
      const y = bottom + ROW_GAP;
      bottom = place(box, x + INDENT, y, width - INDENT, drawing);
      joint = y + Math.min(box.height / 2, 22);
      drawing.lines.push([[x + SPINE, joint], [x + INDENT, joint]]);
    }
    if (boxes.length) drawing.lines.push([[x + SPINE, top], [x + SPINE, joint]]);
    return bottom;
  }

  // In breadth, place the branches beside each other; beneath each other if one of them would become very long.
  function placeInBreadth(plan, drawing) {
    const width = drawing.frame.width - 2;
    const most = Math.floor((width + GAP) / (COLUMN.least + GAP));
    const spans = share(plan.below, most);
    const rows = (branch, span) => Math.ceil(sizeOf(branch) / span);
    const beside = Math.max(...plan.below.map((branch, at) => rows(branch, spans[at])));
    const beneath = plan.below.reduce((sum, branch) => sum + 1 + rows(branch, most), 0);
    Object.assign(plan, { x: 1, y: 1 });
    drawing.boxes.push(plan);
    if (beside > LONG && beneath < beside) return placeBeneath(plan, width, drawing);
    const columns = spans.reduce((sum, span) => sum + span, 0);
    const column = columnOf(columns, width);
    measure(plan, columns * (column + GAP) - GAP, drawing.frame);
    const top = plan.y + plan.height + GAP;
    let { x } = plan;
    plan.below.forEach((branch, at) => {
      drawing.lines.push([[x + SPINE, top - GAP], [x + SPINE, top]]);
      branch.x = x;
      x += spans[at] * (column + GAP);
    });
    return placeBand(plan.below, spans, column, top, drawing);
  }

  function placeBeneath(plan, width, drawing) {
    measure(plan, width, drawing.frame);
    let bottom = plan.y + plan.height;
    for (const branch of plan.below) {
      const span = share([branch], Math.floor((width - INDENT + GAP) / (COLUMN.least + GAP)));
      const top = bottom + GAP;
      branch.x = plan.x + INDENT;
      bottom = placeBand([branch], span, columnOf(span[0], width - INDENT), top, drawing);
      const joint = top + branch.height / 2;
      drawing.lines.push([[plan.x + SPINE, plan.y + plan.height], [plan.x + SPINE, joint], [branch.x, joint]]);
    }
    return bottom;
  }

  // Place branches whose left is known at one height, the members of each in as many columns as it got.
  function placeBand(branches, spans, column, y, drawing) {
    branches.forEach((branch, at) => measure(branch, spans[at] * (column + GAP) - GAP, drawing.frame));
    const top = y + Math.max(...branches.map((branch) => branch.height));
    let bottom = top;
    branches.forEach((branch, at) => {
      drawing.boxes.push(Object.assign(branch, { y, height: top - y }));
      const groups = split(branch.below, spans[at], column, drawing.frame);
      const left = (place) => branch.x + place * (column + GAP);
      const bend = top + ROW_GAP / 2; // from where a line leads to the further columns
      drawing.lines.push([[branch.x + SPINE, top], [branch.x + SPINE, bend], [left(groups.length - 1) + SPINE, bend]]);
      groups.forEach((group, place) => {
        bottom = Math.max(bottom, stack(group, left(place), bend, column, drawing));
      });
    });
    return bottom;
  }

  const columnOf = (columns, width) => Math.min(COLUMN.most, (width + GAP) / columns - GAP);
  const sizeOf = ({ below }) => below.reduce((sum, box) => sum + 1 + sizeOf(box), 0);

  // How many columns each branch gets of `most`: one, and further ones where they shorten the longest.
  function share(branches, most) {
    const spans = branches.map(() => 1);
    const load = ({ below }, at) => (spans[at] < below.length ? below.length / spans[at] : 0);
    for (let used = spans.length; used < most; used += 1) {
      const loads = branches.map(load);
      const longest = loads.indexOf(Math.max(...loads));
      if (loads[longest]) spans[longest] += 1;
    }
    return spans;
  }

  // Members in the order of the plan, in so many columns of about one height.
  function split(boxes, columns, width, frame) {
    const heights = boxes.map((box) => heightOf(box, width - INDENT, frame));
    const total = heights.reduce((sum, height) => sum + height, 0);
    const groups = Array.from({ length: columns }, () => []);
    let above = 0;
    boxes.forEach((box, at) => {
      groups[Math.floor((columns * (above + heights[at] / 2)) / total)].push(box);
      above += heights[at];
    });
    return groups.filter((group) => group.length);
  }

  function heightOf(box, width, frame) {
    measure(box, width, frame);
    return box.below.reduce((sum, part) => sum + heightOf(part, width - INDENT, frame), box.height + ROW_GAP);
  }

  function seriesOf(level, { boxes, frame }) {
    const shown = boxes.filter((box) => box.level === level);
    return {
      name: level,
      type: "custom",
      coordinateSystem: "none",
      data: shown.map((box) => ({ name: box.name, note: box.note, value: [box.x, box.y, box.width, box.height], href: box.href })),
      renderItem: ({ dataIndex }) => ({ type: "group", silent: !shown[dataIndex].href, children: shapesOf(shown[dataIndex], frame) }),
    };
  }

  function shapesOf(box, frame) {
    const { colours } = frame;
    const style = LEVELS[box.level];
    const line = box.open ? { stroke: colours["rule-strong"], lineDash: [2, 3] } : { stroke: box.level === "root" ? colours["rule-strong"] : colours.rule };
    const noteLines = box.beside ? 0 : box.notes.length;
    const top = box.y + (box.height - box.lines.length * style.line - noteLines * NOTE.line) / 2;
    const text = (words, x, y, font, fill) => ({ type: "text", style: { text: words, x, y, fill, textVerticalAlign: "middle", ...font } });
    const shapes = [
      {
        type: "rect",
        shape: { x: box.x, y: box.y, width: box.width, height: box.height, r: 2 },
        style: { ...line, lineWidth: box.open ? 1.5 : 1, fill: box.level === "branch" ? colours["accent-soft"] : colours.paper },
      },
      ...box.lines.map((words, at) => text(words, box.x + box.left, top + (at + 0.5) * style.line, box.nameFont, box.open ? colours.quiet : colours.ink)),
    ];
    if (box.numeral) shapes.push(text(box.numeral, box.x + style.pad, box.y + box.height / 2, box.numeralFont, colours.accent));
    const noteTop = box.beside ? top + (style.line - NOTE.line) / 2 : top + box.lines.length * style.line;
    const noteX = box.x + box.noteLeft;
    if (box.mark) shapes.push(...pictures.statusMark(box.status, noteX + 5, noteTop + NOTE.line / 2, frame, 4));
    box.notes.forEach((words, at) => {
      const colour = box.mark ? frame.toneColour(box.status.tone) : colours.quiet;
      shapes.push(text(words, noteX + box.mark, noteTop + (at + 0.5) * NOTE.line, box.noteFont, colour));
    });
    return shapes;
  }
})();
