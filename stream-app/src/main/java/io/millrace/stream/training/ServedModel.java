package io.millrace.stream.training;

import io.millrace.model.explain.Reason;
import io.millrace.model.replica.ModelVersion;
import io.millrace.model.replica.Replica;
import io.millrace.model.replica.Scorer;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.topic.LogRecord;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The replica that serves: one thread teaches it in small batches, any number ask it. An answer and
 * the version that goes with it are read under one lock.
 *
 * <p>The lock is fair. Unfair, the teaching thread would take it again and again while it catches
 * up, and scoring would wait for the end of the log.
 */
final class ServedModel {
  /** At about 1 us an example, the longest that a score waits for one batch is 0.3 ms. */
  private static final int BATCH = 256;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  @SuppressWarnings(
      "ThreadLocalUsage") // One a replica that serves, and those live with the process.
  private final ThreadLocal<Asking> asking = new ThreadLocal<>();

  private Pupil pupil;

  /** A scorer of this thread and the replica that it was made for. */
  private record Asking(Replica of, Scorer scorer) {}

  ServedModel(Pupil pupil) {
    this.pupil = pupil;
  }

  Answer answer(float[] values, List<String> categories, int reasons) {
    lock.readLock().lock();
    try {
      Replica replica = pupil.replica();
      Scorer scorer = scorer(replica);
      double[] scores = scorer.scores(values);
      double raw = scores[0];
      List<Reason> strongest =
          reasons == 0 ? List.of() : scorer.reasons(values, categories, reasons);
      return new Answer(
          raw,
          scorer.probability(raw),
          replica.threshold(),
          pupil.version(),
          strongest,
          scores,
          replica.scoredBy());
    } finally {
      lock.readLock().unlock();
    }
  }

  private Scorer scorer(Replica replica) {
    Asking mine = asking.get();
    if (mine == null || mine.of() != replica) {
      mine = new Asking(replica, replica.scorer());
      asking.set(mine);
    }
    return mine.scorer();
  }

  <T> T read(BiFunction<Replica, ModelVersion, T> look) {
    lock.readLock().lock();
    try {
      return look.apply(pupil.replica(), pupil.version());
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * A look at the replica and the digest of the very same version.
   *
   * <p>While the replica's bytes are written, 0.3 ms a MiB (2 MiB at 18 hash bits), the learner
   * waits, and who asks for a score after the learner does waits with it. The digest itself, 1 ms a
   * MiB, holds up nobody.
   */
  <T> Digested<T> digest(BiFunction<Replica, ModelVersion, T> look) {
    StateWriter state = read((replica, version) -> pupil).newState();
    ModelVersion version;
    long examples;
    T seen;
    lock.readLock().lock();
    try {
      pupil.replica().write(state);
      version = pupil.version();
      examples = pupil.replica().examples();
      seen = look.apply(pupil.replica(), version);
    } finally {
      lock.readLock().unlock();
    }
    return new Digested<>(new ReplicaDigest(version, Sha256.of(state.view()), examples), seen);
  }

  void replace(Pupil other) {
    lock.writeLock().lock();
    try {
      pupil = other;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * Applies some of the lessons from {@code from} on: at most a batch, none beyond a record that is
   * no lesson, and none beyond an example that makes the number learnt a multiple of {@code
   * stopEvery}. For the teaching thread.
   *
   * @return where to go on; {@code from} if no lesson is there
   */
  int apply(List<ConsumerRecord<String, LogRecord>> records, int from, long stopEvery) {
    int end = Math.min(records.size(), from + BATCH);
    lock.writeLock().lock();
    try {
      for (int i = from; i < end; i++) {
        if (!(records.get(i).value() instanceof LogRecord.Lesson)) return i;
        pupil.apply(records.get(i));
        if (pupil.replica().examples() % stopEvery == 0) return i + 1;
      }
      return end;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Applies one record of any kind. For the teaching thread. */
  void apply(ConsumerRecord<String, LogRecord> record) {
    lock.writeLock().lock();
    try {
      pupil.apply(record);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** For the teaching thread, which alone may change it, and under the lock. */
  Pupil pupil() {
    return pupil;
  }

  /** For the teaching thread, which alone changes the replica: others may ask meanwhile. */
  Copy copy() {
    return pupil.copy();
  }

  /** For the teaching thread. */
  ModelVersion version() {
    return pupil.version();
  }

  /** For the teaching thread. */
  long examples() {
    return pupil.replica().examples();
  }
}
