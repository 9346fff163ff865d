"use strict";
/* Labelling by keys: while the focus is in that part, a key presses the button or the choice that it names.
   It remembers the name of who labels, and sets the focus on each new sentence. */
(() => {
  const WHO = "globalbrain_who";
  const YEAR_S = 31536000;
  const byId = (id) => document.getElementById(id);
  const seen = (element) => element && element.offsetParent !== null;
  let wanted = false; /* whether the focus is to be on the next sentence */
  let told = "";

  function press(id) {
    const element = byId(id);
    const button = element && (element.matches("button") ? element : element.querySelector("button"));
    if (seen(button)) button.click();
    return seen(button);
  }

  function choice(digit) {
    const group = ["gb-label-one", "gb-label-some"].map(byId).find(seen);
    const labels = group ? Array.from(group.querySelectorAll("label")) : [];
    const label = labels.find((own) => own.textContent.trim().startsWith(`${digit} ·`));
    const input = label && label.querySelector("input");
    if (!input) return false;
    const single = input.type === "radio";
    if (!(single && input.checked)) input.click();
    input.focus({ preventScroll: true });
    /* Gradio takes the choice up before its next picture; then it can be accepted. */
    if (single) setTimeout(() => requestAnimationFrame(() => press("gb-label-save")), 120);
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const region = byId("gb-label");
    const at = event.target;
    if (!region || !region.contains(at) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (at.matches("textarea, select, a, button, summary, input:not([type=radio]):not([type=checkbox])")) {
      if (event.key === "Enter" || !at.matches("button")) return;
    }
    const key = event.key.toLowerCase();
    const done =
      key === "enter" ? press("gb-label-save")
      : key === "s" ? press("gb-label-skip")
      : key === "u" ? press("gb-label-undo")
      : /^[0-9]$/.test(key) && choice(key);
    if (done) {
      wanted = true;
      event.preventDefault();
      event.stopPropagation(); /* Gradio turns a box over at Enter */
    }
  }, true);

  document.addEventListener("click", (event) => {
    const at = event.target.closest && event.target.closest("#gb-label-begin, #gb-label-do button");
    if (at) wanted = true;
  });

  /* The name is kept in a cookie of this server alone, which the page and the form of a correction read. */
  document.addEventListener("input", (event) => {
    if (!event.target.closest || !event.target.closest("#gb-who")) return;
    const name = encodeURIComponent(event.target.value.trim().slice(0, 60));
    document.cookie = `${WHO}=${name}; Path=/; Max-Age=${name ? YEAR_S : 0}; SameSite=Strict`;
  });

  function look() {
    const region = byId("gb-label");
    if (!region) return;
    const card = region.querySelector(".gb-label");
    if (card && region.getAttribute("aria-label") !== card.title) {
      region.setAttribute("role", "group");
      region.setAttribute("tabindex", "-1");
      region.setAttribute("aria-label", card.title);
    }
    const over = region.querySelector(".gb-done, .gb-trouble");
    const words = (card || over) ? (card || over).innerText.replace(/\s+/g, " ").trim() : "";
    if (words === told) return;
    told = words;
    if (!wanted || !words) return;
    wanted = false;
    region.setAttribute("tabindex", "-1");
    region.focus({ preventScroll: true });
    region.scrollIntoView({ block: "nearest" });
    document.dispatchEvent(new CustomEvent("gb-say", { detail: words })); /* app.js says it */
  }
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
})();
