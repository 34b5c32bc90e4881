// Who pursues what: a row for each theme, a column for each area, a dot where it is pursued with the number in it. The
// rows come in the order of the table, which is by who shares them, and get a heading for each such group. Rows that
// several areas share are joined by a line. Wide drawings stand in panels beside each other.
(() => {
  const COLUMN = { narrow: 52, wide: 74 }; // pixels for an area
  const PANEL = { narrow: 335, wide: 430 }; // pixels that a panel needs at least
  const LABEL = 90; // pixels that the names of themes need at least
  const LEAST_LINES = 9; // fewer are not worth a second panel
  const MANY_LINES = 40; // so many stand in narrow panels

  pictures.kinds.dots = (table, frame) => {
    const [names, ...areas] = table.columns.map((column) => column.key);
    const rows = table.rows.filter((row) => row[names]); // the headings of the table hold no values
    const lines = withHeadings(rows, areas, frame.settings);
    const panels = inPanels(lines, frame.width);
    const across = frame.width / panels.length;
    const font = `13px ${frame.font}`;
    const columns = columnsOf(frame, across);
    const nameOf = (line) => line.heading ?? line[names].text;
    const widest = Math.max(...lines.map((line) => pictures.widthOf(nameOf(line), line.heading ? `600 ${font}` : font)));
    const label = Math.min(Math.ceil(widest) + 2, Math.max(LABEL, across - areas.length * columns.width - 24)); // the dots stand beside the names
    const texts = panels.map((panel) => panel.map((line) => pictures.wrap(nameOf(line), label, font).join("\n")));
    const most = Math.max(...texts.flat().map((text) => text.split("\n").length));
    const step = Math.max(27, 15 * most + 5); // so that names of several lines stand apart
    const top = columns.top;
    const longest = Math.max(...panels.map((panel) => panel.length));
    return {
      height: top + longest * step + 6,
      option: {
        grid: panels.map((panel, at) => ({ left: at * across + label + 12, width: areas.length * columns.width, top, height: panel.length * step })),
        xAxis: panels.map((_panel, at) => areaAxis(at, columns, frame)),
        yAxis: panels.map((panel, at) => themeAxis(at, panel, texts[at], frame)),
        series: panels.flatMap((panel, at) => seriesOf(panel, at, areas, names, frame)),
        tooltip: { trigger: "item", formatter: ({ data }) => data.words },
      },
    };
  };

  const owners = (row, areas) => areas.filter((area) => row[area].number);

  function withHeadings(rows, areas, { all, several, only }) {
    const headingOf = (row) => {
      const own = owners(row, areas);
      if (own.length === areas.length) return all;
      return own.length > 1 ? several : only[areas.indexOf(own[0])];
    };
    return rows.flatMap((row, at) => {
      const heading = headingOf(row);
      return at && headingOf(rows[at - 1]) === heading ? [row] : [{ heading }, row];
    });
  }

  // The width of an area and the height of the heads: as wide as the widest name where there is room, else names stand
  // upright; no name breaks within a word.
  function columnsOf({ settings, font }, across) {
    const usual = across < PANEL.wide ? COLUMN.narrow : COLUMN.wide;
    const heads = settings.areas.flatMap((area) => area.split(" ").map((word) => pictures.widthOf(word, `12px ${font}`)));
    const width = Math.max(usual, Math.ceil(Math.max(...heads)) + 10);
    const room = across - 24 - (across < PANEL.wide ? 1.4 : 1.8) * LABEL;
    if (width === usual || width * settings.areas.length <= room) return { width, top: 44, upright: false };
    const longest = Math.max(...settings.areas.map((area) => pictures.widthOf(area, `12px ${font}`)));
    return { width: usual, top: Math.ceil(longest) + 20, upright: true };
  }

  // Panels of about the same length; none ends with a heading.
  function inPanels(lines, width) {
    const panel = lines.length > MANY_LINES ? PANEL.narrow : PANEL.wide;
    const count = Math.max(1, Math.min(Math.floor(width / panel), 3, Math.floor(lines.length / LEAST_LINES)));
    const panels = [];
    let from = 0;
    for (let at = 1; at <= count; at += 1) {
      let to = at === count ? lines.length : Math.ceil((lines.length * at) / count);
      if (lines[to - 1].heading) to -= 1;
      panels.push(lines.slice(from, to));
      from = to;
    }
    return panels;
  }

  function areaAxis(at, { width, upright }, { colours, settings }) {
    return {
      gridIndex: at, type: "category", position: "top", data: settings.areas,
      axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false },
      axisLabel: {
        interval: 0, color: colours.ink, fontSize: 12, lineHeight: 14,
        ...(upright ? { rotate: 90 } : { width: width - 4, overflow: "break" }),
      },
    };
  }

  function themeAxis(at, panel, texts, { colours }) {
    return {
      gridIndex: at, type: "category", inverse: true, data: texts,
      axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false },
      axisLabel: {
        interval: 0, margin: 12, lineHeight: 15,
        formatter: (text, line) => (panel[line].heading ? `{heading|${text}}` : text),
        color: colours.ink, rich: { heading: { color: colours.quiet, fontWeight: 600, fontSize: 13, lineHeight: 16 } },
      },
    };
  }

  function seriesOf(panel, at, areas, names, { colours, settings }) {
    const place = { xAxisIndex: at, yAxisIndex: at };
    const dots = [];
    const gaps = [];
    const joins = [];
    panel.forEach((row, y) => {
      if (row.heading) return;
      areas.forEach((area, x) => {
        const { number, href } = row[area];
        const words = `${row[names].text}\n${settings.areas[x]}: ${row[area].text}`;
        (number ? dots : gaps).push({ value: [x, y, number], href, words });
      });
      const own = owners(row, areas).map((area) => areas.indexOf(area));
      if (own.length > 1) joins.push([{ coord: [own[0], y] }, { coord: [own.at(-1), y] }]);
    });
    return [
      {
        type: "scatter", ...place, z: 2, data: gaps, symbolSize: 4, itemStyle: { color: colours.rule, opacity: 1 },
        markLine: { silent: true, z: 1, symbol: "none", label: { show: false }, data: joins, lineStyle: { color: colours.accent, width: 2.5, type: "solid" } },
      },
      {
        type: "scatter", ...place, z: 3, data: dots, itemStyle: { color: colours.accent, opacity: 1 },
        symbolSize: ([, , number]) => 18 + 2 * Math.min(number - 1, 4),
        label: { show: true, formatter: ({ value }) => String(value[2]), color: colours.paper, fontSize: 11, fontWeight: 600 },
      },
    ];
  }
})();
