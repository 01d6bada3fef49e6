// Fills the list of ideas under a search box as somebody types. Without it the box is an ordinary one.

const PAUSE = 150; // milliseconds without a key before we ask
const SHORTEST = 2; // letters

for (const box of document.querySelectorAll("input[data-ideas]")) {
  const list = document.getElementById(box.getAttribute("list"));
  let waiting, asking;

  async function ask(typed) {
    asking?.abort();
    asking = new AbortController();
    const address = `${box.dataset.ideas}?${new URLSearchParams({ q: typed })}`;
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) return;
      const { suggestions } = await answer.json();
      list.replaceChildren(...suggestions.map((text) => new Option(text, text)));
    } catch (error) {
      if (error.name !== "AbortError") list.replaceChildren();
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    const typed = box.value.trim();
    if (typed.length >= SHORTEST) waiting = setTimeout(ask, PAUSE, typed);
    else list.replaceChildren();
  });
}
