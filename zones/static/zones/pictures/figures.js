// Figures of several areas, a small grid for each indicator: they have units of their own, so no bar of one is to be held
// against a bar of another. Above each bar stand its area, the figure as people write it, and its period. What is not
// exact has a dotted edge, and an area without a figure has words and no bar.
(() => {
  const GAP = 36; // pixels between grids
  const BAR = 42; // for an area: its words, and its bar in the middle
  const LINE = 19;

  pictures.kinds.figures = (table, frame) => {
    const groups = byIndicator(table.rows);
    const count = frame.narrow ? 1 : Math.min(groups.length, frame.width < 900 ? 2 : 3);
    const width = (frame.width - GAP * (count - 1)) / count;
    const grids = place(groups, count, width, frame);
    return {
      height: Math.max(...grids.map((grid) => grid.bottom)) + 4,
      option: {
        title: grids.map((grid) => ({
          text: grid.title.join("\n"), left: grid.left, top: grid.top, padding: 0,
          textStyle: { color: frame.colours.ink, fontSize: 13.5, fontWeight: 600, lineHeight: LINE },
        })),
        grid: grids.map((grid) => ({ left: grid.left, top: grid.barsTop, width, height: grid.rows.length * BAR })),
        xAxis: grids.map((grid, at) => ({ gridIndex: at, type: "value", show: false, min: ({ min }) => Math.min(0, min), max: ({ max }) => Math.max(0, max) })),
        yAxis: grids.map((grid, at) => wordsAxis(grid, at, width, frame)),
        series: grids.map((grid, at) => barsOf(grid, at, frame)),
        tooltip: { trigger: "item", formatter: ({ data }) => data.words },
      },
    };
  };

  function byIndicator(rows) {
    const groups = new Map();
    for (const row of rows) groups.set(row.indicator.value, [...(groups.get(row.indicator.value) ?? []), row]);
    return [...groups.values()];
  }

  const words = (row) => [row.area.text, row.figure.text, row.period.text].filter(Boolean).join(" · ");

  function place(groups, count, width, { font }) {
    const grids = [];
    let top = 0;
    for (let at = 0; at < groups.length; at += count) {
      const beside = groups.slice(at, at + count).map((rows, column) => {
        return { rows, title: pictures.wrap(rows[0].indicator.text, width, `600 13.5px ${font}`), left: column * (width + GAP), top };
      });
      const barsTop = top + Math.max(...beside.map((grid) => grid.title.length)) * LINE + 6;
      for (const grid of beside) grids.push({ ...grid, barsTop, bottom: barsTop + grid.rows.length * BAR });
      top = Math.max(...beside.map((grid) => barsTop + grid.rows.length * BAR)) + 26;
    }
    return grids;
  }

  function wordsAxis(grid, at, width, { colours }) {
    return {
      gridIndex: at, type: "category", inverse: true, data: grid.rows.map(words),
      axisTick: { show: false }, axisLine: { lineStyle: { color: colours["rule-strong"] } },
      axisLabel: { inside: true, margin: 0, interval: 0, color: colours.ink, fontSize: 12.5, verticalAlign: "bottom", padding: [0, 0, 8, 4], width: width - 4, overflow: "truncate" },
      z: 5,
    };
  }

  function barsOf(grid, at, { colours }) {
    const rough = { color: colours["accent-soft"], borderColor: colours.accent, borderType: "dotted", borderWidth: 1.5 };
    return {
      type: "bar", xAxisIndex: at, yAxisIndex: at, barWidth: 12, itemStyle: { color: colours.accent },
      data: grid.rows.map((row) => ({
        value: row.figure.number,
        href: row.indicator.href,
        words: words(row),
        ...(row.bound.value && row.bound.value !== "exact" && { itemStyle: rough }),
      })),
    };
  }
})();
