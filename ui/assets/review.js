"use strict";
/* The review of an answer: asks the server how it stands, shows it in the answer's place, and posts decisions.
   It sets nothing but what the server has written and escaped. */
(() => {
  const WHO = "globalbrain_reviewer";
  const OPEN = "globalbrain_reviewing";
  const kept = new Map(); /* by the name of the brief: the answer as it stands */
  const asked = new Set();
  const MARK = "#gb-thread .gb-review[id^=gbr-]";

  const nameOf = (mark) => mark.id.slice(4);
  const answerOf = (element) => element.closest(".gb-answer");
  const markOf = (element) => answerOf(element).querySelector(".gb-review");
  const cookie = (name) => {
    const found = document.cookie.split("; ").find((own) => own.startsWith(`${name}=`));
    try { return found ? decodeURIComponent(found.slice(name.length + 1)) : ""; } catch { return ""; }
  };
  const who = () => sessionStorage.getItem(WHO) ?? cookie("globalbrain_who");
  const isOpen = () => sessionStorage.getItem(OPEN) === "yes";

  /* What is changed beside what Gradio has set is no new answer: app.js need not scroll to it. */
  function hush(element) {
    element.closest(".gb-thread").dataset.quiet = "1";
  }

  function show(name, html, quiet) {
    const mark = document.getElementById(`gbr-${name}`);
    const answer = mark && answerOf(mark);
    if (!answer) return null;
    const box = document.createElement("div");
    box.innerHTML = html;
    const fresh = box.firstElementChild;
    if (quiet) hush(answer);
    same(answer, fresh);
    answer.replaceWith(fresh);
    dress(fresh);
    const at = fresh.querySelector(".gb-rv-focus");
    if (at) {
      at.classList.remove("gb-rv-focus");
      at.focus({ preventScroll: true });
    }
    return fresh;
  }

  /* The citation that is shown beside stays marked, and one that had the focus has it again. */
  function same(old, fresh) {
    const marks = Array.from(old.querySelectorAll("a.gb-cite"));
    const focus = marks.indexOf(document.activeElement);
    const here = new Set(marks.filter((own) => own.classList.contains("gb-here")).map((own) => own.hash));
    fresh.querySelectorAll("a.gb-cite").forEach((own, at) => {
      if (here.has(own.hash)) {
        own.classList.add("gb-here");
        own.setAttribute("aria-current", "true");
      }
      if (at === focus) own.classList.add("gb-rv-focus");
    });
  }

  function dress(answer) {
    const open = isOpen();
    answer.classList.toggle("gb-reviewing", open);
    const toggle = answer.querySelector(".gb-rv-toggle");
    toggle.textContent = open ? toggle.dataset.close : toggle.dataset.open;
    toggle.setAttribute("aria-expanded", String(open));
    answer.querySelector(".gb-rv-who input").value = who();
  }

  async function ask(name) {
    if (asked.has(name)) return;
    asked.add(name);
    try {
      const reply = await fetch(`/reviews/${name}`, { credentials: "same-origin" });
      if (reply.ok) take(name, await reply.json(), true);
    } catch { /* the answer stands without its review */ }
    asked.delete(name);
  }

  function take(name, reply, quiet) {
    if (!reply.html) return null;
    kept.set(name, reply.html);
    return show(name, reply.html, quiet);
  }

  function look() {
    document.querySelectorAll(`${MARK}:not(.gb-filled)`).forEach((mark) => {
      const name = nameOf(mark);
      if (kept.has(name)) show(name, kept.get(name), false);
      else ask(name);
    });
  }

  const claimOf = (answer, number) => answer.querySelector(`.gb-rv[data-claim="${number}"]`);
  const claims = (answer) => Array.from(answer.querySelectorAll(".gb-rv[data-claim]"));

  function say(answer, words, wrong) {
    const line = answer.querySelector(".gb-rv-said");
    hush(answer);
    line.textContent = words || "";
    line.classList.toggle("gb-rv-wrong", Boolean(wrong));
  }

  async function post(claim, act, fields) {
    const at = claim || document.activeElement;
    const mark = markOf(at);
    const name = nameOf(mark);
    const answer = answerOf(mark);
    const input = answer.querySelector(".gb-rv-who input");
    if (!input.value.trim()) {
      say(answer, input.dataset.first, true);
      input.focus();
      return;
    }
    if (answer.dataset.busy) return;
    answer.dataset.busy = "1";
    const number = claim ? claim.dataset.claim : "0";
    const body = new URLSearchParams({ act, claim: number, by: input.value, seen: fields.seen, ...fields });
    let reply = null;
    try {
      const got = await fetch(`/reviews/${name}`, { method: "POST", body, credentials: "same-origin" });
      reply = await got.json();
    } catch (error) {
      reply = { wrong: String(error.message || error) };
    }
    delete answer.dataset.busy;
    if (reply.wrong && fields.form) {
      const line = fields.form.querySelector(".gb-rv-wrong");
      hush(line);
      line.textContent = reply.wrong;
      line.scrollIntoView({ block: "nearest" });
      return;
    }
    const fresh = take(name, reply, true) || answer;
    say(fresh, reply.wrong || reply.said, Boolean(reply.wrong));
    const here = claimOf(fresh, number);
    const rows = claims(fresh);
    const order = rows.indexOf(here);
    const next = act === "edit" || reply.wrong ? here
      : rows.slice(order + 1).find((own) => own.matches(".gb-rv-is-open, .gb-rv-is-edit")) || here;
    if (next && order >= 0) go(next);
  }

  /* The focus on a claim's controls, with its text in view. */
  function go(claim) {
    if (!claim.offsetParent) return;
    claim.focus({ preventScroll: true });
    let text = claim;
    while (text && !text.matches(".gb-claim")) text = text.previousElementSibling;
    if (text) text.scrollIntoView({ block: "nearest" });
    claim.scrollIntoView({ block: "nearest" });
  }

  function form(claim, kind) {
    claim.querySelectorAll(".gb-rv-form").forEach((own) => { own.hidden = own.dataset.form !== kind; });
    const open = kind && claim.querySelector(`[data-form=${kind}]`);
    if (!open) { claim.focus(); return; }
    hush(open);
    open.querySelector(".gb-rv-wrong").textContent = "";
    open.querySelector("textarea, input").focus({ preventScroll: true });
    open.scrollIntoView({ block: "nearest" });
  }

  function act(claim, what) {
    if (what === "accept") post(claim, "accept", { seen: claim.dataset.seen });
    else if (what === "edit" || what === "reject") {
      if (claim.querySelector(`[data-form=${what}]`)) form(claim, what);
    } else if (what === "cancel") form(claim, "");
    else if (what === "send") send(claim.querySelector(".gb-rv-form:not([hidden])"));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("#gb-thread [data-act]");
    if (!button) return;
    const claim = button.closest(".gb-rv");
    if (button.dataset.act === "toggle") {
      sessionStorage.setItem(OPEN, isOpen() ? "no" : "yes");
      document.querySelectorAll("#gb-thread .gb-answer:has(.gb-filled)").forEach((answer) => {
        hush(answer);
        dress(answer);
      });
    } else if (button.dataset.act === "all") {
      const answer = answerOf(button);
      post(null, "all", { seen: answer.querySelector(".gb-filled").dataset.seen });
    } else if (claim) act(claim, button.dataset.act);
  });

  function send(sent) {
    const claim = sent.closest(".gb-rv");
    const text = sent.querySelector("[name=text]");
    const fields = { seen: claim.dataset.seen, note: sent.querySelector("[name=note]").value };
    if (text) fields.text = text.value;
    Object.defineProperty(fields, "form", { value: sent, enumerable: false });
    post(claim, sent.dataset.form, fields);
  }

  document.addEventListener("input", (event) => {
    if (!event.target.matches || !event.target.matches(".gb-rv-who input")) return;
    sessionStorage.setItem(WHO, event.target.value);
    if (answerOf(event.target).querySelector(".gb-rv-said.gb-rv-wrong")) say(answerOf(event.target), "", false);
    document.querySelectorAll(".gb-rv-who input").forEach((own) => {
      if (own !== event.target) own.value = event.target.value;
    });
  });

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    const claim = at.closest && at.closest("#gb-thread .gb-rv");
    const inside = claim && at.closest(".gb-rv-form");
    if (inside && event.key === "Enter" && (at.matches("input") || (at.matches("textarea") && event.ctrlKey))) {
      event.preventDefault();
      if (!event.isComposing) send(inside);
      return;
    }
    if (!claim || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === "Escape" && inside) {
      form(claim, "");
      event.stopPropagation();
      return;
    }
    if (at.matches("textarea, input, select")) return;
    const key = event.key.toLowerCase();
    const rows = claims(answerOf(claim));
    const step = { j: 1, k: -1 }[key];
    if (step) {
      const next = rows[rows.indexOf(claim) + step];
      if (next) go(next);
    } else if ({ a: 1, e: 1, r: 1 }[key]) {
      act(claim, { a: "accept", e: "edit", r: "reject" }[key]);
    } else return;
    event.preventDefault();
  });

  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
  look();
})();
