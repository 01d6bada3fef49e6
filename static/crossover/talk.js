// Keeps an open conversation and the inbox up to date, and keeps what is being typed. Everything works without it.
// It never moves the focus, never scrolls away from what is read, and nothing here speaks: there is no live region.

const SOON = 5_000, LATE = 60_000; // milliseconds between two questions: while things happen, and when nobody looks
const PAUSE = 1_500; // without a key, before a draft is kept

const talk = document.querySelector("[data-talk]");
const inbox = document.querySelector("[data-inbox]");
const arrivals = document.querySelector(".arrivals");
const title = document.title;

// Ask for news again and again; slower while there are none, and once a minute while the page is hidden.
function poll(address, tell) {
  let tag = "", wait = SOON, timer;

  async function ask() {
    try {
      const headers = { "X-Requested-With": "script", ...(tag && { "If-None-Match": tag }) };
      const answer = await fetch(address(), { headers, redirect: "error" });
      if (answer.status === 404) return; // there is nothing to follow any more
      wait = answer.ok ? SOON : Math.min(wait * 1.5, LATE);
      if (answer.ok) {
        tag = answer.headers.get("ETag");
        tell(await answer.json());
      }
    } catch {
      wait = LATE; // signed out, or no network: try again later, and say nothing
    }
    timer = setTimeout(ask, document.hidden ? LATE : wait);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    clearTimeout(timer);
    wait = SOON;
    ask();
  });
  timer = setTimeout(ask, SOON);
}

function count(unread) {
  const link = document.querySelector('.govuk-service-navigation__link[href="/messages"]');
  link?.querySelector(".badge")?.remove();
  if (!link || !unread) return;
  const badge = document.createElement("span");
  badge.className = "badge";
  badge.textContent = unread > 99 ? "99+" : unread;
  const more = document.createElement("span");
  more.className = "govuk-visually-hidden";
  more.textContent = " waiting";
  badge.append(more);
  link.append(" ", badge);
}

function announce(text, href, follow) {
  arrivals.hidden = !text;
  if (!text) return arrivals.replaceChildren();
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = href;
  link.textContent = text;
  if (follow) link.addEventListener("click", follow);
  arrivals.replaceChildren(link);
}

// Change the page, and put what is looked at back to where it stood.
function steady(change) {
  const inView = (one) => one && one.getBoundingClientRect().bottom > 0 && one.getBoundingClientRect().top < innerHeight;
  const focused = document.activeElement === document.body ? null : document.activeElement;
  const anchor = inView(focused) ? focused : [...document.querySelectorAll(".thread > li, main h1, #latest")].find(inView);
  const before = anchor?.getBoundingClientRect().top;
  change();
  if (anchor?.isConnected) scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
}

function followTalk() {
  document.documentElement.style.overflowAnchor = "none"; // `steady` does this, in every browser
  const list = talk.querySelector(".thread");
  let seen = Number(list.dataset.newest), fresh = [];

  function show({ html, unread, newest }) {
    const now = new DOMParser().parseFromString(html, "text/html").querySelector(".thread");
    steady(() => {
      for (const one of [...now.children]) {
        const known = document.getElementById(one.id);
        if (!known) {
          list.append(one);
          if (one.matches(".message:not(.message--mine)")) fresh.push(one);
        } else if (known.innerHTML !== one.innerHTML && !known.contains(document.activeElement)) {
          known.replaceWith(one);
        }
      }
      const many = fresh.length === 1 ? "1 new message" : `${fresh.length} new messages`;
      if (fresh.length) announce(many, `#${fresh[0].id}`, () => read(newest));
    });
    document.title = fresh.length ? `(${fresh.length}) ${title}` : title;
    count(unread);
  }

  // The reader chose to go there: only now the focus moves, and only now it counts as read.
  function read(newest) {
    seen = newest;
    const first = document.getElementById(fresh[0].id);
    first.tabIndex = -1;
    first.focus();
    fresh = [];
    announce("");
    document.title = title;
  }

  poll(() => `${talk.dataset.talk}&seen=${seen}`, show);
}

function followInbox() {
  let first = null;
  poll(() => inbox.dataset.inbox, ({ unread, newest }) => {
    count(unread);
    first ??= newest;
    if (newest > first) steady(() => announce("New messages have come. Show them", location.href));
  });
}

function keepDraft(form, note) {
  const box = form.querySelector("textarea");
  let timer, sent = false;

  async function keep() {
    if (sent) return;
    const headers = { "X-Requested-With": "script" };
    const text = new FormData(form);
    text.delete("files"); // a draft keeps none
    const address = form.querySelector("[formaction]").formAction;
    try {
      const answer = await fetch(address, { method: "POST", body: text, headers, keepalive: true });
      note.textContent = answer.ok ? (box.value.trim() ? "Draft kept" : "") : "Not kept yet";
    } catch {
      note.textContent = "Not kept yet";
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    note.textContent = "";
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden || !timer) return;
    clearTimeout(timer);
    keep();
  });
}

const note = document.querySelector("[data-draft]");
if (note) keepDraft(note.closest("form"), note);
if (talk) followTalk();
if (inbox) followInbox();
