/* The form of a plan: a code proposes its tiers, rows know the tiers of the page and take over what the row above
says, tiers count their members, and all of it works from the keyboard. */
"use strict";
{
  const MEMBERS = ["goals", "initiatives", "targets"];
  // What a new row takes over from the row above; the first of a table from the table before, then from the plan.
  const CARRIED = ["kind", "tier", "form", "bound", "due_on", "locator", "source", "speaker"];
  const EVIDENCE = ["locator", "source", "speaker"];

  const words = document.getElementById("plan-entry").dataset;
  const group = (prefix) => document.getElementById(`${prefix}-group`);
  const field = (row, name) => row?.querySelector(`td.field-${name} [name]`);
  const tableOf = (row) => row.closest(".inline-group").id.replace(/-group$/, "");
  const isDeleted = (row) => Boolean(row.querySelector("td.delete input:checked"));
  const allRows = (prefix) => [...(group(prefix)?.querySelectorAll("tr.form-row:not(.empty-form)") ?? [])];
  const rowsOf = (prefix) => allRows(prefix).filter((row) => !isDeleted(row));
  const isNamed = (row) => Boolean((field(row, "name_zh") ?? field(row, "indicator"))?.value);

  /* Set a field; a chooser gets the chosen record's name with its key. */
  const set = (target, value, text) => {
    if (target.matches("select") && value && ![...target.options].some((option) => option.value === value)) {
      target.add(new Option(text, value, true, true));
    }
    target.value = value;
    if (target.matches(".admin-autocomplete")) django.jQuery(target).trigger("change");
  };

  /* --- tiers: what rows can choose, and how many members each has --------------------------------------------- */

  let tierNumber = 0;

  /* A tier is known by its row, so that a new one may change its position after it was chosen. */
  const tiers = () =>
    rowsOf("tiers").filter((row) => field(row, "position")).map((row) => {
      const key = row.querySelector("td.original input[name$='-id']")?.value;
      const position = field(row, "position").value;
      const label = field(row, "label_zh").value;
      row.dataset.tier ??= `${(tierNumber += 1)}`;
      return { row, id: row.dataset.tier, value: key || `position:${position}`, label: `${position} · ${label}`, words: label };
    });

  const chosenTier = (select, known) => {
    const option = select.selectedOptions[0];
    return option?.value && known.find((tier) => tier.id === option.dataset.tier || (!option.dataset.tier && tier.value === option.value));
  };

  const offerTiers = (select, known) => {
    const chosen = chosenTier(select, known);
    select.length = 1; // the empty choice
    for (const tier of known) {
      const option = new Option(tier.label, tier.value, false, tier === chosen);
      option.dataset.tier = tier.id;
      select.add(option);
    }
    return chosen;
  };

  const refreshTiers = () => {
    const known = tiers();
    const counts = new Map(known.map((tier) => [tier, 0]));
    for (const prefix of MEMBERS) {
      for (const row of group(prefix)?.querySelectorAll("tr.form-row") ?? []) {
        const select = field(row, "tier");
        const chosen = select?.matches("select") && offerTiers(select, known);
        if (chosen && isNamed(row) && !isDeleted(row)) counts.set(chosen, counts.get(chosen) + 1);
      }
    }
    for (const [tier, recorded] of counts) {
      const declared = field(tier.row, "declared_count")?.value;
      const output = tier.row.querySelector(".recorded");
      output.textContent = (declared ? words.counted : words.open).replace("{recorded}", recorded).replace("{declared}", declared);
      output.classList.toggle("complete", Boolean(declared) && recorded >= Number(declared));
    }
  };

  /* --- rows: what a new one takes over ------------------------------------------------------------------------- */

  const nextPosition = (row) => {
    const kind = field(row, "kind")?.value;
    const like = rowsOf(tableOf(row)).filter((other) => other !== row && field(other, "kind")?.value === kind);
    return `${1 + Math.max(0, ...like.map((other) => Number(field(other, "position")?.value) || 0))}`;
  };

  /* Count on, as long as nobody typed another number. */
  const countOn = (row) => {
    const position = field(row, "position");
    if (!position || (position.dataset.proposed ?? position.defaultValue) !== position.value) return;
    position.value = position.dataset.proposed = nextPosition(row);
  };

  /* Let 六大工程 say that its members are 工程; what was chosen by hand stays. */
  const kindByTier = (row) => {
    const kind = field(row, "kind");
    const tier = field(row, "tier")?.selectedOptions[0]?.text ?? "";
    if (!kind || kind.dataset.chosen) return;
    const said = [...kind.options].find((option) => option.value && tier.includes(option.text));
    if (said) kind.value = said.value;
    countOn(row);
  };

  const carry = (from, to, names) => {
    for (const name of names) {
      const [above, below] = [from(name), field(to, name)];
      if (above?.value && below) set(below, above.value, above.selectedOptions?.[0]?.text);
    }
  };

  const start = (row) => {
    const prefix = tableOf(row);
    const above = rowsOf(prefix).filter((other) => other !== row).at(-1);
    const before = MEMBERS.slice(0, MEMBERS.indexOf(prefix)).flatMap(rowsOf).at(-1);
    if (prefix !== "tiers") {
      carry((name) => document.getElementById(`id_${name}`), row, EVIDENCE);
      if (above ?? before) carry((name) => field(above ?? before, name), row, above ? CARRIED : EVIDENCE);
    }
    countOn(row);
  };

  const addRow = (prefix) => {
    group(prefix).querySelector(".add-row a").click();
    return allRows(prefix).at(-1);
  };

  const focusOn = (row) => {
    const first = row.querySelector("td:is(.field-label_zh, .field-name_zh) input, .select2-selection");
    first?.focus();
    row.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("formset:added", ({ target }) => {
    start(target);
    refreshTiers();
  });
  document.addEventListener("formset:removed", refreshTiers);

  document.addEventListener("change", ({ target, isTrusted }) => {
    const row = target.closest("tr.form-row");
    if (!row) return;
    if (target === field(row, "kind") && isTrusted) target.dataset.chosen = "yes";
    if (target === field(row, "kind")) countOn(row);
    if (target === field(row, "tier")) kindByTier(row);
    refreshTiers();
  });
  document.addEventListener("input", ({ target }) => target.closest("#tiers-group, td.field-name_zh") && refreshTiers());
  django.jQuery(document).on("change", "td.field-indicator select", refreshTiers);

  /* A tier's own buttons add a member to it. */
  document.addEventListener("click", ({ target }) => {
    if (!target.matches("button.add-member")) return;
    const tier = tiers().find((known) => known.row === target.closest("tr.form-row"));
    const row = addRow(target.dataset.table);
    const option = [...field(row, "tier").options].find((each) => each.dataset.tier === tier.id);
    option.selected = true;
    kindByTier(row);
    refreshTiers();
    focusOn(row);
  });

  /* --- the code proposes its tiers ------------------------------------------------------------------------------ */

  const isOurs = (input) => input.value === "" || input.value === input.dataset.proposed;

  const propose = (proposals) => {
    const rows = rowsOf("tiers");
    proposals.forEach((proposal, index) => {
      const row = rows[index] ?? addRow("tiers");
      if (!rows[index]) row.dataset.proposed = "yes";
      for (const [name, value] of Object.entries(proposal)) {
        const input = field(row, name);
        if (input && isOurs(input)) input.value = input.dataset.proposed = value ?? "";
      }
    });
    for (const row of rows.slice(proposals.length).reverse()) {
      const untouched = [...row.querySelectorAll("td:not(.original) input")].every(isOurs);
      if (row.dataset.proposed && untouched) row.querySelector(".inline-deletelink").click();
    }
    refreshTiers();
  };

  let asked = 0;
  const ask = async (code) => {
    const question = (asked += 1);
    const answer = await fetch(`${words.propose}?${new URLSearchParams({ code })}`);
    if (answer.ok && question === asked) propose((await answer.json()).tiers);
  };

  let waiting;
  document.getElementById("id_code")?.addEventListener("input", ({ target }) => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 200, target.value);
  });

  /* --- from the keyboard ------------------------------------------------------------------------------------------ */

  const next = (row) => {
    const rows = rowsOf(tableOf(row));
    return rows[rows.indexOf(row) + 1];
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      document.querySelector("[name='_continue']")?.click();
      return;
    }
    const row = event.target.closest("tr.form-row");
    if (!row || !(event.altKey || event.target.matches("input:is([type='text'], [type='number'])"))) return;
    event.preventDefault();
    const below = event.altKey ? null : next(row);
    if (below) {
      below.querySelector(`td.${event.target.closest("td").className.split(" ")[0]} input`)?.focus();
    } else {
      focusOn(addRow(tableOf(row)));
    }
  });

  /* Cells copied from a spreadsheet fill the rows from here on, each column the next text field. */
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    let row = event.target.closest("tr.form-row");
    if (!row || !event.target.matches("input[type='text']") || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const texts = (each) => [...each.querySelectorAll("td input[type='text']")];
    const column = texts(row).indexOf(event.target);
    const prefix = tableOf(row);
    text.split(/\r?\n/).forEach((line, index) => {
      if (index) row = next(row) ?? addRow(prefix);
      line.split("\t").forEach((cell, offset) => {
        const box = texts(row)[column + offset];
        if (!box) return;
        box.value = cell.trim();
        box.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
  });

  /* The template of a new tier has its buttons too. */
  const offerMembers = () => {
    for (const button of document.querySelectorAll("button.add-member")) {
      button.hidden = !group(button.dataset.table)?.querySelector(".add-row a");
    }
  };

  refreshTiers();
  window.addEventListener("load", () => django.jQuery(offerMembers)); // the links to add rows are made when jQuery is ready

  /* Begin where the plan does, not at the button above the form; the choosers are made when jQuery is ready. */
  const begin = () => {
    if (document.activeElement.matches("[type='submit']")) document.querySelector("fieldset .select2-selection")?.focus();
  };
  window.addEventListener("load", () => django.jQuery(begin));
}
