(() => {
const heat = document.querySelector(".heat");
const order = new Intl.Collator("zh-CN", {numeric: true});
const PRINTED = 2000;
const holder = document.createElement("template");
const plain = markup => { if (!/[<&]/.test(markup)) return markup; holder.innerHTML = markup; return holder.content.textContent; };
const make = (name, ...content) => { const made = document.createElement(name); made.append(...content); return made; };

// A list whose rows all stand in the page.
const standing = table => {
  const rows = [...table.tBodies[0].rows];
  return {count: rows.length, text: column => rows.map(row => row.cells[column].textContent.trim()),
    show: shown => { table.tBodies[0].append(...shown.map(i => rows[i])); },
    filter: has => { for (const row of [...rows, ...(heat ? heat.tBodies[0].rows : [])]) row.hidden = !has(row.cells[0].textContent); }};
};

// A list of which all rows are data: distinct cells by column, and by row which of them.
const stored = (table, data) => {
  const {names, paths, name, columns} = data;
  const shells = [...table.tBodies[0].rows[0].cells].map(cell => cell.cloneNode(false).outerHTML.replace("></", ">\0</").split("\0"));
  const years = columns[1];
  const filled = (markup, i) => markup.includes("\0")
    ? markup.replaceAll("\0p", `${years.values[years.rows[i]]}/${paths[name[i]] ?? names[name[i]]}/`).replaceAll("\0n", names[name[i]]) : markup;
  const row = i => `<tr>${columns.map((c, at) => shells[at][0] + filled(c.values[c.rows[i]], i) + shells[at][1]).join("")}</tr>`;
  const heatRow = i => {
    const {letters, heads, rests} = data.heat, rest = rests.values[rests.rows[i]];
    if (!letters[i]) return "";
    const cells = [...letters[i]].map(letter => letter === " " ? "<td>" : `<td class=${letter}>`).join("");
    return `<tr><th scope=row>${filled(heads.values[heads.rows[i]], i)}</th>${cells}${rest ? `<td class=r>${rest}` : ""}</tr>`;
  };
  const said = columns.map(() => null);
  const text = column => {
    const {values, rows} = columns[column];
    if (said[column]) return said[column];
    const known = values.map(markup => markup.includes("\0n") ? null : plain(markup).trim());
    const called = known.includes(null) ? names.map(plain) : [];
    const beside = values.map(markup => plain(markup.replaceAll("\0n", "")).trim());
    return said[column] = rows.map((value, i) => known[value] ?? called[name[i]] + beside[value]);
  };
  return {count: name.length, text, data, name: i => plain(names[name[i]]),
    show: shown => {
      table.tBodies[0].innerHTML = shown.map(row).join("");
      if (heat && data.heat) heat.tBodies[0].innerHTML = shown.map(heatRow).join("");
    }};
};

const listed = (box, searched) => {
  const table = box.querySelector("table");
  const block = box.nextElementSibling?.matches("script.rows") ? box.nextElementSibling : null;
  if (!searched && !block) return;
  if (!table.tBodies[0].rows[0]?.cells[1]) return;
  const list = block ? stored(table, JSON.parse(block.textContent)) : standing(table);
  const size = block ? Number(block.dataset.shown) : Infinity;
  const headings = [...table.tHead.rows[0].cells];
  let sorted = [...Array(list.count).keys()], chosen = sorted, at = 0, choose = () => list.show(sorted);

  // Rank of every row in a column, null for what is blank; equal texts have equal ranks.
  const ranks = (column, numeric) => {
    const texts = list.text(column), distinct = [...new Set(texts)];
    const value = text => { const number = parseFloat(text.replaceAll(",", "")); return numeric ? (isNaN(number) ? null : number) : text || null; };
    const keyed = distinct.map(text => [value(text), text]).filter(([key]) => key !== null);
    keyed.sort(numeric ? ([a], [b]) => a - b : ([a], [b]) => order.compare(a, b));
    const ranked = new Map();
    let rank = 0;
    keyed.forEach(([key, text], n) => { if (n && keyed[n - 1][0] !== key) rank += 1; ranked.set(text, rank); });
    return texts.map(text => ranked.get(text) ?? null);
  };
  const sort = (column, heading) => {
    const down = heading.ariaSort === "ascending", rank = ranks(column, heading.classList.contains("ak-number"));
    const compare = (a, b) => { const x = rank[a], y = rank[b];
      return x === null || y === null ? (x === null) - (y === null) : down ? y - x : x - y; };
    sorted = [...sorted].sort(compare);
    for (const other of headings) if (other.firstElementChild?.type === "button") other.ariaSort = "none";
    heading.ariaSort = down ? "descending" : "ascending";
    choose();
  };
  headings.forEach((heading, column) => {
    if (column === headings.length - 1) return;
    const button = make("button", ...heading.childNodes);
    button.type = "button";
    heading.append(button);
    heading.ariaSort = "none";
    button.onclick = () => sort(column, heading);
  });

  const input = make("input"), label = make("label", block ? "筛选（部门、年度等，几个词用空格分开）" : "筛选部门", input);
  label.className = "filter";
  input.type = "search";
  box.before(label);

  if (!block) {
    input.oninput = () => list.filter(text => text.includes(input.value.trim()));
    return;
  }

  // Every text column but the links, as one text for a search.
  let searchable = null;
  const kept = () => {
    const words = input.value.trim().split(/\s+/).filter(Boolean);
    if (!words.length) return sorted;
    searchable ??= headings.slice(0, -1).map((heading, column) => column === 1 || !heading.classList.contains("ak-number") ? list.text(column) : null).filter(Boolean);
    return sorted.filter(i => words.every(word => searchable.some(texts => texts[i].includes(word))));
  };
  const said = make("p"), number = make("input"), of = make("span"), printed = make("p");
  said.role = "status";
  said.className = "shown";
  printed.className = "printed";
  number.type = "number";
  number.min = 1;
  const go = {};
  for (const [name, to] of [["首页", () => 0], ["上一页", () => at - 1], ["下一页", () => at + 1], ["末页", () => Infinity]]) {
    go[name] = make("button", name);
    go[name].type = "button";
    go[name].onclick = () => turn(to());
  }
  const save = make("button", "另存为 CSV（筛选后的全部）");
  save.type = "button";
  const pages = make("nav", go.首页, go.上一页, make("label", "第", number, "页，"), of, go.下一页, go.末页, save);
  pages.className = "pages";
  pages.setAttribute("aria-label", `翻页：${table.caption.textContent}`);
  box.before(said, pages, printed);
  const last = () => Math.max(0, Math.ceil(chosen.length / size) - 1);
  const turn = to => {
    at = Math.min(Math.max(0, to), last());
    const from = at * size, shown = chosen.slice(from, from + size);
    list.show(shown);
    said.textContent = shown.length ? `共${chosen.length}个，现在显示第${from + 1}—${from + shown.length}个。` : "没有符合的。";
    printed.textContent = chosen.length > PRINTED ? `共${chosen.length}个，只打印前${PRINTED}个。请先筛选，或在屏幕上另存为 CSV。` : `共${chosen.length}个。`;
    number.value = at + 1;
    number.max = last() + 1;
    of.textContent = `共${last() + 1}页`;
    for (const name of ["首页", "上一页"]) go[name].ariaDisabled = String(at === 0);
    for (const name of ["下一页", "末页"]) go[name].ariaDisabled = String(at === last());
  };
  choose = () => { chosen = kept(); turn(0); };
  let waiting;
  input.oninput = () => { clearTimeout(waiting); waiting = setTimeout(choose, 150); };
  number.onchange = () => turn((parseInt(number.value, 10) || 1) - 1);
  addEventListener("beforeprint", () => list.show(chosen.slice(0, PRINTED)));
  addEventListener("afterprint", () => turn(at));
  save.onclick = () => {
    const {letters, rests} = list.data.heat ?? {};
    const indicators = letters ? [...heat.tHead.rows[0].cells].slice(1).map(cell => cell.textContent) : [];
    const most = letters ? indicators.length - (heat.tHead.querySelector(".rest") ? 1 : 0) : 0;
    const texts = headings.slice(0, -1).map((_, column) => list.text(column));
    // What begins like a formula is kept from being one.
    const field = text => { const safe = /^[\s\x00-\x1f\u200b\ufeff]*[=+\-@＝＋－＠]/.test(text) && isNaN(Number(text)) ? `'${text}` : text;
      return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe; };
    const line = fields => fields.map(field).join(",") + "\r\n";
    const parts = ["\ufeff", line([...headings.slice(0, -1).map(heading => heading.textContent), ...indicators, "备注"])];
    for (const i of chosen) {
      const statuses = letters ? Array.from({length: most}, (_, n) => heat.dataset[letters[i][n]] ?? "") : [];
      if (indicators.length > most) statuses.push(rests.values[rests.rows[i]]);
      // A figure stands alone, a name too; what is marked beside it goes to the last field.
      const notes = [], fields = texts.map((column, at) => {
        const figure = headings[at].classList.contains("ak-number") ? column[i].match(/^[-\d.,]+%?/)?.[0] : at ? null : list.name(i);
        if (!figure || figure === column[i]) return column[i];
        notes.push(`${headings[at].textContent}：${column[i].slice(figure.length)}`);
        return figure;
      });
      parts.push(line([...fields, ...statuses, notes.join("；")]));
    }
    const link = make("a");
    link.href = URL.createObjectURL(new Blob(parts, {type: "text/csv"}));
    link.download = `${document.title}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  turn(0);
};
for (const box of document.querySelectorAll(".ak-failed")) listed(box, false);
for (const box of document.querySelectorAll(".ak-runs")) listed(box, true);
heat?.addEventListener("mouseover", ({target}) => {
  if (target.tagName === "TD" && target.className && target.className !== "r")
    target.title = [target.parentNode.cells[0].textContent, heat.tHead.rows[0].cells[target.cellIndex].textContent, heat.dataset[target.className]].join("：");
});
})();
