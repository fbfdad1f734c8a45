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

// Five minutes before a sign-in that nobody uses ends: say so, and let one press keep it.
const idle = document.querySelector("meta[name=closeloop-idle]");
const MINUTE = 60000;
const WARNS = 5;

if (idle && Number(idle.content) > WARNS) {
  const dialog = document.createElement("dialog");
  const heading = document.createElement("h2");
  heading.className = "govuk-heading-m";
  heading.id = "ends-soon";
  heading.textContent = "You will be signed out soon";
  const says = document.createElement("p");
  says.className = "govuk-body";
  const stay = document.createElement("button");
  stay.type = "button";
  stay.className = "govuk-button";
  stay.textContent = "Stay signed in";
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(heading, says, stay);
  document.body.append(dialog);
  const wait = () =>
    setTimeout(() => {
      const ends = new Date(Date.now() + WARNS * MINUTE);
      const at = ends.toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", hour12: true });
      says.textContent = `That is at ${at.replace(" ", "")}, if you do nothing here. What you typed is kept if you send it later.`;
      dialog.showModal();
    }, (Number(idle.content) - WARNS) * MINUTE);
  stay.addEventListener("click", () => {
    dialog.close();
    wait();
    fetch("/me", { method: "HEAD" }).catch(() => {}); // what is sent too late waits for its person
  });
  wait();
}
