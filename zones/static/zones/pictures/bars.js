// Lying bars, one a row, made of parts: the number columns named in settings.parts as { key, tone, pattern, open }.
// Parts are told by pattern and word; what is open is dotted, as everywhere: it is unknown. With settings.whole all bars
// are equally long and show shares. The column "total", if there is one, stands at the right end.
{
  const LABEL = 13; // pixels
  const PATTERNS = {
    rising: { rotation: Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [2.5, 4] },
    falling: { rotation: -Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [2.5, 4] },
    points: { symbol: "circle", dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0] },
    crossed: { symbol: "rect", dashArrayX: [[4, 4], [0, 4, 4, 0]], dashArrayY: [4, 0] },
  };

  const styleOf = (part, frame) => {
    const { colours } = frame;
    if (part.pattern === "soft") return { color: colours["accent-soft"], borderColor: colours.accent, borderWidth: 1 };
    if (part.open) return { color: "transparent", borderColor: colours["rule-strong"], borderType: "dotted", borderWidth: 1.5 };
    const pattern = PATTERNS[part.pattern];
    return { color: frame.toneColour(part.tone), ...(pattern ? { decal: { color: colours.paper, symbolSize: 1, ...pattern } } : {}) };
  };

  // How many lines a legend of these names takes.
  const legendLines = (names, width, font) => {
    let [lines, used] = [1, 0];
    for (const name of names) {
      const needed = pictures.widthOf(name, font) + 44;
      if (used && used + needed > width) [lines, used] = [lines + 1, 0];
      used += needed;
    }
    return lines;
  };

  pictures.kinds.bars = (table, frame) => {
    const { colours, settings, narrow, width } = frame;
    const font = `${LABEL}px ${frame.font}`;
    const names = table.columns[0].key;
    const label = (key) => table.columns.find((column) => column.key === key)?.label ?? "";
    const nameOf = (row) => (row.total && row.total.number === null ? `${row[names].text} · ${row.total.text}` : row[names].text);
    const sum = (row) => settings.parts.reduce((total, part) => total + (row[part.key].number ?? 0), 0);
    const share = (row, part) => row[part.key].number / (settings.whole ? sum(row) || 1 : 1);
    const longest = settings.whole ? 1 : Math.max(...table.rows.map(sum));
    const left = narrow ? 2 : Math.min(220, 16 + Math.max(...table.rows.map((row) => pictures.widthOf(nameOf(row), font))));
    const right = table.columns.some((column) => column.key === "total") ? 12 + Math.max(...[label("total"), ...table.rows.map((row) => row.total.number ?? "")].map((text) => pictures.widthOf(text, font))) : 2;
    const top = 27 * legendLines(settings.parts.map((part) => label(part.key)), width, font) + (narrow ? 4 : 20);
    const lines = table.rows.map((row) => pictures.wrap(nameOf(row), narrow ? width - right : left - 12, font));
    const pitch = narrow ? 36 + 16 * Math.max(...lines.map((each) => each.length)) : 38;
    const pixels = (row, part) => (share(row, part) / longest) * (width - left - right);
    const axis = { type: "category", inverse: true, axisTick: { show: false } };
    const words = { color: colours.ink, fontSize: LABEL, fontFamily: frame.font };

    return {
      height: top + table.rows.length * pitch + 6,
      option: {
        legend: {
          top: 0,
          left: 0,
          padding: 0,
          itemGap: 14,
          itemWidth: 22,
          itemHeight: 13,
          textStyle: words,
          selectedMode: false,
          data: settings.parts.map((part) => ({ name: label(part.key), itemStyle: { borderType: part.open ? "dotted" : "solid" } })),
        },
        grid: { top, left, right, bottom: 6 },
        xAxis: { type: "value", show: false, max: longest },
        yAxis: [
          {
            ...axis,
            data: lines.map((each) => each.join("\n")),
            axisLine: { show: !narrow, lineStyle: { color: colours["rule-strong"] } },
            axisLabel: narrow
              ? { ...words, inside: true, margin: 0, align: "left", verticalAlign: "bottom", padding: [0, 0, 13, 0], lineHeight: 16 }
              : { ...words, lineHeight: 16 },
            z: 3,
          },
          {
            ...axis,
            position: "right",
            name: label("total"),
            nameLocation: "start",
            nameGap: narrow ? -14 : 6,
            nameTextStyle: { ...words, color: colours.quiet, align: "left" },
            axisLine: { show: false },
            axisLabel: { ...words, margin: 8, align: "left" },
            data: table.rows.map((row) => row.total?.number ?? ""),
          },
        ],
        tooltip: { trigger: "item", formatter: ({ data }) => data.words },
        series: settings.parts.map((part) => ({
          name: label(part.key),
          type: "bar",
          stack: "all",
          barWidth: 20,
          ...(narrow ? { barGap: 0, barCategoryGap: 0 } : {}),
          cursor: "default",
          itemStyle: styleOf(part, frame),
          emphasis: { disabled: true },
          label: { show: true, position: "inside", fontSize: LABEL, lineHeight: 16, color: colours.ink, backgroundColor: colours.paper, padding: [0, 4], borderRadius: 2 },
          data: table.rows.map((row) => ({
            value: row[part.key].number ? share(row, part) : null, // a border would show where there is nothing
            number: row[part.key].number,
            href: row[part.key].href,
            words: `${row[names].text}\n${label(part.key)}: ${row[part.key].text}`,
            ...(row[part.key].href ? { cursor: "pointer" } : {}),
            label: {
              formatter: row[part.key].text.replace(/[{}|]/g, ""),
              show: row[part.key].number > 0 && pixels(row, part) > pictures.widthOf(row[part.key].text, font) + 12,
            },
          })),
        })),
      },
    };
  };
}
