// The bag page: dropping, a queue of uploads with aggregate counters, and the live columns.
// Without this script the form still sends, and the page reloads by itself.
"use strict";

(() => {
  const live = document.getElementById("live");
  const drop = document.getElementById("drop");
  const junk = /(^|\/)(\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/;
  const at_once = 3;
  const fill = (text, n) => text.replace("{n}", n);

  // ── Live columns: replace only the blocks that changed, so thumbnails do not blink.
  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const part of fresh.querySelectorAll("[id]")) {
      const old = document.getElementById(part.id);
      if (old && old.outerHTML !== part.outerHTML) old.replaceWith(document.importNode(part, true));
    }
    countSending();
  };
  const follow = () => {
    if (!live || !window.EventSource || live.hasAttribute("data-done")) return;
    const stream = new EventSource(live.dataset.flow);
    stream.addEventListener("vue", (event) => show(event.data));
    stream.addEventListener("fini", () => stream.close());
    // Closed for good, not merely cut: signed out, most likely. The page itself says what it is.
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED && !going && !waiting.length && !failed.length) {
        setTimeout(() => location.reload(), 3000);
      }
    });
  };

  // ── Uploads
  // What could not be sent and may be again; names of what is too big; whether the agent was signed out.
  let waiting = [], failed = [], going = 0, sent = 0;
  const too_big = [];
  let signed_out = false;
  const countSending = () => {
    const box = document.querySelector("#col-sending .n");
    if (box) box.textContent = waiting.length + going + failed.length;
  };
  const say = () => {
    const line = document.getElementById("sent");
    if (!line) return;
    line.textContent = sent ? fill(line.dataset.sent, sent) : "";
    for (const name of too_big) line.append((line.textContent ? " " : "") + line.dataset.big + " " + name);
    if (failed.length) {
      const again = document.createElement("button");
      again.type = "button";
      again.className = "btn small";
      again.textContent = line.dataset.retry;
      again.addEventListener("click", () => { queue(failed); failed = []; signed_out = false; pump(); });
      line.append((line.textContent ? " " : "") + fill(line.dataset.failed, failed.length) + " ");
      if (signed_out) {
        const door = document.createElement("a");
        door.href = "/entrer";
        door.target = "_blank";
        door.textContent = line.dataset.out;
        line.append(door, " ");
      }
      line.append(again);
    }
    countSending();
  };
  const send = async (file, tries) => {
    const form = new FormData();
    form.append("photos", file, file.webkitRelativePath || file.name);
    // A redirect leads to the door: the session is over, and what was sent was not received.
    const answer = await fetch(drop.action, { method: "POST", body: form, redirect: "manual", headers: { Accept: "application/json" } })
      .catch(() => null);
    if (answer && answer.status === 204) {
      sent += 1;
      return true;
    } else if (answer && answer.status === 413) {
      too_big.push(file.name);
    } else if (answer && answer.type === "opaqueredirect") {
      signed_out = true;
      failed.push(file);
    } else if (tries < 4) {
      await new Promise((wake) => setTimeout(wake, 500 * 2 ** tries));
      return send(file, tries + 1);
    } else {
      failed.push(file);
    }
    return false;
  };
  // ── Advice, while the paper is still at hand: a photo worth taking again holds the bag open.
  const advice = document.getElementById("advice");
  let held = false;
  const is_photo = (file) => file.type.startsWith("image/") || /\.(heic|heif)$/i.test(file.name);
  const shrink = async (file, canvas) => {
    const picture = await createImageBitmap(file).catch(() => null);
    if (!picture) return canvas.remove();
    const scale = Math.max(canvas.width / picture.width, canvas.height / picture.height);
    canvas.getContext("2d").drawImage(picture, 0, 0, picture.width * scale, picture.height * scale);
    picture.close();
  };
  const look = async (file) => {
    const answer = await fetch(drop.dataset.advise, { method: "POST", body: file, redirect: "manual" }).catch(() => null);
    if (!answer || answer.status !== 200) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("li");
    const item = document.importNode(fresh, true);
    item.querySelector(".file").textContent = file.name;
    shrink(file, item.querySelector("canvas"));
    advice.querySelector("ul").append(item);
    advice.hidden = false;
    held = true;
  };
  const complete = () => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = drop.dataset.complete;
    document.body.append(form);
    form.submit();
  };
  const pump = () => {
    while (going < at_once && waiting.length) {
      going += 1;
      const { file, asks } = waiting.shift();
      send(file, 0).then((arrived) => arrived && asks && look(file)).then(() => {
        going -= 1;
        if (waiting.length || going || failed.length || too_big.length || !sent) pump();
        else if (held) advice.querySelector("h2").focus();
        else complete();
        say();
      });
    }
    say();
  };
  const most_bytes = drop && Number(drop.dataset.max);
  // Of a heap of files the papers are no longer at hand.
  const queue = (files) => {
    const few = files.length <= Number(advice.dataset.most);
    waiting.push(...files.map((file) => ({ file, asks: few && is_photo(file) })));
  };
  const take = (files) => {
    const good = [...files].filter((file) => file.size > 0 || !junk.test(file.name))
      .filter((file) => !junk.test(file.webkitRelativePath || file.name));
    held = false;
    too_big.push(...good.filter((file) => file.size > most_bytes).map((file) => file.name));
    queue(good.filter((file) => file.size <= most_bytes));
    pump();
  };
  // A dropped folder: every file in it and below.
  const walk = async (entry) => {
    if (entry.isFile) return [await new Promise((take, fail) => entry.file(take, fail))];
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((take, fail) => reader.readEntries(take, fail));
      if (!some.length) return found;
      for (const one of some) found.push(...await walk(one));
    }
  };

  if (drop) {
    const input = document.getElementById("photos");
    input.addEventListener("change", () => { if (input.files.length) take(input.files); });
    advice.querySelector(".go-on").addEventListener("click", complete);
    drop.addEventListener("submit", (event) => {
      if (sent || waiting.length || going || failed.length) { event.preventDefault(); if (!going && !waiting.length && !failed.length) complete(); }
    });
    for (const kind of ["dragenter", "dragover"]) {
      drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
    }
    for (const kind of ["dragleave", "drop"]) {
      drop.addEventListener(kind, () => drop.classList.remove("over"));
    }
    drop.addEventListener("drop", async (event) => {
      event.preventDefault();
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
      if (entries.every(Boolean)) {
        for (const entry of entries) take(await walk(entry));
      } else {
        take(event.dataTransfer.files);
      }
    });
    window.addEventListener("beforeunload", (event) => { if (waiting.length || going || failed.length) event.preventDefault(); });
  }
  document.addEventListener("keydown", (event) => {
    const link = document.querySelector("#sum a.btn");
    if (link && event.key.toLowerCase() === "v" && !event.ctrlKey && !event.metaKey && !event.altKey) link.click();
  });
  follow();
})();
