// Initiatives on a time axis: a bar from start to due date, dotted towards an end that is not stated, the status at the
// day of its latest report, a diamond for a milestone. What is written stands beside the axis, on a telephone above it.
(() => {
  const TOP = { day: 10, years: 30, rows: 62 }; // where the rows of the head stand, and the first line
  const TEXT = { name: 14, line: 20, note: 12.5, noteLine: 18, indent: 16, mark: 15, gap: 14 };
  const BAR = 12;
  const PAD = 9; // above and below what stands on a line

  pictures.kinds.timeline = (table, frame) => {
    const { settings, narrow, width } = frame;
    const label = Object.fromEntries(table.columns.map((column) => [column.key, column.label]));
    const lines = table.rows.map((row) => lineOf(row, label, frame));
    const day = spanOf(settings.day);
    const axis = axisOf([...lines.flatMap((line) => Object.values(line.spans)), day, ...settings.periods.map(({ first, last }) => [first, last + 1])], frame);
    let bottom = TOP.rows;
    for (const line of lines) {
      line.y = bottom;
      bottom += line.height;
    }
    return {
      height: bottom + 4,
      option: {
        tooltip: { show: false },
        grid: { left: axis.left, width: axis.width, top: TOP.rows, bottom: 4, outerBoundsMode: "none" },
        xAxis: {
          position: "top",
          type: "value",
          min: axis.first,
          max: axis.last,
          interval: axis.step,
          axisLine: { show: false },
          axisTick: { show: false },
          axisLabel: { formatter: String, color: frame.colours.quiet, margin: 26, align: "left", showMaxLabel: false },
          splitLine: { lineStyle: { color: frame.colours.rule } },
        },
        yAxis: { show: false, min: 0, max: 1 },
        series: [
          custom("period", settings.periods.map((period) => ({ name: period.name, value: [period.first, period.last + 1], y: [TOP.rows - 22, bottom] })), (item) => periodShapes(item, axis, frame), -1),
          custom("day", [{ name: settings.day_text, value: day, y: bottom }], (item) => dayShapes(item, axis, frame), 1),
          custom("line", lines.map((line) => ({ ...line, value: Object.values(line.spans).flat() })), (line) => lineShapes(line, axis, frame, narrow ? width : axis.left), 2),
        ],
      },
    };
  };

  function custom(name, items, shapes, z) {
    return {
      name,
      type: "custom",
      coordinateSystem: "none",
      z,
      data: items.map(({ name: text, value, href, spans }) => ({ name: text, value, href, spans })),
      renderItem: ({ dataIndex }) => ({ type: "group", silent: !items[dataIndex].href, children: shapes(items[dataIndex]) }),
    };
  }

  // 2020, 2020-07 or 2020-07-22 as the first and last moment in years: 2020-07 is [2020.5, 2020.58…].
  function spanOf(code) {
    const [year, month, day] = code.split("-").map(Number);
    if (!month) return [year, year + 1];
    if (!day) return [year + (month - 1) / 12, year + month / 12];
    const date = year + (Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1));
    return [date, date + 1 / 365];
  }

  function lineOf(row, label, frame) {
    const { colon } = frame.settings;
    const isWhole = !row.whole?.value;
    const dates = ["start", "due", "reached", "reported"].filter((key) => row[key]?.value);
    const left = isWhole ? 0 : TEXT.indent;
    const room = (frame.narrow ? frame.width : labelWidth(frame)) - left - 12;
    const nameFont = { fontFamily: frame.font, fontSize: isWhole ? TEXT.name : TEXT.name - 1, fontWeight: isWhole ? 500 : 400 };
    const noteFont = noteFontOf(frame);
    const names = pictures.wrap(row.name.text, room, css(nameFont));
    const notes = dates.length ? pictures.wrap(dates.map((key) => `${label[key]}${colon}${row[key].text}`).join(" · "), room, css(noteFont)) : [];
    const statusWidth = TEXT.mark + pictures.widthOf(row.status.text, css(noteFont)) + TEXT.gap;
    const beside = notes.length === 1 && statusWidth + pictures.widthOf(notes[0], css(noteFont)) <= room ? statusWidth : 0; // the status
    const textHeight = names.length * TEXT.line + (notes.length + (beside ? 0 : 1)) * TEXT.noteLine;
    return {
      name: row.name.text,
      href: row.name.href,
      kind: row.kind.value,
      status: row.status,
      spans: Object.fromEntries(dates.map((key) => [key, spanOf(row[key].value)])),
      isWhole,
      left,
      nameFont,
      noteFont,
      names,
      notes,
      beside,
      textHeight,
      height: textHeight + 2 * PAD + (frame.narrow ? BAR + PAD : 0),
    };
  }

  const css = (font) => `${font.fontWeight} ${font.fontSize}px ${font.fontFamily}`;
  const noteFontOf = (frame) => ({ fontFamily: frame.font, fontSize: TEXT.note, fontWeight: 400 });
  const labelWidth = (frame) => Math.min(360, Math.round(frame.width * 0.36));

  // Whole years around all that is shown; as many of them get a label as there is room for.
  function axisOf(spans, frame) {
    const left = frame.narrow ? 2 : labelWidth(frame);
    const width = frame.width - left - 4;
    const first = Math.floor(Math.min(...spans.flat()));
    const last = Math.ceil(Math.max(...spans.flat()) - 0.001);
    const step = Math.ceil(((last - first) * 44) / width);
    return { left, width, first, last, step, x: (moment) => left + ((moment - first) / (last - first)) * width };
  }

  const text = (words, x, y, font, fill, align = "left") => ({ type: "text", style: { text: words, x, y, fill, textAlign: align, textVerticalAlign: "middle", ...font } });
  const stroke = (x1, y1, x2, y2, style) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { lineWidth: 1.5, ...style } });

  function periodShapes({ name, value: [from, to], y: [top, bottom] }, axis, frame) {
    const [x, end] = [axis.x(from), axis.x(to)];
    const font = noteFontOf(frame);
    return [
      { type: "rect", shape: { x, y: top, width: end - x, height: bottom - top }, style: { fill: frame.colours["accent-soft"] } },
      text(name, Math.min(x + 6, axis.left + axis.width - pictures.widthOf(name, css(font))), top + 11, font, frame.colours.accent),
    ];
  }

  function dayShapes({ name, value: [moment], y: bottom }, axis, frame) {
    const x = axis.x(moment);
    const font = noteFontOf(frame);
    const half = pictures.widthOf(name, css(font)) / 2;
    const middle = Math.max(half, Math.min(x, axis.left + axis.width - half));
    return [stroke(x, TOP.day + 9, x, bottom, { stroke: frame.colours.bad }), text(name, middle, TOP.day, font, frame.colours.bad, "center")];
  }

  function lineShapes(line, axis, frame, labelEnd) {
    const { colours, narrow } = frame;
    const top = line.y + PAD;
    const notes = top + line.names.length * TEXT.line;
    const colour = frame.toneColour(line.status.tone);
    const shapes = [
      { type: "rect", shape: { x: 0, y: line.y, width: frame.width, height: line.height }, style: { fill: "transparent" } }, // all of it leads there
      { type: "rect", shape: { x: 0, y: line.y + 1, width: labelEnd, height: line.textHeight + PAD }, style: { fill: colours.paper } },
      stroke(line.left, line.y, frame.width, line.y, { stroke: colours.rule, lineWidth: 1 }),
      ...line.names.map((words, at) => text(words, line.left, top + (at + 0.5) * TEXT.line, line.nameFont, colours.ink)),
      text(line.status.text, line.left + TEXT.mark, notes + TEXT.noteLine / 2, line.noteFont, colour),
      ...line.notes.map((words, at) => text(words, line.left + line.beside, notes + (at + (line.beside ? 0.5 : 1.5)) * TEXT.noteLine, line.noteFont, colours.quiet)),
    ];
    const mark = { x: line.left + 5, y: notes + TEXT.noteLine / 2 };
    if (line.kind === "milestone") shapes.push(diamond(mark.x, mark.y, 5, line.status.value === "reached", frame));
    else shapes.push(...pictures.statusMark(line.status, mark.x, mark.y, frame, 4));
    const y = narrow ? line.y + line.height - PAD - BAR / 2 : line.y + line.height / 2;
    return [...shapes, ...(line.kind === "milestone" ? stepShapes(line, y, axis, frame) : barShapes(line, y, axis, frame))];
  }

  function barShapes({ spans: { start, due, reported }, status }, y, axis, frame) {
    const { accent } = frame.colours;
    const dotted = (from, to) => stroke(from, y, to, y, { stroke: accent, lineDash: [2, 4], lineWidth: 2 });
    const box = (from, to, style) => ({ type: "rect", shape: { x: axis.x(from), y: y - BAR / 2, width: Math.max(axis.x(to) - axis.x(from), 3), height: BAR, r: 1 }, style });
    const shapes = [];
    if (start && !due) shapes.push(dotted(axis.x(start[1]), axis.left + axis.width));
    if (due && !start) shapes.push(dotted(axis.left, axis.x(due[0])));
    if (start || due) {
      const [from, to] = [(start ?? due)[0], (due ?? start)[1]];
      shapes.push(box(from, to, { fill: frame.colours.paper, stroke: accent, lineWidth: 1.5 }));
      if (start && due && due[0] > start[1]) shapes.push(box(start[1], due[0], { fill: accent }));
    }
    if (reported) shapes.push(...span(reported, y, axis, frame), ...pictures.statusMark(status, middle(reported, axis), y, frame, 6));
    return shapes;
  }

  function stepShapes({ spans: { due, reached } }, y, axis, frame) {
    const marks = [[due, false], [reached, true]].filter(([when]) => when);
    return marks.flatMap(([when, filled]) => [...span(when, y, axis, frame), diamond(middle(when, axis), y, 7, filled, frame)]);
  }

  // What is known to the month or year only is drawn with all of its month or year.
  function span([from, to], y, axis, frame) {
    const [x, end] = [axis.x(from), axis.x(to)];
    if (end - x < 16) return [];
    const style = { stroke: frame.colours.quiet, lineWidth: 1 };
    return [stroke(x, y, end, y, style), stroke(x, y - 4, x, y + 4, style), stroke(end, y - 4, end, y + 4, style)];
  }

  const middle = ([from, to], axis) => axis.x((from + to) / 2);

  function diamond(x, y, r, filled, frame) {
    const colour = filled ? frame.colours.good : frame.colours.quiet;
    return { type: "polygon", shape: { points: [[x, y - r], [x + r, y], [x, y + r], [x - r, y]] }, style: { fill: filled ? colour : frame.colours.paper, stroke: colour, lineWidth: 2 } };
  }
})();
