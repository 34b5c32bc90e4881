// Targets against figures: one drawing a panel, on an axis of time each. What a row of the table is (`what`) decides
// how it is drawn: the expected path is a broken line from the baseline, the goal a line that is hatched on the side
// its bound leaves open, a figure a mark of its source's shape at the end of its period; filled is the preferred figure,
// open any other, and a sum stands for the figures that it adds up. What cannot be compared stays in the table.
{
  const DAY = 864e5;
  const SHAPES = ["circle", "diamond", "triangle", "roundRect", "pin", "rect"];
  const HATCH = { over: [-1], at_least: [-1], under: [1], at_most: [1], about: [-1, 1] };
  const FIGURES = ["comparable", "not_preferred", "other_state"];
  const GAP = 28; // pixels beside a drawing; below it its years are named
  const BELOW = 40;

  const moment = (row) => (row.day.value ? Date.parse(row.day.value) : null); // a day stands for its end
  const newYear = (year) => Date.UTC(year, 0, 1) - DAY; // the end of the year before
  const yearOf = (time) => new Date(time + DAY).getUTCFullYear();

  // Rows of the table by panel, with their days as moments; what has no number or no day is not drawn, but a goal may.
  const readPanels = (table, settings) => settings.panels.map((panel) => {
    const rows = table.rows.filter((row) => !row.panel || row.panel.value === panel.key);
    const all = (...kinds) => rows
      .filter((row) => kinds.includes(row.what.value) && row.value.number !== null)
      .map((row) => ({ ...row, kind: row.what.value, time: moment(row), level: row.value.number }));
    const dated = (...kinds) => all(...kinds).filter((row) => row.time !== null);
    const [goal] = all("goal");
    const asOf = rows.find((row) => row.what.value === "as_of");
    return { ...panel, goal, asOf: { words: asOf.what.text, time: moment(asOf) }, baseline: dated("baseline"), path: dated("expected"), sums: dated("sum"), figures: dated(...FIGURES) };
  });

  const drawn = (panel) => [...panel.baseline, ...panel.path, ...panel.sums, ...panel.figures];

  // The years that the axis shows whole: those of all that is drawn, and the day of the view if that does not squeeze the rest.
  const timeFrame = (panel) => {
    const times = [...drawn(panel), ...(panel.goal?.time ? [panel.goal] : [])].map((row) => row.time);
    const measured = [...panel.figures, ...panel.sums].map((row) => row.time - DAY); // the year that a figure is for
    const first = yearOf(Math.min(...times, ...measured));
    let last = Math.max(...times);
    const room = Math.max(last - newYear(first), 2 * 366 * DAY);
    if (panel.asOf.time > last && panel.asOf.time - last < room) last = panel.asOf.time;
    let end = yearOf(last - 1) + 1;
    if (end <= first) end = first + 1;
    return spanOf(first, end);
  };

  const spanOf = (first, end) => ({ first, end, from: newYear(first), to: newYear(end), years: end - first });

  // Areas are compared on one axis of time; targets have each their own.
  const frameTimes = (panels, together) => {
    const frames = panels.map(timeFrame);
    const common = spanOf(Math.min(...frames.map(({ first }) => first)), Math.max(...frames.map(({ end }) => end)));
    return panels.map((panel, index) => ({ ...panel, frame: together ? common : frames[index] }));
  };

  // Ticks where years begin, and between them their names, as many as there is room for.
  const timeAxis = (panel, index, frame, width) => {
    const { first, from, to, years } = panel.frame;
    const step = Math.max(1, Math.ceil(years / Math.max(1, Math.floor(width / 46))));
    const shown = Array.from({ length: Math.ceil(years / step) }, (_, place) => first + place * step);
    const middles = new Map(shown.map((year) => [(newYear(year) + newYear(year + 1)) / 2, year]));
    return {
      type: "value",
      gridIndex: index,
      min: from,
      max: to,
      axisLine: { onZero: false, lineStyle: { color: frame.colours["rule-strong"] } },
      axisTick: { show: true, customValues: Array.from({ length: years + 1 }, (_, place) => newYear(first + place)) },
      splitLine: { show: false },
      axisLabel: { color: frame.colours.quiet, customValues: [...middles.keys()], formatter: (time) => String(middles.get(time) ?? "") },
    };
  };

  // One scale word for a whole axis: 1,200万 beside 800万, never 0.12亿 beside 800万.
  const valueAxis = (panel, index, { colours, settings }) => {
    const levels = [...drawn(panel), ...(panel.goal ? [panel.goal] : [])].map((row) => row.level);
    const lowest = Math.min(...levels);
    const highest = Math.max(...levels.map(Math.abs));
    const pressed = lowest > highest / 2; // an axis from 0 would press all together at its top
    const scale = settings.scales.find(({ factor }) => highest >= factor) ?? { factor: 1, word: "" };
    const say = (level) => {
      const number = (level / scale.factor).toLocaleString("en", { maximumFractionDigits: 4, useGrouping: settings.grouped });
      return level === 0 ? "0" : number.replace("-", "−") + scale.word;
    };
    return {
      type: "value",
      gridIndex: index,
      scale: pressed,
      splitNumber: settings.large ? 5 : 3,
      boundaryGap: [lowest < 0 || pressed ? "4%" : 0, "12%"], // room for the hatching
      axisLabel: { color: colours.quiet, formatter: say },
      splitLine: { lineStyle: { color: colours.rule } },
    };
  };

  const item = (row) => ({
    value: [row.time, row.level],
    href: row.source.href,
    tip: [row.what.text, `${row.day.text}  ${row.value.text}`, row.source.href ? row.source.text : ""].filter(Boolean).join("\n"),
  });

  // Marks of figures: a series for each source and kind, so that each has its shape and its place in the legend.
  const figureSeries = (panel, place, shapes, { colours }) => {
    const groups = Map.groupBy(panel.figures, (row) => `${row.source.text}\u0000${row.what.text}`);
    return [...groups.values()].map((rows) => {
      const [{ source, what, kind }] = rows;
      return {
        ...place,
        type: "scatter",
        name: kind === "comparable" ? source.text : `${what.text} · ${source.text}`,
        symbol: shapes.get(source.text),
        symbolSize: 10,
        z: 6,
        itemStyle: kind === "comparable"
          ? { color: colours.accent, opacity: 1 }
          : { color: colours.paper, opacity: 1, borderColor: colours.accent, borderWidth: 1.6, borderType: kind === "other_state" ? "dotted" : "solid" },
        data: rows.map(item),
      };
    });
  };

  const line = (place, name, rows, style, more = {}) => ({ ...place, type: "line", name, symbol: "none", lineStyle: style, itemStyle: { color: style.color }, data: rows.map(item), ...more });

  const pathSeries = (panel, place, { colours }) => {
    const start = panel.baseline.filter((row) => panel.path.every((other) => other.time !== row.time));
    const path = [...start, ...panel.path].sort((one, other) => one.time - other.time);
    const style = { color: colours.quiet, type: "dashed", width: 1.6 };
    const series = panel.path.length ? [line(place, panel.path[0].what.text, path, style, { symbol: "circle", symbolSize: 4 })] : [];
    if (panel.baseline.length) {
      const look = { color: colours.paper, opacity: 1, borderColor: colours.ink, borderWidth: 1.6 };
      series.push({ ...place, type: "scatter", name: panel.baseline[0].what.text, symbol: "rect", symbolSize: 9, z: 5, itemStyle: look, data: panel.baseline.map(item) });
    }
    return series;
  };

  // The goal from where its path begins to its due date; without one it holds throughout. The mark stands on the due date.
  const goalSeries = (panel, place, { colours }) => {
    if (!panel.goal) return [];
    const { from, to } = panel.frame;
    const { level, time, what, bound } = panel.goal;
    const starts = panel.path[0]?.time ?? from;
    const ends = [{ value: [starts, level] }, { ...item(panel.goal), value: [time ?? to, level], symbol: time ? "rect" : "none", symbolSize: [3, 16] }];
    const goal = line(place, what.text, [], { color: colours.ink, width: 1.6 }, { symbol: "none", z: 4, data: ends });
    const sides = HATCH[bound.value] ?? [];
    if (!sides.length) return [goal];
    return [goal, { ...place, type: "custom", name: what.text, silent: true, z: 3, encode: { x: [0, 1], y: 2 }, data: [[starts, time ?? to, level]], renderItem: (_, api) => hatch(api, sides, colours.ink) }];
  };

  const hatch = (api, sides, stroke) => {
    const [left, y] = api.coord([api.value(0), api.value(2)]);
    const [right] = api.coord([api.value(1), api.value(2)]);
    const places = Array.from({ length: Math.max(0, Math.floor((right - left - 4) / 8)) }, (_, place) => left + place * 8);
    const strokes = places.flatMap((x) => sides.map((side) => ({ type: "line", shape: { x1: x, y1: y, x2: x + 6, y2: y + side * 9 }, style: { stroke, lineWidth: 1, opacity: 0.65 } })));
    return { type: "group", children: strokes };
  };

  const courseSeries = (panel, place, { colours, settings }) => {
    const style = { color: colours.accent, width: 1.4 };
    if (panel.sums.length) return [line(place, panel.sums[0].what.text, panel.sums, style, { symbol: "circle", symbolSize: 9, z: 6 })];
    const last = new Map(panel.figures.filter((row) => row.kind === "comparable").map((row) => [row.time, row]));
    return last.size > 1 ? [line(place, settings.course, [...last.values()], style, { silent: true, z: 2 })] : [];
  };

  const dayOfView = (panel, place, { colours, settings }) => {
    const { from, to } = panel.frame;
    const { words, time } = panel.asOf;
    if (time < from || time > to) return [];
    const align = time > (from + to) / 2 ? "right" : "left"; // within the drawing
    const label = { show: settings.large, formatter: words, color: colours.quiet, position: "end", align };
    const style = { color: colours.quiet };
    const mark = { silent: true, symbol: "none", label, lineStyle: { color: colours.quiet, type: "solid", width: 1 }, data: [{ xAxis: time }] };
    return [{ ...place, type: "line", name: words, data: [], itemStyle: style, lineStyle: style, markLine: mark }];
  };

  // Name, note and verdict above a drawing; a large one has its name as a heading of the page.
  const head = (panel, box, frame) => {
    const { colours, settings } = frame;
    const quiet = { color: colours.quiet, fontSize: 12, fontWeight: 400, lineHeight: 17 };
    const beside = [panel.unit, panel.asOf.time > panel.frame.to ? `${panel.asOf.words} →` : ""].filter(Boolean).join(" · ");
    const below = settings.large ? [beside && `{quiet|${beside}}`] : [panel.note && `{quiet|${panel.note}}`];
    const verdict = panel.verdict && `{verdict|${panel.verdict}}`;
    const cut = { width: box.width, overflow: "truncate" };
    return {
      left: box.left,
      top: box.top,
      padding: 0,
      itemGap: 4,
      text: settings.large ? "" : `{name|${panel.name}} {unit|${panel.unit}}`,
      link: settings.large ? "" : panel.href,
      target: "self",
      textStyle: { ...cut, rich: { name: { color: colours.ink, fontFamily: frame.headingFont, fontSize: 15, fontWeight: 600 }, unit: quiet } },
      subtext: [...below, verdict].filter(Boolean).join("\n"),
      subtextStyle: { ...cut, rich: { quiet, verdict: { color: frame.toneColour(panel.tone), fontSize: 13, lineHeight: 18 } } },
    };
  };

  // Where the drawings stand: as many beside each other as there is room for, each row as high as its words need.
  const layOut = (panels, frame, top) => {
    const { large } = frame.settings;
    const across = large ? 1 : Math.min(Math.max(2, panels.length), Math.max(1, Math.floor((frame.width + GAP) / 300)));
    const width = (frame.width - (across - 1) * GAP) / across;
    const height = large ? (frame.narrow ? 230 : 290) : 150;
    const boxes = [];
    let bottom = top;
    for (let start = 0; start < panels.length; start += across) {
      const row = panels.slice(start, start + across);
      const words = (large ? 22 : 24 + (row.some((panel) => panel.note) ? 18 : 0)) + (row.some((panel) => panel.verdict) ? 19 : 0);
      row.forEach((_, place) => boxes.push({ left: place * (width + GAP), top: bottom, width, plot: bottom + words + 12, height }));
      bottom += words + 12 + height + BELOW;
    }
    return { boxes, bottom: bottom - BELOW + 24 };
  };

  // What a line looks like in the legend, as a path in a box of 22 by 10.
  const ICONS = { expected: "path://M0 4h6v2H0zM8 4h6v2H8zM16 4h6v2h-6z", goal: "path://M0 4h20v2H0zM20 0h2v10h-2z", asOf: "path://M10 0h2v10h-2z" };

  const legendOf = (panels, series, frame) => {
    const { settings, colours, width } = frame;
    const icons = new Map(panels.flatMap(({ asOf, path, goal }) => [[asOf.words, ICONS.asOf], [path[0]?.what.text, ICONS.expected], [goal?.what.text, ICONS.goal]]));
    const entries = [...new Set(series.map((each) => each.name))].filter((name) => name !== settings.course);
    const font = `13px ${frame.font}`;
    const short = (name) => echarts.format.truncateText(name, Math.min(260, width - 60), font, "…");
    let rows = 1;
    let used = 0;
    for (const name of entries) {
      const needed = pictures.widthOf(short(name), font) + 40;
      if (used && used + needed > width) [rows, used] = [rows + 1, 0];
      used += needed;
    }
    const data = entries.map((name) => (icons.has(name) ? { name, icon: icons.get(name) } : { name }));
    const legend = { type: "plain", top: 0, left: 0, padding: 0, width, itemWidth: 22, itemHeight: 10, itemGap: 10, data, formatter: short, selectedMode: false, textStyle: { color: colours.ink } };
    return { legend, height: rows * 24 + 10 };
  };

  pictures.kinds.target = (table, frame) => {
    const panels = frameTimes(readPanels(table, frame.settings), frame.settings.together);
    const sources = [...new Set(panels.flatMap((panel) => panel.figures.map((row) => row.source.text)))];
    const shapes = new Map(sources.map((name, place) => [name, SHAPES[place % SHAPES.length]]));
    const series = panels.flatMap((panel, index) => {
      const place = { xAxisIndex: index, yAxisIndex: index };
      return [pathSeries, goalSeries, courseSeries].flatMap((make) => make(panel, place, frame))
        .concat(figureSeries(panel, place, shapes, frame), dayOfView(panel, place, frame));
    });
    const { legend, height } = legendOf(panels, series, frame);
    const { boxes, bottom } = layOut(panels, frame, height);
    return {
      height: bottom + 4,
      option: {
        legend,
        title: panels.map((panel, index) => head(panel, boxes[index], frame)),
        grid: boxes.map((box) => ({ left: box.left, top: box.plot, width: box.width - 8, height: box.height, containLabel: true })),
        xAxis: panels.map((panel, index) => timeAxis(panel, index, frame, boxes[index].width - 60)),
        yAxis: panels.map((panel, index) => valueAxis(panel, index, frame)),
        tooltip: { trigger: "item", formatter: ({ data }) => data?.tip ?? "" },
        series,
      },
    };
  };
}
