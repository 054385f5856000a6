// The draft of a category: products and photos that were chosen, kept over a reload.

import { announce, icon, make } from "./dom.js";
import { notify } from "./frame.js";
import { act, shrunk, tile } from "./tray.js";
import { count, say } from "./words.js";

const key = "draft";
const most = 100;

/** What was chosen for a category that isn't open yet. */
export class Draft {
  constructor(list) {
    this.list = list;
    const kept = read(key) ?? {};
    this.things = kept.things ?? [];
    this.name = kept.name ?? "";
    this.show();
  }

  /** The examples as the service takes them. */
  get examples() {
    return this.things.map((thing) => (thing.photo ? { id: thing.id, image: thing.photo } : { product: thing.id }));
  }

  add(thing) {
    if (this.things.some((other) => other.id === thing.id)) return;
    if (this.things.length >= most) { notify(say("categories.most", { count: count(most) }), { bad: true }); return; }
    this.things.push({ id: thing.id, title: thing.title, photo: thing.photo });
    this.changed();
    announce(say("categories.added", { title: thing.title, count: count(this.things.length) }));
  }

  async addPhotos(files) {
    for (const file of files) {
      try {
        this.add({ id: this.freeName(file.name), title: file.name, photo: await shrunk(file) });
      } catch {
        notify(say("categories.badPhoto", { name: file.name.slice(0, 60) }), { bad: true });
      }
    }
  }

  freeName(name) {
    const plain = name.replace(/[\u0000-\u001f\u007f]/g, " ").slice(0, 60) || "photo";
    for (let number = 1; ; number += 1) {
      const id = number === 1 ? plain : `${plain} (${number})`;
      if (!this.things.some((thing) => thing.id === id)) return id;
    }
  }

  remove(id) {
    this.things = this.things.filter((thing) => thing.id !== id);
    this.changed();
  }

  rename(name) {
    this.name = name;
    this.save();
  }

  clear() {
    this.things = [];
    this.name = "";
    this.changed();
  }

  /** Remembers what the photos of a category look like: the service keeps what it learned from them, and not the pictures. */
  keepPhotos(name) {
    const photos = Object.fromEntries(this.things.filter((thing) => thing.photo).map((thing) => [thing.id, thing.photo]));
    if (Object.keys(photos).length) write(`photos/${name}`, photos);
  }

  /** The photos of a category that were shown to it here. */
  photosOf(name) { return read(`photos/${name}`) ?? {}; }

  changed() {
    this.save();
    this.show();
  }

  save() { write(key, { name: this.name, things: this.things }); }

  show() {
    const hint = make("li", { class: "hint small quiet" }, icon("plus"), make("span", {}, say("categories.dropHere")));
    this.list.replaceChildren(...this.things.map((thing) => tile({
      ...thing, source: "draft", picture: thing.photo && photo(thing.photo),
      actions: [act("close", say("categories.remove", { title: thing.title }), () => this.remove(thing.id))],
    })), ...(this.things.length < 5 ? [hint] : []));
  }
}

/** The address of a photo that is in memory. */
export function photo(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
}

function read(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

function write(name, value) {
  try { localStorage.setItem(name, JSON.stringify(value)); } catch { notify(say("categories.notKept"), { bad: true }); }
}
