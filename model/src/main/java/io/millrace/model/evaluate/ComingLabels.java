package io.millrace.model.evaluate;

import io.millrace.model.event.Label;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Labels waiting for the moment they are known, handed out in that order. O(1) a label where they
 * are added in that order already, as labels of a fixed delay are; else O(log waiting).
 */
final class ComingLabels {
  private static final Comparator<Label> ORDER =
      Comparator.comparingLong(Label::knownAt).thenComparingLong(Label::sequence);

  private final ArrayDeque<Label> inOrder = new ArrayDeque<>();
  private final PriorityQueue<Label> others = new PriorityQueue<>(ORDER);

  void add(Label label) {
    if (inOrder.isEmpty() || ORDER.compare(inOrder.peekLast(), label) <= 0) {
      inOrder.add(label);
    } else {
      others.add(label);
    }
  }

  /**
   * The next ones that came in order and are known by a time, as far as there is room; how many.
   */
  int peek(long until, Label[] into) {
    int count = 0;
    for (Label label : inOrder) {
      if (count == into.length || label.knownAt() > until) {
        break;
      }
      into[count++] = label;
    }
    return count;
  }

  /** The next label known by a time, or null. */
  Label poll(long until) {
    Label first = inOrder.peek();
    Label other = others.peek();
    if (other != null && (first == null || ORDER.compare(other, first) < 0)) {
      return other.knownAt() <= until ? others.poll() : null;
    }
    return first != null && first.knownAt() <= until ? inOrder.poll() : null;
  }
}
