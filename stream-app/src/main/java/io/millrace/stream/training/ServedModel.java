package io.millrace.stream.training;

import io.millrace.model.drift.QualityDrift;
import io.millrace.model.explain.Explanation;
import io.millrace.model.recommend.Asker;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.recommend.Suggestion;
import io.millrace.model.recommend.UserView;
import io.millrace.model.replica.ModelVersion;
import io.millrace.model.replica.Replica;
import io.millrace.model.replica.Scorer;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.topic.LogRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The replica that serves: one thread teaches it in small batches, any number ask it. An answer and
 * the version that goes with it are read under one lock.
 *
 * <p>The lock is fair. Unfair, the teaching thread would take it again and again while it catches
 * up, and scoring would wait for the end of the log.
 */
final class ServedModel {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  @SuppressWarnings(
      "ThreadLocalUsage") // One a replica that serves, and those live with the process.
  private final ThreadLocal<Asking> asking = new ThreadLocal<>();

  @SuppressWarnings("ThreadLocalUsage") // As above.
  private final ThreadLocal<AskingLists> askingLists = new ThreadLocal<>();

  private Pupil pupil;

  /** Told how long each lesson took, nanoseconds; null where nobody asks. */
  private volatile LongConsumer stopwatch;

  /** An asker of this thread and the recommender that it was made for. */
  private record AskingLists(Recommender of, Asker asker) {}

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
      Explanation why =
          reasons == 0 ? Explanation.NONE : scorer.explain(values, categories, reasons);
      return new Answer(
          raw,
          scorer.probability(raw),
          replica.threshold(),
          pupil.version(),
          why,
          scores,
          replica.scoredBy(),
          scorer.probabilities(scores));
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

  Recommended recommend(UserView view, int k) {
    return recommend(asker -> asker.suggest(view, k));
  }

  Recommended show(UserView after, int k) {
    return recommend(asker -> asker.suggestToShow(after, k));
  }

  private Recommended recommend(Function<Asker, List<Suggestion>> question) {
    lock.readLock().lock();
    try {
      Recommender recommender = pupil.model(Recommender.class);
      AskingLists mine = askingLists.get();
      if (mine == null || mine.of() != recommender) {
        mine = new AskingLists(recommender, recommender.asker());
        askingLists.set(mine);
      }
      return new Recommended(question.apply(mine.asker()), pupil.version());
    } finally {
      lock.readLock().unlock();
    }
  }

  <M, T> T read(Class<M> kind, BiFunction<M, ModelVersion, T> look) {
    lock.readLock().lock();
    try {
      return look.apply(pupil.model(kind), pupil.version());
    } finally {
      lock.readLock().unlock();
    }
  }

  /** A look at what watches the quality; empty where nothing does. */
  <T> Optional<T> quality(Function<QualityDrift, T> look) {
    lock.readLock().lock();
    try {
      return pupil.quality().map(look);
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
  <M, T> Digested<T> digest(Class<M> kind, BiFunction<M, ModelVersion, T> look) {
    StateWriter state = read(Object.class, (model, version) -> pupil).newState();
    ModelVersion version;
    long examples;
    T seen;
    lock.readLock().lock();
    try {
      pupil.write(state);
      version = pupil.version();
      examples = pupil.lessons();
      seen = look.apply(pupil.model(kind), version);
    } finally {
      lock.readLock().unlock();
    }
    return new Digested<>(new ReplicaDigest(version, Sha256.of(state.view()), examples), seen);
  }

  /** How far it is; for any thread. */
  Learnt learnt() {
    lock.readLock().lock();
    try {
      return new Learnt(pupil.version(), pupil.lessons());
    } finally {
      lock.readLock().unlock();
    }
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
    lock.writeLock().lock();
    try {
      int end = Math.min(records.size(), from + pupil.batch());
      for (int i = from; i < end; i++) {
        if (!records.get(i).value().isLesson()) return i;
        timed(records.get(i));
        if (pupil.lessons() % stopEvery == 0) return i + 1;
      }
      return end;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void timed(ConsumerRecord<String, LogRecord> lesson) {
    LongConsumer told = stopwatch;
    long start = told == null ? 0 : System.nanoTime();
    pupil.apply(lesson);
    if (told != null) told.accept(System.nanoTime() - start);
  }

  void timeLessons(LongConsumer nanos) {
    stopwatch = nanos;
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
    return pupil.lessons();
  }
}
