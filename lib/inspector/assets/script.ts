/** What makes pages livelier where it runs; they work without it. */
export const script = `"use strict";
(() => {
  const format = (options) => new Intl.DateTimeFormat(undefined, options);
  const day = format({ dateStyle: "medium" });
  const time = format({ timeStyle: "medium" });
  const both = format({ dateStyle: "medium", timeStyle: "medium" });

  // Times in the reader's zone; the title keeps UTC.
  const localTimes = (root) => {
    const today = day.format(new Date());
    for (const element of root.querySelectorAll("time[datetime]")) {
      const instant = new Date(element.dateTime);
      element.textContent = day.format(instant) === today ? time.format(instant) : both.format(instant);
    }
  };

  // Fields for times, too: the address has UTC.
  const localInputs = (form) => {
    const inputs = form.querySelectorAll('input[type="datetime-local"]');
    for (const input of inputs) {
      input.previousSibling.textContent = input.previousSibling.textContent.replace(" (UTC)", "");
      const instant = new Date(input.defaultValue + "Z");
      if (!Number.isNaN(instant.getTime())) input.value = new Date(instant - instant.getTimezoneOffset() * 60000).toISOString().slice(0, -1);
    }
    form.addEventListener("formdata", ({ formData }) => {
      for (const { name, value } of inputs) if (value) formData.set(name, new Date(value).toISOString());
      for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
    });
  };

  const copyButtons = (root) => {
    for (const button of root.querySelectorAll("button[data-copy]")) {
      button.hidden = !navigator.clipboard;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
        button.textContent = "Copied";
        setTimeout(() => (button.textContent = "Copy"), 2000);
      });
    }
  };

  // The part of the page that changes, taken out of the same page asked for anew.
  const liveElement = () => document.querySelector("[data-live]");
  let asking = false;
  let again = false;
  const refresh = async () => {
    again = asking;
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
      if (answer.ok && fresh) replace(fresh);
    } catch {
      // The next change asks again.
    }
    await new Promise((resolve) => setTimeout(resolve, 1000 * (liveElement()?.dataset.every ?? 0)));
    asking = false;
    if (again) await refresh();
  };

  const replace = (fresh) => {
    const old = liveElement();
    const nameOf = (element) => element.getAttribute("href") ?? element.form?.getAttribute("action");
    const focused = old.contains(document.activeElement) ? nameOf(document.activeElement) : undefined;
    const before = new Set([...old.querySelectorAll(".list tbody a")].map((link) => link.getAttribute("href")));
    localTimes(fresh);
    const arrived = [...fresh.querySelectorAll(".list tbody tr")].filter((row) => row.querySelector("a") && !before.has(row.querySelector("a").getAttribute("href")));
    for (const row of arrived) row.classList.add("new");
    old.replaceWith(fresh);
    if (focused) [...fresh.querySelectorAll("a, button")].find((element) => nameOf(element) === focused)?.focus();
    const status = document.getElementById("arrivals");
    if (status && arrived.length > 0) status.textContent = arrived.length === 1 ? "One more has arrived." : arrived.length + " more have arrived.";
  };

  // Nothing found so far, and more to look through.
  const further = document.querySelector("a[data-further]");
  if (further) location.replace(further.href);

  localTimes(document);
  copyButtons(document);
  document.querySelectorAll("form.filter").forEach(localInputs);
  if (liveElement() && "EventSource" in window) {
    const events = new EventSource("./inspector.events");
    events.addEventListener("change", refresh);
    // What came between the page and the first word, or while the connection was broken.
    events.addEventListener("open", refresh);
    addEventListener("pagehide", () => events.close());
  }
})();
`;
