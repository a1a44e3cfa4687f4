// Every table of the package can be copied, or saved as an Excel workbook, without a server.
"use strict";
(() => {
  const TABLE = ".ak .ak-scroll > table, .ak-grid table";
  const NUMBER = /^[-−+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?%?$/;
  const NAME = "auditkit-tools";
  // The problems of 我的部门 are controls in a grid, so many to a row.
  const GRID = ".ak-problems";
  const GRID_COLUMNS = 4;

  // The cells as rows of {text, rows, columns}; what a merged cell covers is null.
  const cells = (table) => {
    const grid = [];
    [...table.rows].forEach((row, r) => {
      grid[r] = grid[r] || [];
      let c = 0;
      for (const cell of row.cells) {
        while (grid[r][c] !== undefined) c += 1;
        const columns = cell.colSpan || 1;
        const rows = Math.min(cell.rowSpan || 1, table.rows.length - r);
        for (let i = 0; i < rows; i += 1) {
          grid[r + i] = grid[r + i] || [];
          for (let j = 0; j < columns; j += 1) grid[r + i][c + j] = null;
        }
        grid[r][c] = { text: cell.innerText.replace(/\s*\n\s*/g, " ").trim(), rows, columns };
        c += columns;
      }
    });
    return grid;
  };

  const tableOf = (grid) => {
    const table = document.createElement("table");
    table.createCaption().textContent = "检查结果";
    [...grid.children].forEach((child, i) => {
      if (i % GRID_COLUMNS === 0) table.insertRow();
      table.rows[table.rows.length - 1].insertCell().textContent = child.innerText.trim();
    });
    return table;
  };

  const title = (table) => {
    const caption = table.caption && table.caption.innerText.trim();
    return caption || table.closest("[aria-label]")?.getAttribute("aria-label") || "表";
  };

  const flat = (text) => text.replace(/[\t\r\n]+/g, " ");
  const tabbed = (table) =>
    cells(table).map((row) => [...row].map((cell) => (cell ? flat(cell.text) : "")).join("\t")).join("\n");

  const copy = async (table) => {
    const text = tabbed(table);
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const box = document.createElement("textarea");
      box.value = text;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
  };

  // One sheet, its parts stored without compression: a workbook is a zip of XML.
  const escaped = (text) =>
    text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "").replace(/&/g, "&amp;")
      .replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  const letters = (n) => (n < 26 ? "" : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + (n % 26));

  const cellXml = (cell, at) => {
    const plain = cell.text.replace(/−/g, "-");
    if (NUMBER.test(plain)) {
      const digits = plain.replace(/[,%+]/g, "");
      const places = Math.min((digits.split(".")[1] || "").length, 2);
      if (digits.replace(/\D/g, "").length <= 15 && !/^-?0\d/.test(digits)) {
        return plain.endsWith("%")
          ? `<c r="${at}" s="${3 + places}"><v>${Number(`${digits}e-2`)}</v></c>`
          : `<c r="${at}" s="${places || plain.includes(",") ? (places ? 2 : 1) : 0}"><v>${digits}</v></c>`;
      }
    }
    return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell.text)}</t></is></c>`;
  };

  const sheetXml = (table) => {
    const grid = cells(table);
    const merged = [];
    const rows = grid.map((row, r) => {
      const inner = [...row].map((cell, c) => {
        if (!cell) return "";
        if (cell.rows > 1 || cell.columns > 1) {
          merged.push(`${letters(c)}${r + 1}:${letters(c + cell.columns - 1)}${r + cell.rows}`);
        }
        return cell.text ? cellXml(cell, `${letters(c)}${r + 1}`) : "";
      });
      return `<row r="${r + 1}">${inner.join("")}</row>`;
    });
    const areas = merged.map((area) => `<mergeCell ref="${area}"/>`).join("");
    const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    return `<worksheet xmlns="${main}"><sheetFormatPr defaultRowHeight="15" baseColWidth="16"/>` +
      `<sheetData>${rows.join("")}</sheetData>` +
      (merged.length ? `<mergeCells count="${merged.length}">${areas}</mergeCells>` : "") + "</worksheet>";
  };

  const parts = (table) => {
    const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
    const open = "http://schemas.openxmlformats.org";
    const main = `${open}/spreadsheetml/2006/main`;
    const of = `${open}/officeDocument/2006/relationships`;
    const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    const name = escaped(title(table).replace(/[\\/*?:[\]']/g, " ").slice(0, 31) || "表");
    const formats = [0, 3, 4, 9, 164, 10].map((id) => `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`);
    return [
      ["[Content_Types].xml", `<Types xmlns="${open}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kind}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/></Types>`],
      ["_rels/.rels", `<Relationships xmlns="${open}/package/2006/relationships"><Relationship Id="r1" Type="${of}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
      ["xl/workbook.xml", `<workbook xmlns="${main}" xmlns:r="${of}"><sheets><sheet name="${name}" sheetId="1" r:id="r1"/></sheets></workbook>`],
      ["xl/_rels/workbook.xml.rels", `<Relationships xmlns="${open}/package/2006/relationships"><Relationship Id="r1" Type="${of}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${of}/styles" Target="styles.xml"/></Relationships>`],
      ["xl/styles.xml", `<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts><fonts count="1"><font><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6">${formats.join("")}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`],
      ["xl/worksheets/sheet1.xml", sheetXml(table)],
    ].map(([path, xml]) => [path, new TextEncoder().encode(head + xml)]);
  };

  const CRC = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const crc = (data) => {
    let c = 0xffffffff;
    for (const byte of data) c = CRC[(c ^ byte) & 0xff] ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
  };

  const zipped = (files) => {
    const local = [], central = [];
    let at = 0;
    const record = (numbers) => {
      const view = new DataView(new ArrayBuffer(numbers.reduce((sum, [, size]) => sum + size, 0)));
      let place = 0;
      for (const [value, size] of numbers) {
        if (size === 4) view.setUint32(place, value, true);
        else view.setUint16(place, value, true);
        place += size;
      }
      return new Uint8Array(view.buffer);
    };
    for (const [path, data] of files) {
      const name = new TextEncoder().encode(path);
      // version, flags, method, time, date (1980-01-01), check sum, both sizes, lengths
      const common = [[20, 2], [0, 2], [0, 2], [0, 2], [33, 2], [crc(data), 4], [data.length, 4], [data.length, 4], [name.length, 2], [0, 2]];
      const head = record([[0x04034b50, 4], ...common]);
      central.push(record([[0x02014b50, 4], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]]), name);
      local.push(head, name, data);
      at += head.length + name.length + data.length;
    }
    const size = central.reduce((sum, part) => sum + part.length, 0);
    const end = record([[0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [at, 4], [0, 2]]);
    return new Blob([...local, ...central, end], {
      type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    });
  };

  const save = (table) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(zipped(parts(table)));
    link.download = `${title(table).replace(/[\\/:*?"<>|\s]+/g, " ").trim().slice(0, 80)}.xlsx`;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const button = (label, done, work) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", async (event) => {
      event.stopPropagation();
      await work();
      made.textContent = done;
      setTimeout(() => { made.textContent = label; }, 1500);
    });
    return made;
  };

  const equip = (table) => {
    const host = table.closest(".ak-scroll") || table;
    if (host.previousElementSibling?.classList.contains(NAME) || !table.rows.length) return;
    const bar = document.createElement("div");
    bar.className = NAME;
    bar.append(
      button("复制", "已复制", () => copy(table)),
      button("存为 Excel", "已保存", () => save(table)),
    );
    host.before(bar);
  };

  const equipGrid = (grid) => {
    let bar = grid.previousElementSibling;
    if (!bar?.classList.contains(NAME)) {
      if (!grid.children.length) return;
      bar = document.createElement("div");
      bar.className = NAME;
      bar.append(
        button("复制", "已复制", () => copy(tableOf(grid))),
        button("存为 Excel", "已保存", () => save(tableOf(grid))),
      );
      grid.before(bar);
    }
    const shown = grid.children.length ? "" : "none";
    if (bar.style.display !== shown) bar.style.display = shown;
  };

  let waiting = false;
  const look = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      document.querySelectorAll(TABLE).forEach(equip);
      document.querySelectorAll(GRID).forEach(equipGrid);
    });
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
  look();
})();
