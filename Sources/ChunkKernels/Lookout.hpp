#pragma once
#include "Columns.hpp"

namespace {

// A panel's share of the rows that the next call will need, asked for while this one computes: other heads lie between
// them, so that each is in a page of its own, where no hardware looks ahead.
template <class S> struct Lookout {
  const dk_ahead &ahead;
  ptrdiff_t first[dk_ahead_most], last[dk_ahead_most];

  // The columns from `begin` to `end` of V, and as large a part of rows of another width.
  Lookout(const dk_ahead &ahead, ptrdiff_t begin, ptrdiff_t end, ptrdiff_t V) : ahead(ahead) {
    for (ptrdiff_t i = 0; i < ahead.count; i++) {
      const ptrdiff_t n = ahead.first[i].width;
      first[i] = n * begin / V;
      last[i] = end < V ? n * end / V : n;
    }
  }

  // Asks for two tokens.
  DK_INLINE void ask(ptrdiff_t t) const {
    if (t + 1 >= ahead.tokens) return;
    for (ptrdiff_t i = 0; i < ahead.count; i++) {
      askFor(row<S>(ahead.first[i].rows, t), first[i], last[i]);
      askFor(row<S>(ahead.first[i].rows, t + 1), first[i], last[i]);
    }
  }

  // Every cache line that holds a part of them.
  static DK_INLINE void askFor(const S *row, ptrdiff_t first, ptrdiff_t last) {
    const char *line = (const char *)((uintptr_t)(row + first) & ~uintptr_t(63)), *end = (const char *)(row + last);
    for (; line < end; line += 64) __builtin_prefetch(line, 0, 2);
  }
};

}  // namespace
