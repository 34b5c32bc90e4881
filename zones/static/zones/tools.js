// The tools of the admin: what was filled in above is taken over by the row that one begins; all or none are ticked.
"use strict";

const rows = document.querySelectorAll("#progress-form tbody tr");

function field(row, name) {
  return row.querySelector(`[name$="-${name}"]`);
}

function isBegun(row) {
  return ["status", "percent", "summary_zh", "summary_en"].some((name) => field(row, name).value.trim());
}

function take(from, to) {
  if (to.value || !from.value) return;
  if (to.tagName === "SELECT") {
    to.append(new Option(from.selectedOptions[0].text, from.value, true, true));
  }
  to.value = from.value;
  to.dispatchEvent(new Event("input", { bubbles: true }));
  window.django?.jQuery(to).trigger("change");
}

function carryOver(row) {
  if (row.dataset.begun || !isBegun(row)) return;
  row.dataset.begun = "yes"; // once: what is then emptied on purpose stays empty
  let above = row.previousElementSibling;
  while (above && !isBegun(above)) above = above.previousElementSibling;
  if (!above) return;
  for (const name of row.closest("form").dataset.carryOver.split(" ")) take(field(above, name), field(row, name));
}

for (const row of rows) {
  if (isBegun(row)) row.dataset.begun = "yes";
  for (const kind of ["input", "change"]) row.addEventListener(kind, () => carryOver(row));
}

// A list of boxes to tick gets two buttons; their words come from the page, which knows the language.
for (const template of document.querySelectorAll("template.tick-buttons")) {
  for (const list of document.querySelectorAll(template.dataset.lists)) {
    const buttons = template.content.firstElementChild.cloneNode(true);
    for (const button of buttons.querySelectorAll("button")) {
      button.addEventListener("click", () => {
        for (const box of list.querySelectorAll("input[type=checkbox]")) box.checked = button.value === "all";
      });
    }
    list.before(buttons);
  }
}
