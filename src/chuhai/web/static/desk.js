// Takes the page as it came, adds what a keyboard and a mouse expect; every page works without it.
"use strict";
// Charts that can be pointed at come after everything else, and only where a page has one.
if (document.querySelector("figure[data-chart]")) import(`/static/charts.js${new URL(document.currentScript.src).search}`);
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    document.getElementById("q-top").focus();
  } else if (event.key === "Escape" && typing) {
    typing.blur();
  } else if ((event.key === "n" || event.key === "p") && !typing && !event.ctrlKey && !event.metaKey) {
    const link = document.querySelector(event.key === "n" ? "a[rel=next]" : "a[rel=prev]");
    if (link) link.click();
  }
});
for (const form of document.querySelectorAll("form.facets")) {
  // A facet is chosen: show it at once; typed fields wait for Enter.
  form.addEventListener("change", (event) => {
    if (event.target.matches("input[type=checkbox], input[type=radio], select")) form.requestSubmit();
  });
  // Addresses stay short: an empty field isn't part of a question.
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  });
}
// A file is dropped anywhere on the form and read at once; the button says that it is at work.
const drop = document.querySelector("form.paste");
if (drop) {
  const zone = drop.querySelector(".drop");
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  drop.addEventListener("dragleave", () => zone.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    drop.querySelector("input[type=file]").files = event.dataTransfer.files;
    drop.requestSubmit();
  });
  drop.addEventListener("submit", () => (drop.querySelector("button").textContent = drop.dataset.wait));
}
// Copying: of an address or of a text that the page already shows.
for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = button.dataset.copy ?? location.href;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    const was = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = was), 1500);
  });
}
// Filters fold away where there is no room beside the list.
const fold = document.querySelector("details.fold");
if (fold && matchMedia("(max-width:56rem)").matches) fold.open = false;
// Keys: ? tells them, g and a letter goes to a page.
const keys = document.getElementById("keys");
let go = 0;
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "?" && keys) keys.open ? keys.close() : keys.showModal();
  else if (event.key === "g") go = Date.now();
  else if (Date.now() - go < 1500) {
    go = 0;
    const link = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
    if (link) link.click();
  }
});
// The day of the last visit stays in this browser; the page of today offers what changed since.
const since = document.getElementById("since");
if (since) {
  try {
    const last = localStorage.getItem("chuhai-visit");
    const today = since.dataset.day;
    if (last && last < today && /^\d{4}-\d\d-\d\d$/.test(last)) {
      const link = since.querySelector("a");
      link.href = `${since.dataset.url}?since=${last}`;
      link.textContent = since.dataset.words.replace("{day}", last);
      since.hidden = false;
    }
    localStorage.setItem("chuhai-visit", today);
  } catch {
    // Private windows keep nothing: the page goes on without.
  }
}
// A question takes a moment: the page says that it is at work, and is itself again when one comes back to it.
const main = document.getElementById("main");
for (const form of document.querySelectorAll("form:not(.paste)")) {
  form.addEventListener("submit", () => main.setAttribute("aria-busy", "true"));
}
addEventListener("pageshow", () => main.removeAttribute("aria-busy"));
