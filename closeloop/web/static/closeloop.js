// Shortens paths that work without it: GOV.UK's own components, one press to copy a text or to
// print, and a draft of a long form that is kept while somebody types.
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

for (const link of document.querySelectorAll("a[data-print]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    window.print();
  });
}

for (const place of document.querySelectorAll("[data-offers-print]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "closeloop-link-button govuk-body";
  button.textContent = "Print";
  button.addEventListener("click", () => window.print());
  place.append(button);
}

const EVERY = 20000;

for (const form of document.querySelectorAll("form[data-draft]")) {
  const typed = () => new URLSearchParams(new FormData(form)).toString();
  const said = document.createElement("p");
  said.className = "govuk-body-s closeloop-no-print";
  said.setAttribute("role", "status");
  form.append(said);
  let kept = typed();
  let sent = false;
  const keep = async () => {
    const now = typed();
    if (sent || now === kept) {
      return;
    }
    kept = now;
    try {
      const body = new URLSearchParams(now);
      body.append("draft", "1");
      const answer = await fetch(location.href, { method: "POST", body, keepalive: true });
      if (!answer.ok || answer.redirected) {
        throw new Error("not kept");
      }
      said.textContent = await answer.text();
    } catch {
      kept = "";
      said.textContent = "The draft is not saved yet. What you typed is still on this page.";
    }
  };
  setInterval(keep, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      keep();
    }
  });
  form.addEventListener("submit", () => {
    sent = true;
  });
}
