// Who pursues what: themes down, areas across. A cell holds how many goals and initiatives pursue a theme, and is the
// darker the more they are; a ring in its corner holds how many of them carry a target. Nothing recorded is nothing
// drawn. settings.areas are { key, target, name, is_zone } in the order of the columns, `pursuing` and `targeted` words.
{
  const SIZE = { cell: 30, ring: 8 };

  // Paper, soft, middle and full: few steps that can be told apart, with ink that can be read on each.
  const shade = (number, { colours }) => {
    if (number > 3) return { fill: colours.accent, ink: colours.paper };
    if (number > 1) return { fill: echarts.color.modifyAlpha(colours.accent, 0.38), ink: colours.ink };
    return { fill: colours["accent-soft"], ink: colours.ink };
  };

  const cell = (x, y, number, targeted, frame, width) => {
    const { fill, ink } = shade(number, frame);
    const box = { x: x - width / 2, y: y - SIZE.cell / 2 + 2, width, height: SIZE.cell - 4, r: 3 };
    const corner = { cx: x + width / 2 - 3, cy: y - SIZE.cell / 2 + 6, r: SIZE.ring };
    const children = [
      { type: "rect", shape: box, style: { fill, stroke: frame.colours.accent, lineWidth: 0.5 } },
      text(number, x - (targeted ? 3 : 0), y, 13, ink, frame),
    ];
    if (!targeted) return children;
    const ring = { type: "circle", shape: corner, style: { fill: frame.colours.paper, stroke: frame.colours.ink, lineWidth: 1.5 } };
    return [...children, ring, text(targeted, corner.cx, corner.cy + 0.5, 11, frame.colours.ink, frame)];
  };

  const text = (words, x, y, size, fill, frame, align = "center") => ({
    type: "text",
    style: { x, y, text: String(words), fill, font: `${size}px ${frame.font}`, align, verticalAlign: "middle" },
  });

  const isChinese = (words) => /^[\u2e80-\uffef]+$/.test(words);

  pictures.kinds.matrix = (table, frame) => {
    const { colours, settings, narrow, width } = frame;
    const { areas } = settings;
    const shared = (row) => areas.filter((area) => area.is_zone && row[area.key].number !== null).length;
    const rows = [...table.rows].sort((one, other) => shared(other) - shared(one));
    const font = `${narrow ? 12 : 13}px ${frame.font}`;
    const words = { color: colours.ink, fontSize: narrow ? 12 : 13, fontFamily: frame.font };

    const widest = Math.max(...rows.map((row) => pictures.widthOf(row.theme.text, font)));
    const left = Math.min(widest + 14, narrow ? width * 0.32 : 330);
    const column = Math.min((width - left) / areas.length, 104);
    const standing = narrow || column < 60; // heads stand upright
    const heads = areas.map((area) => (standing ? area.name : pictures.wrap(area.name, column - 8, font).join("\n")));
    const headHeight = standing ? Math.max(...heads.map((head) => pictures.widthOf(head, font))) + 22 : 18 * Math.max(...heads.map((head) => head.split("\n").length)) + 8;
    const legend = narrow ? 74 : 44;
    const names = rows.map((row) => pictures.wrap(row.theme.text, left - 14, font).join("\n"));
    const pitch = Math.max(SIZE.cell + 4, 17 * Math.max(...names.map((name) => name.split("\n").length)) + 6);
    const top = legend + headHeight;
    const cellWidth = Math.min(column - 4, 46);

    const cells = rows.flatMap((row, down) => areas.flatMap((area, across) => {
      const [number, targeted] = [row[area.key].number, row[area.target].number];
      const told = [row.theme.text, area.name, `${settings.pursuing}: ${number}`, ...(targeted ? [`${settings.targeted}: ${targeted}`] : [])];
      return number === null ? [] : [{ value: [across, down, number, targeted ?? 0], href: row[area.key].href, words: told.join("\n") }];
    }));
    const sample = (y, targeted, said, x = 22) => [...cell(x - 8, y, targeted ? 3 : 1, targeted, frame, 28), text(said, x + 16, y, 13, colours.ink, frame, "left")];
    const second = narrow ? [22, 50] : [34 + 16 + pictures.widthOf(settings.pursuing, `13px ${frame.font}`) + 40, 17];

    return {
      height: top + rows.length * pitch + 8,
      option: {
        grid: { left, top, width: column * areas.length, bottom: 8 },
        xAxis: {
          type: "category",
          position: "top",
          data: heads,
          axisLine: { lineStyle: { color: colours["rule-strong"] } },
          axisTick: { show: false },
          axisLabel: {
            ...words,
            interval: 0,
            lineHeight: standing ? 13 : 17,
            ...(standing && !heads.every(isChinese) ? { rotate: 90 } : {}),
            formatter: (head) => (standing && heads.every(isChinese) ? [...head].join("\n") : head),
          },
        },
        yAxis: {
          type: "category",
          inverse: true,
          data: names,
          axisLine: { show: false },
          axisTick: { show: false },
          axisLabel: { ...words, interval: 0, align: "left", margin: left - 2, lineHeight: 17 },
          splitLine: { show: true, interval: 0, lineStyle: { color: colours.rule } },
        },
        graphic: { type: "group", silent: true, children: [...sample(17, 0, settings.pursuing), ...sample(second[1], 1, settings.targeted, second[0])] },
        tooltip: { trigger: "item", formatter: ({ data }) => data.words },
        series: [{
          type: "custom",
          encode: { x: 0, y: 1 },
          data: cells,
          renderItem: (params, api) => {
            const [x, y] = api.coord([api.value(0), api.value(1)]);
            return { type: "group", children: cell(x, y, api.value(2), api.value(3), frame, cellWidth) };
          },
        }],
      },
    };
  };
}
