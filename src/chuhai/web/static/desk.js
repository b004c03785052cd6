// Takes the page as it came, adds what a keyboard and a mouse expect; every page works without it.
"use strict";
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
const drop = document.querySelector("form.paste");
if (drop) {
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    drop.querySelector("input[type=file]").files = event.dataTransfer.files;
  });
}
