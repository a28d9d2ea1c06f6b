package io.millrace.model.replica;

import java.util.ArrayList;
import java.util.List;

/**
 * Mean loss of each of the last blocks of {@value #BLOCK} examples that a learner was tested on,
 * counted from the log's beginning: which examples make a block follows from the log, whoever asks
 * and however often. Not part of a replica's state: a restored one knows those learnt since.
 */
public final class BlockLosses {
  public static final int BLOCK = 500;
  private static final int KEPT = 256;

  private final double[] means = new double[KEPT];
  private long first;
  private long next;
  private double sum;
  private boolean whole;

  BlockLosses() {}

  /**
   * One more example.
   *
   * @param examples with this one
   * @param loss nats
   */
  void add(long examples, double loss) {
    if ((examples - 1) % BLOCK == 0) {
      sum = 0;
      whole = true;
    }
    sum += loss;
    if (!whole || examples % BLOCK != 0) return;
    long block = examples / BLOCK - 1;
    if (block != next) first = block;
    means[(int) (block % KEPT)] = sum / BLOCK;
    next = block + 1;
    first = Math.max(first, next - KEPT);
  }

  /** What is known no more. */
  void clear() {
    whole = false;
    first = 0;
    next = 0;
  }

  /** The number of the block after the last, from 0. */
  public long next() {
    return next;
  }

  /** The means of the blocks from this number on, as far as they are kept, in their order. */
  public List<Double> from(long block) {
    List<Double> found = new ArrayList<>();
    for (long i = Math.max(block, first); i < next; i++) found.add(means[(int) (i % KEPT)]);
    return found;
  }
}
