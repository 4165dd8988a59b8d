#pragma once
#include "ForwardInteractions.hpp"
#include "ForwardState.hpp"

namespace {

// One head forwards: CH-2 and CH-3, chunk after chunk, the state in panels of a few vectors of its columns.
template <class T> struct Forward {
  typedef typename T::L::Scalar S;
  ForwardChunk<T> f;

  // With a trace, what each chunk computes is kept there.
  void run(ptrdiff_t chunk, S *caller, const dk_mutable_rows &o, void *trace) {
    const TraceLayout<T> layout(f.head, chunk);
    const ptrdiff_t tokens = f.head.tokens;
    f.next = trace ? layout.template at<S>(trace, 0).state : f.own;
    f.D = f.ownD;
    moveState<T>(caller, f.next, f.K, f.V, true);
    for (ptrdiff_t t = 0; t < tokens; t += chunk) {
      f.n = tokens - t < chunk ? tokens - t : chunk;
      f.state = f.next;
      if (trace) {
        f.kept = layout.template at<S>(trace, t / chunk);
        f.D = f.kept.D;
        f.next = t + f.n < tokens ? layout.template at<S>(trace, t / chunk + 1).state : f.own;
        if (t + f.n < tokens) askFor(layout.template at<S>(trace, t / chunk + 1).D, layout.smallSize());
        f.soon = t + f.n + chunk < tokens ? layout.template at<S>(trace, t / chunk + 2).state : nullptr;
      }
      f.load(t, o);
      ForwardInteractions<T> interactions = {f};
      interactions.run();
      if (trace) interactions.keep();
      for (ptrdiff_t p = 0; p < f.vw; p += T::panel) ForwardState<T>{f}.run(p, (S *)o.first + t * o.stride, o.stride);
    }
    moveState<T>(caller, f.next, f.K, f.V, false);
  }
};

template <class T> int32_t runForward(const dk_head *head, ptrdiff_t chunk, void *state, dk_mutable_rows o, void *trace) {
  if (head->tokens <= 0) return 0;
  Forward<T> forward = {ForwardChunk<T>(*head, chunk)};
  if (!forward.f.allocate()) return 1;
  forward.run(chunk, (typename T::L::Scalar *)state, o, trace);
  return 0;
}

}  // namespace
