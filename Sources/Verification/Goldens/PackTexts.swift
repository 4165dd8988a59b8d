/// What stands in a pack besides its tensors: how it was made, and two checkers to port from.
enum PackTexts {
  static let all = [("README.md", readme), ("check.py", python), ("check.c", c)].map { (name: $0.0, text: $0.1) }

  private static let readme = """
    # Goldens with bounds

    `requests/ID.safetensors` is a problem, `responses/ID.safetensors` its right answer (F64: the doubles nearest to the exact
    real numbers, rounded from enclosures), and `bounds/PROFILE/ID.safetensors` says how far each element may be off (F32).
    An implementation of that profile agrees where |found − right| ≤ bound for every element; an infinite bound judges nothing
    but that the element is finite. `pack.json` names each case with its operator, the reason why it exists, the known
    defects that it guards against, and the SHA-256 of its files.

        python3 check.py ANSWERS [PROFILE]       answers as ANSWERS/ID.safetensors, tensors of type F32
        cc -O2 check.c -lm -o check && ./check responses/ID.safetensors bounds/fp32/ID.safetensors ANSWERS/ID.safetensors o

    A bound is 4 times a quantile of Student's t for one false alarm in 10^6 tensors, times the root mean square deviation of
    32 runs of the reference with randomly rounded operations where the profile rounds, plus what underflow may cost
    (clauses TOL-2 to TOL-6), then rounded up to 12 bits. It is for single elements: a bias of a whole tensor, and the
    relations between problems, are what `conform check` judges besides.

    """

  private static let python = """
    # Is every element of every answer within its bound? check.py ANSWERS [PROFILE]
    \("import") json, pathlib, sys
    \("import") numpy as np
    def tensors(path):
        data = path.read_bytes()
        start = 8 + int.from_bytes(data[:8], "little")
        header = json.loads(data[8:start])
        types = {"F32": "<f4", "F64": "<f8"}
        return {n: np.frombuffer(data[start + e["data_offsets"][0]:start + e["data_offsets"][1]], types[e["dtype"]])
                for n, e in header.items() if n != "__metadata__"}
    here, words = pathlib.Path(__file__).parent, sys.argv[1:] + ["fp32"]
    profiles = sorted(folder.name for folder in (here / "bounds").iterdir())
    if len(words) < 2 or not pathlib.Path(words[0]).is_dir() or words[1] not in profiles:
        print(f"give a folder of answers and a profile, which may be {', '.join(profiles)}: check.py ANSWERS [PROFILE]")
        sys.exit(2)
    judged = wrong = absent = 0
    for file in sorted((here / "responses").glob("*.safetensors")):
        answer, right = pathlib.Path(words[0], file.name), tensors(file)
        bound = tensors(here / "bounds" / words[1] / file.name)
        try: found = tensors(answer) if answer.exists() else {}
        except Exception as why:
            wrong += 1
            print(f"{file.stem}: cannot be read ({why!r}); write tensors of type F32")
            continue
        absent += len(right.keys() - found.keys())
        for name in sorted(right.keys() & found.keys()):
            x, r, judged = found[name], right[name], judged + 1
            if x.size != r.size:
                wrong += 1
                print(f"{file.stem}: {name} has {x.size} elements, not {r.size}")
                continue
            bad = np.flatnonzero(~(np.isfinite(x) & (np.abs(x - r) <= bound[name])))  # a NaN is bad too
            wrong += bad.size > 0
            if bad.size: print(f"{file.stem}: {name}[{bad[0]}] is {x[bad[0]]}, not {r[bad[0]]}")
    print(f"{judged} tensors judged, {wrong} wrong, {absent} without an answer")
    sys.exit(1 if wrong else 0 if judged else 3)

    """

  private static let c = """
    // check RIGHT BOUNDS FOUND NAME: is every element of one tensor within its bound?
    #include <math.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    static void *tensor(const char *path, const char *name, long *bytes) {
      char *file = calloc(1, 1 << 24), key[64], *entry;
      unsigned long long header;
      long begin, end;
      FILE *stream = fopen(path, "rb");
      size_t size = stream ? fread(file, 1, (1 << 24) - 1, stream) : 0;
      memcpy(&header, file, 8);
      snprintf(key, sizeof key, "\\"%s\\"", name);
      if (size < 8 || header > size || !(entry = strstr(file + 8, key)) || !(entry = strstr(entry, "data_offsets"))
          || !(entry = strchr(entry, '[')) || sscanf(entry, "[%ld ,%ld", &begin, &end) != 2
          || begin < 0 || end < begin || 8 + header + end > size) { printf("no '%s' in %s\\n", name, path); exit(2); }
      *bytes = end - begin;
      return memmove(file, file + 8 + header + begin, end - begin);
    }
    int main(int count, char **words) {
      long r, b, f, i = 0;
      if (count != 5) return puts("give four words: check RIGHT BOUNDS FOUND NAME"), 2;
      double *right = tensor(words[1], words[4], &r);
      float *bound = tensor(words[2], words[4], &b), *found = tensor(words[3], words[4], &f);
      if (r != 2 * b || f != b) return printf("%s has %ld bytes, not %ld: F32\\n", words[4], f, b), 1;
      while (4 * i < f && isfinite(found[i]) && fabs(found[i] - right[i]) <= bound[i]) i++; // a NaN is none
      return 4 * i == f ? 0 : (printf("%s[%ld] is %g, not %g\\n", words[4], i, found[i], right[i]), 1);
    }

    """
}
