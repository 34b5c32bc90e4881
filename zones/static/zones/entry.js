/* Every record's form: what is typed is echoed as it will be read, and leaving with unsaved changes asks first.

The server reads and decides (zones/typed.py); the echo only shows beforehand what most texts will become. */
"use strict";
{
  const SCALES = { 十: 1, 百: 2, 千: 3, 万: 4, 十万: 5, 百万: 6, 千万: 7, 亿: 8, 十亿: 9, 百亿: 10, 千亿: 11, 万亿: 12 };
  const HALF_WIDTH = (text) => text.replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));

  const plainText = (text) => HALF_WIDTH(text).replace(/。/g, ".").replace(/[−﹣]/g, "-").trim().replace(/\s+/g, " ");

  /* Move the point of a number to the right in its digits, so that nothing is rounded. */
  const shifted = (digits, places) => {
    const [whole, fraction = ""] = digits.split(".");
    const moved = fraction.padEnd(places, "0");
    const left = (whole + moved.slice(0, places)).replace(/^0+(?=\d)/, "") || "0";
    const right = moved.slice(places).replace(/0+$/, "");
    return left.replace(/\B(?=(\d{3})+$)/g, ",") + (right && `.${right}`);
  };

  const figure = (text) => {
    const match = /^([+-]?) ?([\d, .]+?) ?([十百千万亿]*)%?$/.exec(plainText(text));
    if (!match || !(match[3] === "" || match[3] in SCALES)) return "";
    if (!/^(\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+|\d*)(\.\d+)?$/.test(match[2]) || !/\d/.test(match[2])) return "";
    const digits = match[2].replace(/[ ,]/g, "");
    const read = (match[1] === "-" ? "-" : "") + shifted(digits, SCALES[match[3]] ?? 0);
    return read.replace(/,/g, "") === text ? "" : read;
  };

  const date = (text) => {
    const said = plainText(text).replace(/ /g, "");
    const match =
      /^(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?$/.exec(said) ??
      /^(\d{4})年(?:()(\d{1,2})月(?:(\d{1,2})[日号])?)?$/.exec(said) ??
      /^(\d{4})()(\d{2})(\d{2})$/.exec(said);
    if (!match) return "";
    const [year, month, day] = [match[1], match[3], match[4]];
    const read = [year, month, day].filter(Boolean).map((part) => part.padStart(2, "0"));
    const known = new Date(Date.UTC(year, (month ?? 1) - 1, day ?? 1)).toISOString().startsWith(read.join("-"));
    return known && read.join("-") !== text ? read.join("-") : "";
  };

  const READERS = { figure, date };

  document.addEventListener("input", ({ target }) => {
    const echo = target.dataset?.reads && target.parentElement.querySelector(".echo");
    if (!echo) return;
    const read = READERS[target.dataset.reads](target.value);
    echo.textContent = read && `= ${read}`;
  });

  /* A chooser opens as soon as one types in it. */
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (key.length !== 1 || key === " " || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!target.matches(".select2-selection--single")) return;
    const chooser = target.closest(".select2-container").previousElementSibling;
    if (!chooser?.matches("select")) return;
    event.preventDefault();
    django.jQuery(chooser).select2("open");
    django.jQuery(".select2-container--open .select2-search__field").val(key).trigger("focus").trigger("input");
  });

  /* The search box that select2 puts into a chooser of several has no name of its own. */
  const nameSearches = (part) => {
    for (const chooser of part.querySelectorAll("select[multiple].admin-autocomplete")) {
      const search = chooser.nextElementSibling?.querySelector(".select2-search__field");
      search?.setAttribute("aria-label", chooser.getAttribute("aria-label") ?? chooser.labels[0]?.textContent.trim() ?? "");
    }
  };
  window.addEventListener("load", () => window.django?.jQuery(() => nameSearches(document)));
  document.addEventListener("formset:added", ({ target }) => setTimeout(nameSearches, 0, target));

  /* --- unsaved changes ------------------------------------------------------------------------------------- */

  const contents = (form) => new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));

  const watch = (form) => {
    // what came back with an error was never saved
    const before = form.querySelector(".errornote, .errorlist") ? null : contents(form).toString();
    let leaving = false;
    form.addEventListener("submit", (event) => {
      leaving = !event.defaultPrevented;
    });
    window.addEventListener("pageshow", () => {
      leaving = false;
    });
    window.addEventListener("beforeunload", (event) => {
      if (!leaving && contents(form).toString() !== before) event.preventDefault();
    });
  };

  // after select2 and the rows of the admin have settled
  window.addEventListener("load", () => document.querySelectorAll("#content-main form[id$='_form']").forEach(watch));
}
