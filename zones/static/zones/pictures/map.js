// Places by longitude and latitude over a net of degrees, a degree of longitude as long as it is in their middle. The
// larger a circle, the more initiatives; filled where progress is reported, dotted where none is. settings.names are
// short names in the order of the rows, `east` and `north` how degrees are written, `reported`, `unreported` words.
{
  const STEP = 5; // degrees between the lines of the net
  const MARGIN = 1.5; // degrees around the places, at least
  const LEGEND = 34; // pixels
  const FOOT = 24;
  const SIDE = 52;

  const extent = (values) => [Math.min(...values) - MARGIN, Math.max(...values) + MARGIN];
  const widen = ([low, high], span) => {
    const more = Math.max(span - (high - low), 0) / 2;
    return [low - more, high + more];
  };
  const linesWithin = ([low, high]) => {
    const first = Math.ceil(low / STEP) * STEP;
    return Array.from({ length: Math.max(Math.floor((high - first) / STEP) + 1, 0) }, (_none, number) => first + number * STEP);
  };
  const overlap = (one, other) => one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;

  // Give every place a side for its name where it meets neither a circle nor another name; the right one if none is free.
  const sides = (places, frameBox) => {
    const circles = places.map(({ x, y, r }) => ({ x: x - r, y: y - r, width: 2 * r, height: 2 * r }));
    const taken = [...circles];
    return places.map(({ x, y, r, width, height }, own) => {
      const boxes = {
        right: { x: x + r + 6, y: y - height / 2 },
        left: { x: x - r - 6 - width, y: y - height / 2 },
        top: { x: x - width / 2, y: y - r - 4 - height },
        bottom: { x: x - width / 2, y: y + r + 4 },
      };
      const isFree = (box) => box.x > frameBox.x && box.x + width < frameBox.x + frameBox.width && box.y > frameBox.y && box.y + height < frameBox.y + frameBox.height
        && taken.every((other) => other === circles[own] || !overlap({ ...box, width, height }, other));
      const side = Object.keys(boxes).find((name) => isFree(boxes[name])) ?? "right";
      taken.push({ ...boxes[side], width, height });
      return side;
    });
  };

  pictures.kinds.map = (table, frame) => {
    const { colours, settings, narrow, width } = frame;
    const font = `13px ${frame.font}`;
    const height = narrow ? 460 : 560;
    const rows = table.rows.map((row, place) => ({ ...row, name: settings.names[place] })).filter((row) => row.longitude.number !== null && row.latitude.number !== null);
    const [inner, tall] = [width - SIDE - 2, height - LEGEND - FOOT];
    const latitudes = extent(rows.map((row) => row.latitude.number));
    const longitudes = extent(rows.map((row) => row.longitude.number));
    const stretch = Math.cos(((latitudes[0] + latitudes[1]) / 2 / 180) * Math.PI);
    const scale = Math.min(inner / ((longitudes[1] - longitudes[0]) * stretch), tall / (latitudes[1] - latitudes[0])); // pixels for a degree of latitude
    const [west, east] = widen(longitudes, inner / scale / stretch);
    const [south, north] = widen(latitudes, tall / scale);

    const places = rows.map((row) => {
      const number = row.initiatives.number ?? 0;
      return {
        row,
        x: SIDE + (row.longitude.number - west) * scale * stretch,
        y: LEGEND + (north - row.latitude.number) * scale,
        r: 4 + 2.2 * Math.sqrt(number),
        said: `${row.name} ${row.initiatives.number ?? ""}`.trim(),
        width: pictures.widthOf(`${row.name} ${number}`, `600 ${font}`),
        height: 17,
      };
    });
    const chosen = sides(places, { x: SIDE, y: LEGEND, width: inner, height: tall });
    const itemOf = ({ row, r, said }, place) => ({
      value: [row.longitude.number, row.latitude.number, row.initiatives.number, row.reported.number],
      href: row.zone.href,
      symbolSize: 2 * r,
      words: [row.zone.text, `${row.longitude.text}  ${row.latitude.text}`, ...["initiatives", "reported"].map((key) => `${table.columns.find((column) => column.key === key).label}: ${row[key].text}`)].join("\n"),
      label: { formatter: said, position: chosen[place] },
    });
    const series = (isReported, itemStyle) => ({
      name: isReported ? settings.reported : settings.unreported,
      type: "scatter",
      itemStyle,
      label: { show: true, distance: 4, color: colours.ink, fontSize: 13, fontFamily: frame.font, fontWeight: 600, backgroundColor: colours.paper, padding: [1, 3], borderRadius: 2 },
      data: places.map((place, number) => [place, number]).filter(([place]) => (place.row.reported.number > 0) === isReported).map(([place, number]) => itemOf(place, number)),
      z: 3,
    });
    const net = (key, values, said, label) => ({ data: values.map((value) => ({ [key]: value, label: { ...label, formatter: said.replace("%(degrees)s", value) } })) });
    const line = { z: 1, symbol: "none", silent: true, animation: false, lineStyle: { color: colours.rule, type: "solid", width: 1 } };
    const degrees = { color: colours.quiet, fontSize: 12, fontFamily: frame.font };

    return {
      height,
      option: {
        legend: { top: 0, left: 0, padding: 0, itemGap: 16, itemWidth: 14, itemHeight: 14, selectedMode: false, textStyle: { color: colours.ink, fontSize: 13 }, data: [settings.reported, { name: settings.unreported, itemStyle: { borderType: "dotted" } }] },
        grid: { left: SIDE, right: 2, top: LEGEND, bottom: FOOT, show: true, borderColor: colours.rule },
        xAxis: { type: "value", min: west, max: east, axisLabel: { show: false }, axisTick: { show: false }, axisLine: { show: false }, splitLine: { show: false } },
        yAxis: { type: "value", min: south, max: north, axisLabel: { show: false }, axisTick: { show: false }, axisLine: { show: false }, splitLine: { show: false } },
        tooltip: { trigger: "item", formatter: ({ data }) => data.words },
        series: [
          series(true, { color: colours.accent, opacity: 1 }),
          series(false, { color: colours.paper, opacity: 1, borderColor: colours["rule-strong"], borderWidth: 2, borderType: "dotted" }),
          { type: "line", data: [], markLine: { ...line, ...net("xAxis", linesWithin([west, east]), settings.east, { ...degrees, position: "start", distance: 6 }) } },
          { type: "line", data: [], markLine: { ...line, ...net("yAxis", linesWithin([south, north]), settings.north, { ...degrees, position: "start", distance: 4 }) } },
        ],
      },
    };
  };
}
