/* Draws the report: picks rows out of the page's numbers, hands them to Vega-Lite, fills tables.
   All text goes in as textContent; nothing is asked of a network. */
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const byId = (id) => document.getElementById(id);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const months = data.months.map((text) => new Date(+text.slice(0, 4), +text.slice(5) - 1, 1).getTime());
  const loaded = data.posts.flatMap((posts, at) => (posts ? [at] : []));
  const newest = loaded.at(-1);
  const percent = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const growth = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" });
  const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });
  const shareOf = (counts, at) => (data.posts[at] ? counts[at] / data.posts[at] : null);
  const told = (share) => (share === null ? "–" : percent.format(share));
  const theme = () => data.themes[dark.matches ? "dark" : "light"];
  const colour = (slot) => theme().lines[slot % theme().lines.length];
  const monthName = (at) => new Date(months[at]).toLocaleDateString("en", { month: "long", year: "numeric" });

  function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  // Charts. A chart drawn again replaces itself; of two drawings under way the later one stays.
  const drawn = new Map();
  async function draw(id, kind, rows, options = {}) {
    const place = byId(`chart-${id}`);
    const turn = (drawn.get(id)?.turn ?? 0) + 1;
    drawn.get(id)?.view?.finalize();
    drawn.set(id, { turn });
    place.setAttribute("aria-label", options.words ?? place.getAttribute("aria-label"));
    if (!rows.length) return place.replaceChildren(element("p", "Nothing to show yet.", { class: "empty" }));
    const specification = structuredClone(data.charts[kind]);
    specification.height = options.height ?? (innerWidth < 700 ? 240 : 340);
    specification.datasets = { long: rows, wide: options.wide ?? [] };
    options.tweak?.(specification);
    const made = element("div");
    place.replaceChildren(made);
    const view = await vegaEmbed(made, specification, {
      mode: "vega-lite", renderer: "svg", actions: false, ast: true, config: theme().config, tooltip: { theme: "custom" },
    });
    if (drawn.get(id).turn === turn) drawn.set(id, { turn, view });
    else view.finalize();
    place.dataset.drawn = turn;
  }

  function table(id, caption, heads, rows) {
    const details = byId(`table-${id}`);
    details.fill = () => {
      const box = element("div", undefined, { class: "scroll", tabindex: "0", role: "region", "aria-label": caption });
      const whole = element("table");
      whole.append(element("caption", caption));
      const top = element("tr");
      top.append(...heads.map((head) => element("th", head, { scope: "col" })));
      const head = element("thead");
      head.append(top);
      const body = element("tbody");
      for (const [first, ...rest] of rows()) {
        const row = element("tr");
        row.append(element("th", first, { scope: "row" }), ...rest.map((cell) => element("td", cell)));
        body.append(row);
      }
      whole.append(head, body);
      box.append(whole);
      details.querySelector(".scroll")?.remove();
      details.append(box);
    };
    details.ontoggle = () => details.open && details.fill();
    if (details.open) details.fill();
  }

  const recent = () => loaded.slice(-24).reverse();
  const RECENT = "the newest 24 months that have posts";

  // Shares of several things over time
  // A month between gaps draws no line, so it gets a dot; where few months are loaded, each gets one.
  const hasDot = months.map((_, at) =>
    data.posts[at] > 0 && (loaded.length <= 24 || !(data.posts[at - 1] || data.posts[at + 1])));
  function lines(id, chosen) {
    const rows = [];
    chosen.forEach(({ name, counts, slot }) => {
      months.forEach((month, at) => {
        let named = 0, posts = 0;
        for (let back = Math.max(0, at - 11); back <= at; back++) (named += counts[back]), (posts += data.posts[back]);
        const mean = data.posts[at] ? named / posts : null;
        rows.push({ month, name, color: colour(slot), share: shareOf(counts, at), mean, dot: hasDot[at] ? mean : null });
      });
    });
    const wide = loaded.map((at) => ({
      month: months[at], ...Object.fromEntries(chosen.map(({ counts }, n) => [`p${n}`, shareOf(counts, at)])),
    }));
    const tips = chosen.map(({ name }, n) => ({ field: `p${n}`, type: "quantitative", format: ".1%", title: name }));
    const month = { field: "month", type: "temporal", format: "%B %Y", title: "Month" };
    const newestShares = chosen.map(({ name, counts }) => `${name} ${told(shareOf(counts, newest))}`).join(", ");
    draw(id, "lines", rows, {
      wide,
      words: chosen.length ? `Lines of shares by month. ${monthName(newest)}: ${newestShares}.` : "Nothing is picked.",
      tweak: (specification) => {
        specification.layer.at(-1).encoding.tooltip = [month, ...tips];
        // A layer without values has no extent, of which Vega warns.
        specification.layer = specification.layer.filter(({ mark }) => mark.type !== "circle" || hasDot.some(Boolean));
      },
    });
    table(id, `Share of posts, ${RECENT}`, ["Month", ...chosen.map(({ name }) => name)], () =>
      recent().map((at) => [data.months[at], ...chosen.map(({ counts }) => told(shareOf(counts, at)))]));
  }

  // A search field, chips for all, and the chosen ones as the chart's legend
  function picker(id, all, { start, kept }) {
    const known = new Map(all.map((one) => [one.key, one]));
    const slots = new Map();
    const pool = byId(`all-${id}`), picked = byId(`picked-${id}`), search = byId(`search-${id}`), said = byId(`said-${id}`);
    const chips = all.map((one) => {
      const chip = element("button", one.name, { type: "button", "aria-pressed": "false", "data-key": one.key });
      if (one.group) chip.title = one.group;
      chip.onclick = () => toggle(one.key);
      return chip;
    });
    pool.append(...chips);

    function toggle(key) {
      if (slots.has(key)) slots.delete(key);
      else if (slots.size >= data.most.lines) return void (said.textContent = `${data.most.lines} at most: take one out first.`);
      else slots.set(key, freeSlot());
      show();
      if (kept) keep();
    }
    function freeSlot() {
      const taken = new Set(slots.values());
      return [...Array(data.most.lines).keys()].find((slot) => !taken.has(slot));
    }
    function keep() {
      history.replaceState(null, "", `#pick=${[...slots.keys()].map(encodeURIComponent).join(",")}`);
    }
    function show() {
      said.textContent = "";
      const chosen = [...slots].map(([key, slot]) => ({ ...known.get(key), slot }));
      picked.replaceChildren(...chosen.map((one) => {
        const chip = element("button", undefined, { type: "button", "aria-label": `Take out ${one.name}`, "data-key": one.key });
        const dot = element("span", undefined, { class: "dot", "aria-hidden": "true" });
        dot.style.color = colour(one.slot);
        chip.append(dot, one.name, element("span", "×", { class: "cross", "aria-hidden": "true" }));
        chip.onclick = () => (toggle(one.key), search.focus({ preventScroll: true }));
        return chip;
      }));
      const isFull = slots.size >= data.most.lines;
      for (const chip of chips) {
        const isIn = slots.has(chip.dataset.key);
        chip.setAttribute("aria-pressed", isIn);
        chip.setAttribute("aria-disabled", isFull && !isIn);
      }
      lines(id, chosen);
    }
    search.oninput = () => {
      const wanted = search.value.trim().toLowerCase();
      let found = 0;
      chips.forEach((chip, at) => {
        const one = all[at];
        chip.hidden = ![one.name, one.key, one.group ?? ""].some((text) => text.toLowerCase().includes(wanted));
        found += !chip.hidden;
      });
      said.textContent = wanted ? `${found} found` : "";
    };
    search.onkeydown = (event) => {
      const first = chips.find((chip) => !chip.hidden);
      if (event.key === "Enter" && search.value.trim() && first) first.click();
    };
    function choose(keys) {
      slots.clear();
      keys.filter((key) => known.has(key)).slice(0, data.most.lines).forEach((key) => slots.set(key, freeSlot()));
      show();
    }
    function fromAddress() {
      const found = /^#pick=(.*)$/.exec(location.hash);
      try {
        return found && found[1].split(",").map(decodeURIComponent);
      } catch {
        return null;
      }
    }
    if (kept) addEventListener("hashchange", () => fromAddress() && choose(fromAddress()));
    choose((kept && fromAddress()) || start);
    return show;
  }

  function remote() {
    const names = ["Remote", "Hybrid", "On site", "Not said"];
    const colours = [colour(0), colour(5), colour(4), dark.matches ? "#3a424d" : "#d5dae1"];
    const rows = loaded.flatMap((at) => names.map((name, slot) => ({
      month: months[at], name, slot, color: colours[slot], share: data.policies[at][slot] ?? 0,
      ...Object.fromEntries(names.map((_, n) => [`p${n}`, data.policies[at][n]])),
    })));
    byId("legend-remote").replaceChildren(...names.map((name, slot) => {
      const entry = element("span"), dot = element("span", undefined, { class: "dot" });
      dot.style.color = colours[slot];
      entry.append(dot, name);
      return entry;
    }));
    const tips = names.map((title, n) => ({ field: `p${n}`, type: "quantitative", format: ".1%", title }));
    const now = newest === undefined ? "" : names.map((name, n) => `${name} ${told(data.policies[newest][n])}`).join(", ");
    draw("remote", "stack", rows, {
      words: `Stacked bars of remote policy by month. Newest: ${now}.`,
      tweak: (specification) => (specification.encoding.tooltip =
        [{ field: "month", type: "temporal", format: "%B %Y", title: "Month" }, ...tips]),
    });
    table("remote", `Share of posts, ${RECENT}`, ["Month", ...names], () =>
      recent().map((at) => [data.months[at], ...data.policies[at].map(told)]));
  }

  function posts() {
    const rows = loaded.map((at) => ({ month: months[at], posts: data.posts[at], replies: data.replies[at], color: colour(0) }));
    draw("posts", "bars", rows, { height: 220, words: `Bars of posts by month, ${loaded.length} months.` });
    table("posts", `Posts and replies, ${RECENT}`, ["Month", "Posts", "Replies"], () =>
      recent().map((at) => [data.months[at], whole.format(data.posts[at]), whole.format(data.replies[at])]));
  }

  function pay() {
    const chosen = byId("choice-pay").value;
    const years = data.pay.filter(([, currency, period]) => `${currency} ${period}` === chosen);
    const rows = years.map(([year, , , posts, p25, median, p75]) => ({ year, posts, p25, median, p75, color: colour(0) }));
    const last = rows.at(-1);
    draw("pay", "pay", rows, {
      words: last ? `Pay by year in ${payName(chosen)}. ${last.year}: median ${whole.format(last.median)} of ${last.posts} posts.` : "No pay.",
    });
    table("pay", `Pay in ${payName(chosen)}`, ["Year", "Posts", "25th percentile", "Median", "75th percentile"], () =>
      years.map(([year, , , ...numbers]) => [String(year), ...numbers.map((number) => whole.format(number))]).reverse());
  }
  const payName = (words) => words.replace(/ (\S+)$/, " a $1").replace("a hour", "an hour");
  function payChoices() {
    const counts = new Map();
    for (const [, currency, period, posts] of data.pay) {
      const words = `${currency} ${period}`;
      counts.set(words, (counts.get(words) ?? 0) + posts);
    }
    const words = [...counts.keys()].sort((a, b) => (b === "USD year") - (a === "USD year") || counts.get(b) - counts.get(a));
    byId("choice-pay").append(...words.map((word) =>
      element("option", `${payName(word)} (${whole.format(counts.get(word))} posts)`, { value: word })));
    byId("choice-pay").onchange = pay;
  }

  function ranks(id, rows, words) {
    const values = rows.map(({ value }) => value);
    const room = innerWidth < 700 ? 0.42 : 0.2;
    const low = Math.min(0, ...values), high = Math.max(0, ...values), span = high - low || 1;
    draw(id, "ranks", rows.map((row) => ({ ...row, end: Math.max(0, row.value) })), {
      height: Math.max(1, rows.length) * 26,
      words,
      tweak: (specification) => {
        for (const layer of specification.layer) {
          layer.encoding.x.scale = { domain: [low, high + room * span], nice: false };
          layer.encoding.y.axis.labelLimit = innerWidth < 700 ? 130 : 240;
        }
      },
    });
  }

  function movers(id, found, since) {
    const most = 3; // a bar that is longer would flatten all others
    const rows = found.map(({ name, growth: by, now, then }) => ({
      name, value: Math.min(by, most), color: colour(by < 0 ? 1 : 0), words: growth.format(by), now, then,
    }));
    ranks(id, rows, `Growth of shares ${since}: ${rows.map(({ name, words }) => `${name} ${words}`).join(", ")}.`);
    table(id, `Growth of the share ${since}`, ["Technology", "Growth", "Posts then", "Posts now"], () =>
      rows.map(({ name, words, now, then }) => [name, words, whole.format(then), whole.format(now)]));
  }

  function companies() {
    const rows = data.companies.slice(0, data.most.bars).map(([name, posts]) =>
      ({ name, value: posts, words: whole.format(posts), color: colour(0) }));
    ranks("companies", rows, `Companies by posts: ${rows.slice(0, 5).map(({ name, words }) => `${name} ${words}`).join(", ")}, and more.`);
    const heads = ["Company", "Posts", "Months", "First", "Last", "Longest streak", "Streak now"];
    table("companies", "Companies by posts; streaks in months", heads, () => data.companies.map((row) => row.map(String)));
  }

  function roles() {
    const rows = data.roles.slice(0, data.most.bars).map(([name, posts]) =>
      ({ name, value: posts, words: whole.format(posts), color: colour(0) }));
    ranks("roles", rows, `Role titles by posts: ${rows.slice(0, 5).map(({ name, words }) => `${name} ${words}`).join(", ")}, and more.`);
    table("roles", "Role titles, posts of the newest twelve months", ["Title", "Posts"], () =>
      data.roles.map(([name, posts]) => [name, whole.format(posts)]));
  }

  function regionName(code) {
    try {
      return regions.of(code) ?? code;
    } catch {
      return code;
    }
  }
  const lately = (counts) => loaded.slice(-12).reduce((sum, at) => sum + counts[at], 0);
  const technologies = data.technologies
    .map(([key, name, group, counts]) => ({ key, name, group, counts }))
    .sort((a, b) => lately(b.counts) - lately(a.counts) || a.name.localeCompare(b.name));
  const countries = data.countries.map(([key, counts]) => ({ key, name: regionName(key), counts }));

  payChoices();
  const redraws = [
    picker("technologies", technologies, { start: data.picks, kept: true }),
    picker("countries", countries, { start: countries.slice(0, 5).map(({ key }) => key), kept: false }),
  ];
  function rest() {
    movers("movers-year", data.movers.year, "over a year");
    movers("movers-month", data.movers.month, "over a month");
    [remote, pay, roles, companies, posts].forEach((section) => section());
  }
  rest();
  dark.addEventListener("change", () => (redraws.forEach((redraw) => redraw()), rest()));
  // The sections' links scroll by themselves, so that the address keeps what is picked.
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    link.onclick = (event) => {
      const section = document.querySelector(link.getAttribute("href"));
      event.preventDefault();
      section.scrollIntoView();
      section.tabIndex = -1;
      section.focus({ preventScroll: true });
    };
  }
})();
