"use strict";
/* The page's own script: shows the evidence that a citation points to, one click each.
   It reads and sets nothing but what the server has written and escaped. */
(() => {
  const state = { card: null, groups: 0, plan: false };
  const byId = (id) => document.getElementById(id);

  function draw(card) {
    const link = card.querySelector("a.gb-picture");
    if (!link || link.querySelector("img")) return;
    const image = new Image();
    image.alt = ""; /* the words of the link name the picture already */
    image.addEventListener("load", () => {
      link.classList.add("gb-loaded");
      if (card.classList.contains("gb-now")) toMark(image);
    });
    image.addEventListener("error", () => {
      image.remove();
      link.classList.add("gb-absent");
    });
    image.src = link.getAttribute("href");
    link.prepend(image);
  }

  /* The first yellow row of the picture, found on a small copy, is brought into view if it is below. */
  function toMark(image) {
    const box = byId("gb-right");
    if (!box || !image.naturalWidth || box.scrollHeight <= box.clientHeight) return;
    const copy = document.createElement("canvas");
    copy.width = 120;
    copy.height = Math.round((120 * image.naturalHeight) / image.naturalWidth);
    const pen = copy.getContext("2d");
    pen.drawImage(image, 0, 0, copy.width, copy.height);
    const data = pen.getImageData(0, 0, copy.width, copy.height).data;
    let first = -1;
    for (let at = 0; at < data.length && first < 0; at += 4) {
      if (data[at] > 200 && data[at + 1] > 160 && data[at + 2] < 150) first = Math.floor(at / 4 / copy.width);
    }
    if (first < 0) return;
    const top = image.getBoundingClientRect().top - box.getBoundingClientRect().top;
    const mark = top + (first / copy.height) * image.clientHeight;
    if (mark > box.clientHeight * 0.85) box.scrollTop += mark - box.clientHeight * 0.7;
  }

  /* What a screen reader says: one region of its own, so that a new step does not read the page again. */
  function say(words) {
    let region = byId("gb-spoken");
    if (!region) {
      region = document.createElement("div");
      region.id = "gb-spoken";
      region.className = "gb-spoken";
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    const text = words.replace(/\s+/g, " ").trim();
    if (text && region.textContent !== text) region.textContent = text;
  }
  document.addEventListener("gb-say", (event) => say(event.detail));

  function textOf(element) {
    return element ? element.innerText : "";
  }

  function show(id) {
    const card = byId(id);
    if (!card) return;
    state.card = id;
    const panel = card.closest(".gb-panel");
    panel.querySelectorAll(".gb-now").forEach((old) => old.classList.remove("gb-now"));
    card.classList.add("gb-now");
    card.closest(".gb-evidence").classList.add("gb-now");
    document.querySelectorAll("a.gb-cite, a.gb-goto").forEach((mark) => {
      const here = mark.getAttribute("href") === "#" + id;
      mark.classList.toggle("gb-here", here);
      if (here) mark.setAttribute("aria-current", "true");
      else mark.removeAttribute("aria-current");
    });
    const cards = Array.from(panel.querySelectorAll(".gb-evidence.gb-now .gb-card"));
    const at = panel.querySelector(".gb-evidence.gb-now .gb-at");
    if (at) at.textContent = `${cards.indexOf(card) + 1} / ${cards.length}`;
    draw(card);
  }

  function tell(card) {
    if (card) say(`${textOf(card.querySelector(".gb-head"))} ${textOf(card.querySelector("blockquote"))}`);
  }

  function step(by) {
    const cards = Array.from(document.querySelectorAll(".gb-evidence.gb-now .gb-card"));
    const at = cards.findIndex((card) => card.id === state.card);
    if (!cards.length) return;
    const next = cards[(at + by + cards.length) % cards.length];
    show(next.id);
    tell(next);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a");
    if (!link) return;
    if (link.matches("a.gb-cite, a.gb-goto")) {
      event.preventDefault();
      show(link.getAttribute("href").slice(1));
      tell(byId(state.card));
      const right = byId("gb-right");
      if (link.matches("a.gb-goto") || (right && right.offsetTop > window.innerHeight / 2)) {
        const card = byId(state.card);
        const top = card && card.closest(".gb-evidence");
        if (top) top.scrollIntoView({ block: "start", behavior: still() ? "auto" : "smooth" });
      }
      if (right) right.scrollTop = 0;
      const drawn = byId(state.card) && byId(state.card).querySelector("a.gb-loaded img");
      if (drawn) toMark(drawn);
    } else if (link.matches("a.gb-back")) {
      event.preventDefault();
      const mark = document.querySelector("a.gb-cite.gb-here");
      if (mark) {
        mark.scrollIntoView({ block: "center", behavior: still() ? "auto" : "smooth" });
        mark.focus({ preventScroll: true });
      }
    } else if (link.matches("a.gb-talk") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      pick("gb-opened", link.getAttribute("href").split("=")[1]);
      document.querySelectorAll("a.gb-talk").forEach((other) => other.classList.toggle("gb-here", other === link));
      if (window.innerWidth <= 820) byId("gb-talks-toggle").click();
    } else if (link.matches("a.gb-manage")) {
      event.preventDefault();
      pick("gb-managed", link.getAttribute("href").split("-").pop());
    } else if (link.matches("a.gb-lang")) {
      event.preventDefault();
      window.location.assign(link.getAttribute("href"));
    } else if (link.matches("a.gb-step")) {
      event.preventDefault();
      step(link.classList.contains("gb-next") ? 1 : -1);
    } else if (link.matches("a.gb-picture")) {
      event.preventDefault();
      const open = link.parentElement.querySelector("a.gb-open");
      if (open) open.click();
    }
  });

  /* One explanation of a reading is open at a time; a click beside it or Escape closes it. */
  function closeReadings(but) {
    document.querySelectorAll("details.gb-chip[open]").forEach((chip) => { if (chip !== but) chip.open = false; });
  }
  document.addEventListener("click", (event) =>
    closeReadings(event.target.closest && event.target.closest("details.gb-chip")));
  document.addEventListener("toggle", (event) => {
    const chip = event.target;
    if (!chip.matches || !chip.matches("details.gb-chip[open]")) return;
    const said = chip.querySelector(".gb-reading");
    if (said) said.scrollIntoView({ block: "nearest", behavior: still() ? "auto" : "smooth" });
  }, true);
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector("details.gb-chip[open]");
    if (!open) return;
    closeReadings(null);
    open.querySelector("summary").focus();
  });
  /* Which conversation was picked goes to the server through a hidden field; the number makes it new. */
  let picks = 0;
  function pick(id, conversation) {
    const field = document.querySelector(`#${id} textarea, #${id} input`);
    if (!field) return;
    picks += 1;
    field.value = `${conversation}/${picks}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function still() {
    return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  function panelChanged(panel) {
    const groups = panel.querySelectorAll(".gb-evidence");
    const grown = groups.length !== state.groups;
    state.groups = groups.length;
    if (!groups.length) {
      state.card = null;
    } else if (grown || !byId(state.card)) {
      show(groups[groups.length - 1].querySelector(".gb-card").id);
    } else if (!byId(state.card).classList.contains("gb-now")) {
      show(state.card);
    }
  }

  function threadChanged(thread) {
    const all = thread.querySelectorAll(".gb-exchange");
    const last = all[all.length - 1];
    const box = byId("gb-scroll");
    if (last && box) {
      const top = last.getBoundingClientRect().top - box.getBoundingClientRect().top;
      box.scrollTop += top - 8;
    }
    if (last) speakOf(last);
    /* The button of a starting question is gone now, and the focus with it. */
    const line = document.querySelector("#gb-question textarea");
    if (last && line && document.activeElement === document.body && window.innerWidth > 820) line.focus();
    if (state.card) {
      thread.querySelectorAll("a.gb-cite").forEach((mark) =>
        mark.classList.toggle("gb-here", mark.getAttribute("href") === "#" + state.card));
    }
  }

  function speakOf(exchange) {
    if (exchange.classList.contains("gb-running")) {
      const steps = exchange.querySelectorAll(".gb-steps li");
      say(textOf(steps[steps.length - 1]));
    } else {
      const told = exchange.querySelector(".gb-bottom, .gb-refusal > h3, .gb-trouble, .gb-option");
      say(textOf(told));
    }
  }

  function watch(id, changed) {
    const element = byId(id);
    if (!element) return false;
    let last = "";
    let waiting = false;
    const look = () => {
      waiting = false;
      const content = element.querySelector(".gb-panel, .gb-thread");
      const quiet = content && content.dataset.quiet; /* review.js changed it: there is nothing to scroll to */
      if (quiet) delete content.dataset.quiet;
      const now = content ? String(content.textContent.length) + (content.id || content.children.length) : "";
      if (now !== last || !content || !content.dataset.seen) {
        last = now;
        if (content) {
          content.dataset.seen = "1";
          if (!quiet) changed(content);
        }
      }
    };
    new MutationObserver(() => {
      if (!waiting) {
        waiting = true;
        requestAnimationFrame(look);
      }
    }).observe(element, { childList: true, subtree: true, characterData: true });
    look();
    return true;
  }

  /* Gradio's sanitiser drops aria-label and keeps title: a number alone says nothing. */
  function name() {
    document.querySelectorAll("a.gb-cite[title], a.gb-step[title], .gb-langs[title]").forEach((element) => {
      if (element.getAttribute("aria-label") !== element.title) element.setAttribute("aria-label", element.title);
    });
    document.querySelectorAll("a.gb-lang.gb-here").forEach((link) => link.setAttribute("aria-current", "true"));
  }

  function speak() {
    name();
    const plan = byId("gb-plan");
    if (plan && !state.plan) plan.scrollIntoView({ block: "center" });
    state.plan = Boolean(plan);
    const head = document.querySelector(".gb-header[lang]");
    if (head && document.documentElement.lang !== head.lang) document.documentElement.lang = head.lang;
    document.querySelectorAll("#gb-drop, #gb-rows").forEach((drop) => {
      const label = drop.querySelector("label");
      const zone = drop.querySelector("button.upload-container");
      const words = label && label.textContent.trim();
      if (zone && words && zone.dataset.say !== words) {
        zone.dataset.say = words;
        zone.setAttribute("aria-label", words);
      }
    });
  }
  new MutationObserver(speak).observe(document.documentElement, { childList: true, subtree: true });

  const found = { panel: false, thread: false };
  function begin() {
    found.panel = found.panel || watch("gb-panel", panelChanged);
    found.thread = found.thread || watch("gb-thread", threadChanged);
    return found.panel && found.thread;
  }
  if (!begin()) {
    const waiting = new MutationObserver(() => { if (begin()) waiting.disconnect(); });
    waiting.observe(document.documentElement, { childList: true, subtree: true });
  }
})();
