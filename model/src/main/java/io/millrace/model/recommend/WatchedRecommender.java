package io.millrace.model.recommend;

import io.millrace.model.drift.DriftConfig;
import io.millrace.model.drift.QualityDrift;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * A recommender and what watches whether its lists hit less than before: all that the log of a
 * pipeline teaches. Nothing that the watch finds changes a list. Where nothing watches, its bytes
 * are the recommender's. Not thread-safe.
 */
public final class WatchedRecommender {
  private static final int BYTES = 1 << 20;

  /** A hit is what was among so many. */
  private static final int LISTED = 10;

  /** Written before what the watch knows: no recommender's bytes begin so. */
  private static final int WATCHED = 1_000;

  private final Recommender recommender;
  private final Optional<DriftConfig> watch;
  private final Optional<QualityDrift> hits;

  /**
   * @param drift null where nothing watches
   */
  public WatchedRecommender(RecommenderConfig config, DriftConfig drift) {
    recommender = new Recommender(config);
    watch = Optional.ofNullable(drift);
    hits = watch.map(QualityDrift::ofHits);
  }

  /** Live; it must be taught through this. */
  public Recommender recommender() {
    return recommender;
  }

  /** What watches; live. Empty where nothing does. */
  public Optional<QualityDrift> hits() {
    return hits;
  }

  /** Learns, and where it was a test of a list watches how that went. */
  public void learn(Lesson lesson) {
    recommender.learn(lesson);
    if (lesson.test()) hits.ifPresent(drift -> watch(drift, lesson));
  }

  private void watch(QualityDrift drift, Lesson lesson) {
    int rank = recommender.testedRank();
    long tests = recommender.quality().sinceStart().tests();
    drift.test(rank > 0 && rank <= LISTED, tests, lesson.view().time());
  }

  /** What is said of an item. */
  public void notice(ItemNotice notice) {
    recommender.notice(notice);
  }

  /** Room for the bytes that {@link #write} writes. */
  public StateWriter newState() {
    return new StateWriter(BYTES);
  }

  /** Everything needed to go on bit for bit. */
  public void write(StateWriter out) {
    hits.ifPresent(
        drift -> {
          out.putInt(WATCHED).putText(watch.orElseThrow().canonical());
          drift.write(out);
        });
    recommender.write(out);
  }

  /**
   * Takes over what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it was one of other settings
   */
  public void read(StateReader in) {
    hits.ifPresent(drift -> read(drift, in));
    recommender.read(in);
  }

  private void read(QualityDrift drift, StateReader in) {
    String expected = watch.orElseThrow().canonical();
    String found = in.getInt() == WATCHED ? in.getText() : "no watch over its hits";
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          "state of a model with {"
              + found
              + "}, expected {"
              + expected
              + "}: it is of other settings; without it the log is replayed");
    }
    drift.read(in);
  }

  /** SHA-256 of what {@link #write} writes. */
  public byte[] digest() {
    StateWriter out = newState();
    write(out);
    try {
      return MessageDigest.getInstance("SHA-256").digest(out.toBytes());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
