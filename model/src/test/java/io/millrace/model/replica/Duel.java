package io.millrace.model.replica;

import static io.millrace.model.replica.ReplicaFixture.FEATURES;
import static io.millrace.model.replica.ReplicaFixture.WEEK;
import static io.millrace.model.replica.ReplicaFixture.values;

import io.millrace.model.calibrate.Calibration;
import io.millrace.model.champion.Promotion;
import io.millrace.model.champion.Serving;
import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.Example;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.Learners;
import java.util.List;
import java.util.Random;

/** Two learners, and examples in which somebody says what each had scored. */
final class Duel {
  static final Learners TWO =
      new Learners(
          List.of(
              new Learners.Named("old", LearnerConfig.ftrl(0.1, 10)),
              new Learners.Named("new", LearnerConfig.ftrl(0.2, 10))));

  /** So that the champion's loss is as much above the challenger's as 1 is above 0.9. */
  private static final double TENTH = 1 / 0.9 - 1;

  private final long[] models;
  private final Random random;
  private int next;

  Duel(Replica replica, long seed) {
    models = replica.members().stream().mapToLong(Member::id).toArray();
    random = new Random(seed);
  }

  static Replica replica(Promotion promotion) {
    return new Replica(
        FEATURES,
        TWO,
        new Serving(Calibration.NONE, promotion),
        DecisionConfig.threshold(0.5),
        WEEK);
  }

  /** The challenger says what is so; the champion errs by as much either way. */
  Example newIsBetterByATenth() {
    double p = 0.1 + 0.3 * random.nextDouble();
    double error = Math.sqrt(TENTH * p * (1 - p));
    double wrong = random.nextBoolean() ? p + error : Math.max(0, p - error);
    return example(p, Math.min(0.49, wrong), p);
  }

  /** Both err by as much, each by itself. */
  Example bothAreAsGood() {
    double p = 0.1 + 0.3 * random.nextDouble();
    return example(p, p + 0.05 * random.nextGaussian(), p + 0.05 * random.nextGaussian());
  }

  /**
   * @param p how probable a positive is
   * @param old what the first learner says
   * @param other what the second says
   */
  Example example(double p, double old, double other) {
    long time = 1_522_540_800_000L + next * 600_000L;
    return new Example(
        "e" + next++,
        time,
        time + WEEK.toMillis(),
        values(random.nextInt(400), "FR", 1),
        random.nextDouble() < p,
        false,
        1,
        new double[] {unit(old), unit(other)},
        0.5,
        next,
        0,
        models,
        Example.UNCALIBRATED);
  }

  /** One that tests what each had scored, and teaches nobody. */
  Example test(boolean positive, double old, double other) {
    return example(new float[0], positive, 1, new double[] {old, other}, models, 0);
  }

  /** One that teaches, and tests nobody. */
  Example lesson(float[] values, boolean positive) {
    return example(values, positive, 0, new double[] {0.5}, Example.ONE_MODEL, 1);
  }

  private Example example(
      float[] values, boolean positive, float weight, double[] scores, long[] by, float lesson) {
    long time = 1_522_540_800_000L + next * 600_000L;
    return new Example(
        "e" + next++,
        time,
        time + WEEK.toMillis(),
        values,
        positive,
        false,
        weight,
        scores,
        0.5,
        next,
        0,
        by,
        Example.UNCALIBRATED,
        lesson,
        0);
  }

  private static double unit(double score) {
    return Math.max(0, Math.min(1, score));
  }
}
