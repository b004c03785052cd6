// Takes the charts that the server drew, gives the same with tooltips and links, drawn by Vega without evaluating text as code.
// The server's drawing stays for print and for browsers without scripts.
const stamp = new URL(import.meta.url).search;
const COLOURS = ["c1", "c2", "ink", "quiet", "rule", "strong", "raised", "paper", "up", "down"];
const zh = document.documentElement.lang.startsWith("zh");
let loading;

function loaded() {
  loading ??= Promise.all([import(`./vega.js${stamp}`), import(`./charts-specs.js${stamp}`)]);
  return loading;
}

const tip = document.createElement("div");
tip.id = "tip";
tip.hidden = true;
tip.setAttribute("aria-hidden", "true");
document.body.append(tip);

function told(_, event, item, value) {
  tip.hidden = !value;
  if (!value) return;
  tip.textContent = value;
  const { clientX: x, clientY: y } = event;
  const wide = tip.offsetWidth;
  tip.style.left = `${Math.max(8, Math.min(x + 14, innerWidth - wide - 8))}px`;
  tip.style.top = `${y + 18 + tip.offsetHeight > innerHeight ? y - tip.offsetHeight - 10 : y + 18}px`;
}

function coloured(view) {
  const style = getComputedStyle(document.documentElement);
  for (const name of COLOURS) view.signal(name, style.getPropertyValue(`--${name}`).trim());
}

// Numbers above narrow columns would lie on each other: then only the largest has its own.
function fitting(rows, width) {
  const wide = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 12 : 7.5), 8);
  const widest = Math.max(0, ...rows.map((row) => wide(row.short ?? "")));
  if (!rows.some((row) => "short" in row) || (width - 60) / rows.length > widest) return rows;
  const most = Math.max(...rows.map((row) => row.value));
  return rows.map((row) => (row.value === most ? row : { ...row, short: "" }));
}

async function draw(figure) {
  const [{ View, parse, expressionInterpreter }, { SPECS }] = await loaded();
  const data = JSON.parse(figure.querySelector("script").textContent);
  const still = figure.querySelector(".still");
  const live = figure.querySelector(".live");
  const height = Math.max(Math.round(still.getBoundingClientRect().height), data.height ?? 150);
  const view = new View(parse(structuredClone(SPECS[data.kind]), {}, { ast: true }), {
    expr: expressionInterpreter,
    renderer: "svg",
    tooltip: told,
    hover: false,
  });
  view.logLevel(0);
  coloured(view);
  view.signal("zh", zh).signal("unit", data.unit);
  if (data.span) view.signal("span", data.span);
  view.data("rows", fitting(data.rows, figure.clientWidth));
  view.initialize(live).width(figure.clientWidth).height(height);
  await view.runAsync();
  // The drawing has one label, as its picture had; its parts would only be noise.
  live.querySelector("svg").setAttribute("aria-hidden", "true");
  live.hidden = false;
  figure.classList.add("drawn");
  let wide = figure.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(figure.clientWidth - wide) < 2 || !figure.clientWidth) return;
    wide = figure.clientWidth;
    view.width(wide).runAsync();
  }).observe(figure);
  matchMedia("(prefers-color-scheme:dark)").addEventListener("change", () => {
    coloured(view);
    view.runAsync();
  });
}

const near = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      // Whatever fails, the server's drawing is still there.
      draw(entry.target).catch((error) => console.warn(error));
    }
  },
  { rootMargin: "300px" },
);
for (const figure of document.querySelectorAll("figure[data-chart]")) near.observe(figure);
