package io.millrace.stream.training;

import io.millrace.model.drift.QualityDrift;
import io.millrace.model.pipeline.Difference;
import io.millrace.model.recommend.UserView;
import io.millrace.model.replica.ModelVersion;
import io.millrace.model.replica.Replica;
import io.millrace.stream.topic.LogTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * This instance's replica of the model: a thread that reads the training log and applies it, and
 * the answers to those who ask meanwhile. Starts from the newest whole snapshot, or from the log's
 * beginning. After a failure it says why, serves what it knew, and tries again.
 *
 * <p>Asking is thread-safe and takes a read lock; it never waits for more than one small batch.
 */
public final class ReplicaReader implements AutoCloseable {
  private final ServedModel model;
  private final Following following = new Following();
  private final ReplicaThread thread;

  /**
   * @param client settings of every Kafka client, e.g. {@code bootstrap.servers}
   * @param log topic id of the training log
   */
  public ReplicaReader(
      Map<String, Object> client, LogTopics topics, String log, ReplicaSettings settings) {
    model = new ServedModel(Pupil.fresh(topics, log));
    thread = new ReplicaThread(Map.copyOf(client), topics, log, settings, model, following);
  }

  /** Begins to read; once. */
  public void start() {
    thread.start();
  }

  /**
   * What the model says of an event: score, threshold, reasons and version belong together.
   *
   * @param values one a feature of the feature set, NaN where missing
   * @param categories the text of each category feature, null where missing
   * @param reasons how many at most; 0 is cheapest
   */
  public Answer answer(float[] values, List<String> categories, int reasons) {
    return model.answer(values, categories, reasons);
  }

  /**
   * A look at the replica under the read lock; it must be short and keep nothing of the replica.
   */
  public <T> T read(BiFunction<Replica, ModelVersion, T> look) {
    return read(Replica.class, look);
  }

  /**
   * The same at a model of any kind.
   *
   * @throws IllegalStateException when the pipeline's model is of another
   */
  public <M, T> T read(Class<M> kind, BiFunction<M, ModelVersion, T> look) {
    return model.read(kind, look);
  }

  /** The same at what watches the model's quality; empty where nothing does. */
  public <T> Optional<T> quality(Function<QualityDrift, T> look) {
    return model.quality(look);
  }

  /**
   * What the model of a pipeline that recommends would list for a user; list and version belong
   * together.
   *
   * @param k at most so many
   */
  public Recommended recommend(UserView view, int k) {
    return model.recommend(view, k);
  }

  /**
   * What the user is shown after an activity: the same, but for the places that the settings give
   * to chance.
   *
   * @param after what the user's history says, the activity included
   * @param k at most so many
   */
  public Recommended show(UserView after, int k) {
    return model.show(after, k);
  }

  /**
   * From now on tells how long each lesson took, nanoseconds: for models whose lessons take longer
   * than the telling, some 100 ns.
   */
  public void timeLessons(LongConsumer nanos) {
    model.timeLessons(nanos);
  }

  /** The place in the log of the last record applied. */
  public ModelVersion version() {
    return learnt().version();
  }

  public long examples() {
    return learnt().lessons();
  }

  /** How far it is. */
  public Learnt learnt() {
    return model.learnt();
  }

  /**
   * Digest of the replica as it is now. Learning stands still while the replica's bytes are
   * written, 0.3 ms a MiB; not while they are hashed.
   */
  public ReplicaDigest digest() {
    return digest(Object.class, (model, version) -> version).digest();
  }

  /** The same, and a look at the very same version. */
  public <T> Digested<T> digest(BiFunction<Replica, ModelVersion, T> look) {
    return digest(Replica.class, look);
  }

  /** The same at a model of any kind. */
  public <M, T> Digested<T> digest(Class<M> kind, BiFunction<M, ModelVersion, T> look) {
    return model.digest(kind, look);
  }

  /** Whether all that the log was known to hold, a moment ago, is applied. */
  public boolean caughtUp() {
    return following.caughtUp();
  }

  /** Whether it has caught up since it started, or since its last failure; stays so under load. */
  public boolean ready() {
    return following.ready();
  }

  /** Offsets of the log not yet applied, as last heard; -1 if not known. */
  public long lag() {
    return following.lag();
  }

  /** Why the replica is not following the log, if it is not. */
  public Optional<String> problem() {
    return following.problem();
  }

  /**
   * In what this instance's pipeline file differs from the settings in force at the end of the log
   * as it was read; not ready while it does.
   */
  public List<Difference> differences() {
    return thread.differences();
  }

  /** What is known of the log, all of one moment. */
  LogView view() {
    return thread.view();
  }

  /** When the newest snapshot known to this instance was written. */
  public Optional<Instant> lastSnapshot() {
    return thread
        .lastSnapshot()
        .map(snapshot -> Instant.ofEpochMilli(snapshot.manifest().written()));
  }

  /**
   * Waits until the replica has caught up.
   *
   * @return false if it has not within {@code patience}
   */
  public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    return following.awaitCaughtUp(patience);
  }

  /** Whether only a restart of the process can help. */
  public boolean isDead() {
    return following.isDead();
  }

  /** From here on it closes as one that was killed does, without a goodbye in the topic. */
  public void leaveSilently() {
    thread.leaveSilently();
  }

  /**
   * Stops reading, finishes a snapshot under way, and takes this instance off the replicas topic.
   */
  @Override
  public void close() {
    thread.close();
  }
}
