"""Races our vector index against FAISS and hnswlib on made vectors in clusters, each at the same recall and on one thread a query.

    python index.py PROGRAM [--vectors 1000000] [--dimensions 64] [--clusters 10000] [--queries 1000]
                            [--searches 10 150 150:10 10:1000 10:100000] [--hnsw 1000000] [--folder DIR]

Vectors are Gaussian around Gaussian middles; queries are drawn as they are, and aren't among them. A search 150:10 is for the 150 nearest by cosine
among one vector in ten, which a filter lets through; recall is the share of them that is found. Ours searches as recommendations do; then each
opponent's effort (FAISS's nprobe, hnswlib's ef) is the least of a list that finds as many, or the greatest. Latencies are of one query after the
other; a change is a vector that goes and comes back. Memory is what the process has beside mapped files, less what it had before. hnswlib, which
takes long to build, has the first --hnsw vectors, with its own truth; 0 leaves it out. Its filter is a function in Python,
and lets one in ten through at least.
"""
import argparse
import ctypes
import dataclasses
import gc
import json
import os
import subprocess
import tempfile
import time

import faiss
import hnswlib
import numpy

BLOCK = 1 << 16
# Changes that are timed; those of others may take long each.
CHANGES, FEW_CHANGES = 1000, 20
# The rarest filter that hnswlib is given: it asks about all that it meets, and takes minutes for rarer ones.
HNSW_EVERY = 10
NPROBES = [1, 2, 3, 4, 6, 8, 11, 16, 22, 32, 45, 64, 90, 128, 181, 256]
EFS = [10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 2048]


def processor():
    with open("/proc/cpuinfo") as lines:
        return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")


def make(path, count, dimensions, clusters, queries, seed=1):
    """Writes unit vectors, float32; returns queries."""
    generator = numpy.random.default_rng(seed)
    middles = generator.standard_normal((clusters, dimensions), dtype=numpy.float32)

    def draw(number):
        rows = middles[generator.integers(0, clusters, number)]
        rows += 0.6 * generator.standard_normal((number, dimensions), dtype=numpy.float32)
        return rows / numpy.linalg.norm(rows, axis=1, keepdims=True)

    with open(path, "wb") as file:
        for start in range(0, count, BLOCK):
            draw(min(BLOCK, count - start)).tofile(file)
    return draw(queries)


@dataclasses.dataclass(frozen=True)
class Search:
    """The vectors that a query is for: so many nearest, of one in `every`."""

    nearest: int
    every: int = 1

    @classmethod
    def parse(cls, text):
        return cls(*(int(part) for part in text.split(":")))

    def __str__(self):
        return f"{self.nearest}" if self.every == 1 else f"{self.nearest}, 1 in {self.every}"


def exact(vectors, queries, search):
    """The exact nearest of each query."""
    best = numpy.full((len(queries), search.nearest), -numpy.inf, numpy.float32)
    slots = numpy.zeros((len(queries), search.nearest), numpy.int64)
    for start in range(0, len(vectors), BLOCK):
        numbers = numpy.arange(start + -start % search.every, min(start + BLOCK, len(vectors)), search.every)
        if len(numbers) == 0:
            continue
        scores = queries @ (vectors[numbers] if search.every > 1 else vectors[start:start + BLOCK]).T
        numbers = numpy.broadcast_to(numbers, scores.shape)
        if scores.shape[1] > search.nearest:
            top = numpy.argpartition(-scores, search.nearest, axis=1)[:, :search.nearest]
            scores, numbers = numpy.take_along_axis(scores, top, 1), numpy.take_along_axis(numbers, top, 1)
        scores, found = numpy.concatenate([best, scores], 1), numpy.concatenate([slots, numbers], 1)
        order = numpy.argsort(-scores, 1, kind="stable")[:, :search.nearest]
        best, slots = numpy.take_along_axis(scores, order, 1), numpy.take_along_axis(found, order, 1)
    return slots


def recall(found, truth):
    return float(numpy.mean([len(set(a) & set(b)) / len(b) for a, b in zip(found, truth)]))


def memory(process="self"):
    """Bytes that a process has beside mapped files."""
    with open(f"/proc/{process}/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


def own_memory():
    """The same of this process, once what was freed has gone back to the system."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return memory()


def timed(search, queries):
    """What a search finds for each query, and the seconds of each."""
    for query in queries[:50]:
        search(query)
    found, seconds = [], []
    for query in queries:
        start = time.perf_counter()
        found.append(search(query))
        seconds.append(time.perf_counter() - start)
    return found, seconds


def report(search, name, effort, truth, found, seconds):
    """Prints a row of searches, and returns it."""
    p50, p99 = numpy.percentile(numpy.array(seconds) * 1e3, [50, 99])
    result = {"nearest": search.nearest, "every": search.every, "index": name, "effort": effort, "recall": recall(found, truth),
              "p50_ms": p50, "p99_ms": p99}
    print(f"{name:<22}{str(search):>18}{effort:>8}{result['recall']:>9.3f}{p50:>9.3f}{p99:>9.3f}", flush=True)
    return result


def built(name, count, build, size, changes):
    """Prints what an index takes, and returns it."""
    change = float(numpy.median(changes) * 1e3)
    print(f"{name:<22}{count} vectors built in {build:.0f} s, {size / count:.0f} B each, a change {change:.3f} ms", flush=True)
    return {"index": name, "vectors": count, "build_s": build, "bytes_each": size / count, "change_ms": change}


def ours(options, path, queries, truths):
    """Races our index; returns rows and the recall of each search."""
    with tempfile.NamedTemporaryFile() as file:
        queries.astype(numpy.float32).tofile(file.name)
        arguments = [options.vectors, options.dimensions, file.name, options.threads, CHANGES,
                     *(f"{search.nearest}:{search.every}" for search in truths)]
        process = subprocess.Popen([options.program, path, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        build = float(process.stdout.readline())
        size = memory(process.pid)
        process.stdin.write("search\n")
        process.stdin.flush()
        rows = []
        for search, truth in truths.items():
            answers = [json.loads(process.stdout.readline()) for _ in queries]
            rows.append(report(search, "ours", "", truth, [a["slots"] for a in answers], [a["seconds"] for a in answers]))
        changes = [float(process.stdout.readline()) for _ in range(CHANGES)]
        before = int(process.stdout.readline())
        process.stdin.close()
        process.wait()
    wanted = {search: row["recall"] for search, row in zip(truths, rows)}
    return rows + [built("ours", options.vectors, build, size - before, changes)], wanted


def race(name, vectors, queries, truths, wanted, efforts, find, change, build, size):
    """Races an opponent at the least effort that finds what is wanted, or the greatest."""
    rows = []
    for search, truth in truths.items():
        for effort in efforts(search):
            is_last = effort == efforts(search)[-1]
            if not is_last and recall([find(search, query, effort) for query in queries[:200]], truth[:200]) < wanted[search]:
                continue
            found, seconds = timed(lambda query: find(search, query, effort), queries)
            if is_last or recall(found, truth) >= wanted[search]:
                rows.append(report(search, name, str(effort), truth, found, seconds))
                break
    changes = []
    for slot in range(FEW_CHANGES):
        vector = numpy.ascontiguousarray(vectors[slot:slot + 1])
        start = time.perf_counter()
        change(vector, numpy.array([slot]))
        changes.append(time.perf_counter() - start)
    return rows + [built(name, len(vectors), build, size, changes)]


def with_faiss(factory, vectors, queries, truths, wanted, threads):
    faiss.omp_set_num_threads(threads)
    count, before, start = len(vectors), own_memory(), time.perf_counter()
    index = faiss.index_factory(vectors.shape[1], factory, faiss.METRIC_INNER_PRODUCT)
    clusters = faiss.extract_index_ivf(index).nlist
    step = max(1, count // (clusters * 40))
    index.train(numpy.ascontiguousarray(vectors[::step]))
    for first in range(0, count, 1 << 18):
        index.add(numpy.ascontiguousarray(vectors[first:first + (1 << 18)]))
    build, size = time.perf_counter() - start, own_memory() - before
    faiss.omp_set_num_threads(1)
    sieves = {search: faiss.IDSelectorBitmap(numpy.packbits(numpy.arange(count) % search.every == 0, bitorder="little"))
              for search in truths if search.every > 1}

    def efforts(search):
        return [effort for effort in NPROBES + ([512, 1024, clusters] if search.every > 1 else []) if effort <= clusters]

    def find(search, query, effort):
        sieve = {"sel": sieves[search]} if search.every > 1 else {}
        return index.search(query[None], search.nearest, params=faiss.SearchParametersIVF(nprobe=effort, **sieve))[1][0]

    def change(vector, slot):
        index.remove_ids(slot)
        index.add_with_ids(vector, slot)

    return race(f"FAISS {factory}", vectors, queries, truths, wanted, efforts, find, change, build, size)


def with_hnswlib(vectors, queries, truths, wanted, threads):
    count, before, start = len(vectors), own_memory(), time.perf_counter()
    index = hnswlib.Index("ip", vectors.shape[1])
    index.init_index(count, M=16, ef_construction=100)
    index.set_num_threads(threads)
    for first in range(0, count, 1 << 16):
        index.add_items(vectors[first:first + (1 << 16)])
    build, size = time.perf_counter() - start, own_memory() - before
    index.set_num_threads(1)

    def efforts(search):
        return [effort for effort in EFS if effort >= search.nearest]

    def find(search, query, effort):
        index.set_ef(effort)
        sieve = {"filter": lambda label: label % search.every == 0} if search.every > 1 else {}
        try:
            return index.knn_query(query, search.nearest, **sieve)[0][0]
        except RuntimeError:  # fewer were found
            return []

    def change(vector, slot):
        index.mark_deleted(slot[0])
        index.add_items(vector, slot)

    return race("hnswlib M16", vectors, queries, truths, wanted, efforts, find, change, build, size)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--vectors", type=int, default=1_000_000)
    parser.add_argument("--dimensions", type=int, default=64)
    parser.add_argument("--clusters", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--searches", nargs="+", type=Search.parse, metavar="NEAREST[:EVERY]",
                        default=[Search(10), Search(150), Search(150, 10), Search(10, 1000), Search(10, 100_000)])
    parser.add_argument("--hnsw", type=int, default=1_000_000, metavar="VECTORS")
    parser.add_argument("--threads", type=int, default=2, help="the threads that build; one searches")
    parser.add_argument("--only", nargs="+", choices=["ours", "flat", "sq8", "pq", "hnsw"], default=["ours", "flat", "sq8", "pq", "hnsw"])
    parser.add_argument("--folder", help="the folder of the vectors (default: the system's temporary folder)")
    parser.add_argument("--output", help="a file for the figures, as JSON")
    options = parser.parse_args()
    count, dimensions = options.vectors, options.dimensions
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        path = f"{folder}/vectors"
        queries = make(path, count, dimensions, options.clusters, options.queries)
        vectors = numpy.memmap(path, numpy.float32, "r", shape=(count, dimensions))
        truths = {search: exact(vectors, queries, search) for search in options.searches}
        print(f"{processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {count} vectors, {dimensions} dimensions, "
              f"{options.clusters} clusters, {options.queries} queries, {options.threads} threads build and one searches")
        print(f"{'':<22}{'nearest':>18}{'effort':>8}{'recall':>9}{'p50 ms':>9}{'p99 ms':>9}", flush=True)
        rows, wanted = [], {search: 0.95 for search in truths}
        if "ours" in options.only:
            rows, wanted = ours(options, path, queries, truths)
        lists = int(count ** 0.5)
        kinds = {"flat": f"IVF{lists},Flat", "sq8": f"IVF{lists},SQ8", "pq": f"IVF{lists},PQ{dimensions // 2}x8"}
        for kind, factory in kinds.items():
            if kind in options.only:
                rows += with_faiss(factory, vectors, queries, truths, wanted, options.threads)
        if "hnsw" in options.only and options.hnsw:
            few = vectors[:options.hnsw]
            searches = [search for search in truths if search.every <= HNSW_EVERY]
            known = {search: truths[search] if len(few) == count else exact(few, queries, search) for search in searches}
            rows += with_hnswlib(few, queries, known, wanted, options.threads)
    if options.output:
        with open(options.output, "w") as file:
            json.dump(rows, file, indent=2)


if __name__ == "__main__":
    main()
