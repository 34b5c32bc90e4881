// A button beside each piece of code that copies it; without script the code is there to be marked.

const list = document.querySelector(".question-list");

for (const snippet of navigator.clipboard ? document.querySelectorAll(".snippet") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = list.dataset.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(snippet.querySelector("code").textContent);
    button.textContent = list.dataset.copied;
    setTimeout(() => { button.textContent = list.dataset.copy; }, 2000);
  });
  button.setAttribute("aria-live", "polite");
  snippet.append(button);
}
