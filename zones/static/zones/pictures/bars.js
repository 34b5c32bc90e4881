// Lying bars, one a row, made of parts: the number columns named in settings.parts as { key, tone, open }. What is open
// is drawn with dots, as everywhere: it is unknown.
pictures.kinds.bars = (table, frame) => {
  const { colours, settings, narrow } = frame;
  const names = table.columns[0].key;
  const label = (key) => table.columns.find((column) => column.key === key).label;
  return {
    height: 64 + table.rows.length * (narrow ? 44 : 34),
    option: {
      legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: colours.ink }, selectedMode: false },
      grid: { top: 40, left: 8, right: 24, bottom: 4, containLabel: true },
      xAxis: { type: "value", minInterval: 1, axisLabel: { color: colours.quiet }, splitLine: { lineStyle: { color: colours.rule } } },
      yAxis: {
        type: "category",
        inverse: true,
        data: table.rows.map((row) => row[names].text),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: colours["rule-strong"] } },
        axisLabel: { color: colours.ink, width: narrow ? 110 : 220, overflow: "break" },
      },
      tooltip: { trigger: "item" },
      series: settings.parts.map((part) => ({
        name: label(part.key),
        type: "bar",
        stack: "all",
        barMaxWidth: 20,
        itemStyle: part.open
          ? { color: colours.paper, borderColor: colours["rule-strong"], borderType: "dotted", borderWidth: 1.5 }
          : { color: frame.toneColour(part.tone) },
        data: table.rows.map((row) => ({ value: row[part.key].number, href: row[part.key].href })),
      })),
    },
  };
};
