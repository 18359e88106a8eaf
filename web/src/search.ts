// Search without a server: shards are classic scripts, so that it also runs from a folder on disk. Nothing is fetched but
// scripts of the site itself, nothing is kept, and what is looked for stands in the address (#q=…). Whatever comes from a
// shard is put on the page as text.

/** Name, what it is, and its page. */
type Entry = [string, string, string];

interface Shard {
  entries: Entry[];
  left: number;
}

declare global {
  interface Window {
    rollcall_shards: (names: string[]) => void;
    rollcall_shard: (name: string, entries: Entry[], left: number) => void;
  }
}

/** At most so many hits are shown, and so many shards are loaded for one word. */
const SHOWN = 100;
const LOADED = 12;
/** Words are looked up by so many letters. */
const LONGEST = 12;

const shards = new Map<string, Shard>();
let names: string[] | undefined;

window.rollcall_shards = (all) => {
  names = all;
};
window.rollcall_shard = (name, entries, left) => {
  shards.set(name, { entries, left });
};

/** As the shards have it: without case and marks. */
function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function wordsOf(text: string): string[] {
  return fold(text).split(/[^\p{Alphabetic}\p{N}]+/u).filter(Boolean);
}

/** A shard's file, as the site names it. */
function file(name: string): string {
  return [...name].map((letter) => (/[a-z0-9]/.test(letter) ? letter : `-${(letter.codePointAt(0) ?? 0).toString(16)}`)).join("");
}

const asked = new Map<string, Promise<void>>();

function load(path: string): Promise<void> {
  const known = asked.get(path);
  if (known) return known;
  const loading = new Promise<void>((done) => {
    const script = document.createElement("script");
    script.src = `search/${path}.js`;
    script.addEventListener("load", () => done());
    script.addEventListener("error", () => done());
    document.head.append(script);
  });
  asked.set(path, loading);
  return loading;
}

/** Everything that has a word which begins like this one; nothing where the letters are too few to say. */
async function having(word: string): Promise<{ entries: Entry[]; left: number } | undefined> {
  const key = [...word].slice(0, LONGEST).join("");
  const wanted = (names ?? []).filter((name) => name.startsWith(key) || key.startsWith(name));
  if (wanted.length > LOADED) return undefined;
  await Promise.all(wanted.map((name) => load(file(name))));
  const found = wanted.map((name) => shards.get(name)).filter((shard): shard is Shard => shard !== undefined);
  return { entries: found.flatMap((shard) => shard.entries), left: found.reduce((sum, shard) => sum + shard.left, 0) };
}

interface Hits {
  entries: Entry[];
  says: string;
}

/** What the page says in its own language; English where it says nothing. */
const word = (name: string, english: string, number = 0): string => {
  const said = document.getElementById("search")?.dataset[name] ?? english;
  const digits = new Intl.NumberFormat(document.documentElement.lang === "my" ? "my-u-nu-mymr" : "en", { useGrouping: false });
  return said.replace("{number}", digits.format(number));
};

async function find(text: string): Promise<Hits> {
  const words = wordsOf(text);
  if (words.length === 0) return { entries: [], says: "" };
  await load("index");
  if (!names) return { entries: [], says: word("notLoaded", "The search could not be loaded. The lists below have everything.") };
  const all = (await Promise.all(words.map(having))).filter((found) => found !== undefined);
  if (all.length === 0) return { entries: [], says: word("tooMany", "Too many things begin like this: type one letter more.") };
  // The word that is in the fewest things has them all; the others are looked for in those.
  const best = all.reduce((least, found) => (found.entries.length + found.left < least.entries.length + least.left ? found : least));
  const seen = new Set<string>();
  const hits = best.entries.filter(([name, , to]) => {
    if (seen.has(to)) return false;
    seen.add(to);
    const here = wordsOf(name);
    return words.every((word) => here.some((other) => other.startsWith(word)));
  });
  const more = best.left > 0 ? ` ${word("more", "More have this word: add another.")}` : "";
  const number = word("found", hits.length === 1 ? "{number} thing found." : "{number} things found.", hits.length);
  const first = hits.length > SHOWN ? ` ${word("first", "The first {number} are shown.", SHOWN)}` : "";
  return { entries: hits.slice(0, SHOWN), says: `${number}${first}${more}` };
}

function item([name, what, to]: Entry): HTMLLIElement {
  const line = document.createElement("li");
  // A shard only ever names pages of its own site.
  if (/^[a-z]+\/[a-z0-9-]+\.html$/.test(to)) {
    const link = document.createElement("a");
    link.href = to;
    link.textContent = name;
    line.append(link);
  } else {
    line.append(name);
  }
  const kind = document.createElement("span");
  kind.className = "quiet";
  kind.textContent = ` ${what}`;
  line.append(kind);
  return line;
}

const asks = (): string => new URLSearchParams(location.hash.slice(1)).get("q") ?? "";

function begin(): void {
  const place = document.getElementById("search");
  if (!place) return;
  const form = document.createElement("form");
  form.setAttribute("role", "search");
  form.className = "tools";
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = "search";
  input.autocomplete = "off";
  label.append(word("label", "Name of a person, body, party or engagement"), input);
  form.append(label);
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  const list = document.createElement("ul");
  list.className = "plain";
  place.append(form, told, list);
  let last = 0;
  const show = async (): Promise<void> => {
    const turn = (last += 1);
    const { entries, says } = await find(input.value);
    // What was typed meanwhile is answered by its own turn.
    if (turn !== last) return;
    told.textContent = says;
    list.replaceChildren(...entries.map(item));
  };
  input.addEventListener("input", () => {
    const words = input.value.trim();
    try {
      history.replaceState(null, "", words ? `#q=${encodeURIComponent(words)}` : location.pathname.split("/").pop());
    } catch {
      // Some browsers refuse this for files on disk: then the words are not in the address, and it works all the same.
    }
    void show();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.focus();
  });
  addEventListener("hashchange", () => {
    if (input.value.trim() === asks()) return;
    input.value = asks();
    void show();
  });
  input.value = asks();
  if (input.value) void show();
}

begin();

export {};
