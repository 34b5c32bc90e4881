// Small comforts on top of pages that work without any script.

// Addresses stay short: what a filter form leaves empty is not sent.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const [name, value] of [...detail.formData.entries()]) {
    if (value === "") detail.formData.delete(name);
  }
});

// What is typed into a search field is asked while one types. Leaving the field would ask it once more, and that answer
// could overtake the one to whatever was clicked.
document.addEventListener("change", (event) => {
  if (event.target.type === "search") event.stopPropagation();
}, true);

// A filter that was removed took the focus with it: the number of results is what one wants to know next.
document.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement === document.body) document.querySelector(".result-count")?.focus();
});

// Suggestions: the arrows move through them, Escape and a click elsewhere close them.
const box = document.querySelector(".search-box");
const suggestions = document.getElementById("suggestions");

if (box && suggestions) {
  box.addEventListener("keydown", (event) => {
    const stops = [box.querySelector("input"), ...suggestions.querySelectorAll("a")];
    const here = stops.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      suggestions.replaceChildren();
      stops[0].focus();
    } else if (step && here >= 0 && stops.length > 1) {
      event.preventDefault();
      stops[(here + step + stops.length) % stops.length].focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!box.contains(event.target)) suggestions.replaceChildren();
  });
  box.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) suggestions.replaceChildren();
  });
}
