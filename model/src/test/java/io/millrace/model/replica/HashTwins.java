package io.millrace.model.replica;

import static io.millrace.model.replica.ReplicaFixture.FEATURES;
import static io.millrace.model.replica.ReplicaFixture.WEEK;
import static io.millrace.model.replica.ReplicaFixture.values;

import io.millrace.model.champion.Promotion;
import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.Example;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.learner.LearnerConfig;
import java.util.Random;

/**
 * The same learner twice, each under a hash seed of its own: a seed is part of every feature's
 * name, which every id is hashed from, so that ids collide elsewhere and the bits differ. What they
 * say when an event comes is what the contest of {@link Duel} is told.
 */
final class HashTwins {
  private static final LearnerConfig LEARNER = LearnerConfig.ftrl(0.1, 12);
  private static final String[] COUNTRIES = {"AT", "CH", "DE", "FR"};

  private final Random random;
  private final Replica one;
  private final Replica other;
  private final Scorer ofOne;
  private final Scorer ofOther;
  private final Duel duel;
  private final Replica judging = Duel.replica(Promotion.DEFAULT);

  /** How many events got scores that are not the same bits. */
  private int different;

  HashTwins(int seed) {
    random = new Random(seed);
    one = hashedBy(2 * seed);
    other = hashedBy(2 * seed + 1);
    ofOne = one.scorer();
    ofOther = other.scorer();
    duel = new Duel(judging, seed);
  }

  private static Replica hashedBy(int seed) {
    FeatureSet named =
        new FeatureSet(
            FEATURES.schema(),
            FEATURES.entities(),
            FEATURES.features().stream().map(feature -> renamed(feature, " " + seed)).toList());
    return new Replica(named, LEARNER, DecisionConfig.threshold(0.5), WEEK);
  }

  private static FeatureSpec renamed(FeatureSpec feature, String seed) {
    String name = feature.name() + seed;
    if (feature instanceof FeatureSpec.Number number) {
      return new FeatureSpec.Number(name, number.slot(), number.binning());
    }
    if (feature instanceof FeatureSpec.Category category) {
      return new FeatureSpec.Category(name, category.slot());
    }
    if (feature instanceof FeatureSpec.Weekend weekend) {
      return new FeatureSpec.Weekend(name, weekend.zone());
    }
    if (feature instanceof FeatureSpec.History history) {
      return new FeatureSpec.History(
          name,
          history.entity(),
          history.take(),
          history.number(),
          history.window(),
          history.binning());
    }
    return new FeatureSpec.Cross(name, ((FeatureSpec.Cross) feature).of());
  }

  /** One that both score, and then learn. */
  void pass() {
    String country = COUNTRIES[random.nextInt(4)];
    int amount = random.nextInt(400);
    float[] event = values(amount, country, random.nextInt(400) / 100f);
    boolean positive = random.nextDouble() < (country.equals("FR") ? 0.3 : 0.05) + amount / 1000.0;
    double first = ofOne.raw(event);
    double second = ofOther.raw(event);
    if (first != second) different++;
    judging.learn(duel.test(positive, first, second));
    Example lesson = duel.lesson(event, positive);
    one.learn(lesson);
    other.learn(lesson);
  }

  int different() {
    return different;
  }

  /** How often another of the two took over. */
  int promotions() {
    return judging.contest().history().size();
  }
}
