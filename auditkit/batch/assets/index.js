(() => {
const table = document.querySelector(".ak-runs table"), heat = document.querySelector(".heat");
const rows = t => t ? [...t.tBodies[0].rows] : [];
const order = new Intl.Collator("zh-CN", {numeric: true});
const sort = (column, heading) => {
  const down = heading.ariaSort === "ascending", body = table.tBodies[0];
  const numeric = heading.classList.contains("ak-number");
  const value = row => { const text = row.cells[column].textContent.trim(), number = parseFloat(text.replaceAll(",", ""));
    return numeric ? (isNaN(number) ? null : number) : text || null; };
  const compare = (a, b) => numeric ? a - b : order.compare(a, b);
  const keyed = rows(table).map(row => [value(row), row]);
  keyed.sort(([a], [b]) => a === null || b === null ? (a === null) - (b === null) : down ? compare(b, a) : compare(a, b));
  body.append(...keyed.map(([, row]) => row));
  for (const other of table.tHead.rows[0].cells) if (other.firstElementChild?.type === "button") other.ariaSort = "none";
  heading.ariaSort = down ? "descending" : "ascending";
};
if (table) {
  [...table.tHead.rows[0].cells].forEach((heading, column, all) => {
    if (column === all.length - 1) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    heading.ariaSort = "none";
    button.onclick = () => sort(column, heading);
  });
  const label = document.createElement("label"), input = document.createElement("input");
  label.className = "filter";
  input.type = "search";
  label.append("筛选部门", input);
  table.closest(".ak-runs").before(label);
  input.oninput = () => {
    for (const row of [...rows(table), ...rows(heat)]) row.hidden = !row.cells[0].textContent.includes(input.value.trim());
  };
}
heat?.addEventListener("mouseover", ({target}) => {
  if (target.tagName === "TD" && target.className && target.className !== "r")
    target.title = [target.parentNode.cells[0].textContent, heat.tHead.rows[0].cells[target.cellIndex].textContent, heat.dataset[target.className]].join("：");
});
})();
