// Files are sent while the rest is filled in: in parts, each again until it has arrived; a photo is made smaller here first.
(() => {
  "use strict";
  const LONG_SIDE = 2000;
  const SMALL = 400 * 1024;

  const smaller = async (file) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= SMALL) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
      const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
      const sheet = canvas.getContext("2d");
      sheet.fillStyle = "#fff";
      sheet.fillRect(0, 0, canvas.width, canvas.height);
      sheet.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
      return made && made.size < file.size ? new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
    } catch {
      return file;
    }
  };

  const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
  const ask = async (form, address, options = {}) => {
    const headers = { "HX-Request": "file", "X-CSRF-Token": form.elements._csrf.value, ...options.headers };
    const answer = await fetch(address, { method: "POST", ...options, headers, signal: AbortSignal.timeout(30000) });
    if ([429, 502, 503, 504].includes(answer.status) && !answer.headers.get("content-type")?.startsWith("application/problem")) throw new Error("away");
    return answer;
  };
  const refused = async (answer) => {
    const problem = await answer.json().catch(() => ({}));
    return Object.assign(new Error(problem.detail || "Chưa gửi được tệp. Thử lại sau ít phút."), { code: problem.code || String(answer.status), told: true });
  };

  const send = async (form, box, file, say) => {
    const at = box.dataset.files;
    const most = +box.dataset.cap;
    const until = Date.now() + 600000;
    let begun = null;
    for (let pause = 1; ; pause = Math.min(pause * 2, 15)) {
      try {
        if (!begun) {
          const answer = await ask(form, at, { body: new URLSearchParams({ name: file.name, size: file.size }) });
          if (!answer.ok) throw await refused(answer);
          begun = await answer.json();
        }
        while (begun.received < file.size) {
          say(begun.received / file.size);
          const part = file.slice(begun.received, begun.received + begun.part);
          const answer = await ask(form, `${at}/${begun.id}/parts/${begun.received}`, { body: part, headers: { "Content-Type": "application/octet-stream" } });
          if (answer.ok) begun = await answer.json();
          else {
            const why = await refused(answer);
            if (why.code !== "file.offset") throw why;
            begun = await (await ask(form, `${at}/${begun.id}/progress`, { method: "GET" })).json();
          }
          pause = 1;
        }
        say(1);
        const answer = await ask(form, `${at}/${begun.id}/finish`, { body: new URLSearchParams({ field: box.id }) });
        if (!answer.ok) throw await refused(answer);
        return await answer.text();
      } catch (error) {
        if (error.told && !["file.store-away", "unavailable", "overloaded"].includes(error.code)) throw error;
        if (Date.now() > until) throw error.told ? error : new Error("Chưa gửi được tệp sau 10 phút. Kiểm tra đường mạng rồi chọn lại tệp.");
        say(begun ? begun.received / file.size : 0, "Đang chờ đường mạng, tự gửi tiếp…");
        await wait(pause);
      }
    }
  };

  // What a field has already is told by its content, before anything is sent: picked twice, it is one file.
  const known = new WeakMap();
  const print = async (file) => {
    const hash = await crypto.subtle?.digest("SHA-256", await file.arrayBuffer());
    return hash && [...new Uint8Array(hash)].join();
  };

  const one = async (form, box, list, chosen) => {
    const line = document.createElement("li");
    const said = document.createElement("span");
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", `Đang gửi ${chosen.name}`);
    said.textContent = `${chosen.name}: đang chuẩn bị…`;
    line.append(said, bar);
    list.append(line);
    try {
      const file = await smaller(chosen);
      if (file.size > +box.dataset.cap) throw new Error(box.dataset.tooLarge);
      const mark = await print(file);
      const had = known.get(box) || known.set(box, new Map()).get(box);
      const there = document.getElementById(had.get(mark));
      if (there) {
        there.checked = true;
        there.dispatchEvent(new Event("input", { bubbles: true }));
        throw new Error("tệp này đã có ở trên.");
      }
      const html = await send(form, box, file, (share, words) => {
        bar.value = share;
        said.textContent = `${chosen.name}: ${words || `đã gửi ${Math.round(share * 100)}%`}`;
      });
      const made = new DOMParser().parseFromString(`<ul>${html}</ul>`, "text/html").querySelector("li");
      const same = document.getElementById(made.querySelector("input").id);
      if (same) {
        same.checked = true;
        line.remove();
      } else line.replaceWith(made);
      if (mark) had.set(mark, made.querySelector("input").id);
      box.querySelector("[data-sent]").textContent = `Đã nhận tệp ${chosen.name}.`;
      box.querySelector("[data-undo]").hidden = false;
      document.getElementById(made.querySelector("input").id).dispatchEvent(new Event("input", { bubbles: true }));
    } catch (error) {
      const told = Object.assign(document.createElement("p"), { className: "fault", textContent: `${chosen.name}: ${error.message}` });
      told.setAttribute("role", "alert");
      const away = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: "Ẩn" });
      away.setAttribute("aria-label", `Ẩn lời báo về ${chosen.name}`);
      away.addEventListener("click", () => line.remove());
      line.className = "untaken";
      line.replaceChildren(told, away);
    }
  };

  document.addEventListener("change", ({ target }) => {
    const box = target.type === "file" && target.closest("[data-files]");
    if (!box) return;
    const form = target.form;
    const list = box.querySelector("ul");
    const chosen = [...target.files];
    list.querySelectorAll(".untaken").forEach((line) => line.remove());
    target.value = "";
    const sending = (form.sendingFiles || Promise.resolve()).then(async () => {
      for (const file of chosen) await one(form, box, list, file);
    });
    form.sendingFiles = sending;
  });
  const ready = () => document.querySelectorAll("[data-files]").forEach((box) => {
    box.querySelectorAll("button[name=_files]").forEach((button) => { button.hidden = true; });
    box.querySelectorAll("[data-smaller]").forEach((words) => { words.hidden = false; });
  });
  document.addEventListener("htmx:load", ready);
  new MutationObserver(ready).observe(document.body, { childList: true, subtree: true });
  ready();
})();
