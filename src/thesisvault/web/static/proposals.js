// A decision is posted with the seal of its button, once; then the page is asked for again.
"use strict";
document.addEventListener("click", async event => {
  const button = event.target.closest("[data-proposal] button[data-seal]");
  if (!button) return;
  const { proposal, after } = button.closest("[data-proposal]").dataset, buttons = [...document.querySelectorAll("main button")];
  for (const one of buttons) one.disabled = true;
  let said = "The server does not answer.";
  try {
    const answer = await fetch("/proposals/" + button.value, {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ id: proposal, after, seal: button.dataset.seal }),
    });
    if (answer.ok) { location.reload(); return; }
    said = await answer.text();
  } catch { /* said below */ }
  const refused = document.getElementById("refused");
  refused.textContent = said;
  refused.hidden = false;
  for (const one of buttons) one.disabled = false;
});
