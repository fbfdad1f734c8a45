// Shortens paths that work without it: GOV.UK's own components, and one press to copy a text.
import { initAll } from "/static/govuk/govuk-frontend.min.js";

initAll();

for (const box of document.querySelectorAll("textarea[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  button.textContent = box.dataset.copy;
  const said = document.createElement("p");
  said.className = "govuk-body-s";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(box.value);
      said.textContent = "Copied.";
    } catch {
      box.select();
      said.textContent = "The text is marked. Press Ctrl and C to copy it.";
    }
  });
  box.after(button, said);
}
