package io.millrace.model.replica;

import static io.millrace.model.replica.ReplicaFixture.BUDGET;
import static io.millrace.model.replica.ReplicaFixture.FEATURES;
import static io.millrace.model.replica.ReplicaFixture.WEEK;
import static io.millrace.model.replica.ReplicaFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.calibrate.Calibration;
import io.millrace.model.champion.Challenge;
import io.millrace.model.champion.Change;
import io.millrace.model.champion.Promotion;
import io.millrace.model.champion.Serving;
import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.Example;
import io.millrace.model.labeljoin.NegativeSample;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.Learners;
import io.millrace.model.metric.PrequentialWindow;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One stream, learnt whole and by samples of its negatives: {@value #SAMPLES} different tenths, by
 * ids of another beginning each. What the mean over the samples is must lie within four standard
 * errors of what the whole says, and a small allowance for what is not linear.
 */
@DisplayName("A replica of a sample of the negatives")
class SampledNegativesTest {
  private static final NegativeSample TENTH = new NegativeSample(0.1);
  private static final int SAMPLES = 16;
  private static final LearnerConfig LEARNER = LearnerConfig.ftrl(0.2, 10);
  private static final String[] COUNTRIES = {"AT", "CH", "DE", "FR"};

  /** How often an event of each country is positive. */
  private static final double[] RATES = {0.005, 0.02, 0.08, 0.3};

  private static final List<Example> STREAM = stream(60_000);

  /** Scores say a little more than the truth is, so that there is something to calibrate. */
  private static List<Example> stream(int count) {
    Random random = new Random(41);
    List<Example> stream = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int country = random.nextInt(COUNTRIES.length);
      boolean positive = random.nextDouble() < RATES[country];
      double odds = 2 * RATES[country] / (1 - RATES[country]) * Math.exp(random.nextGaussian());
      long time = 1_522_540_800_000L + i * 60_000L;
      stream.add(
          new Example(
              "e" + i,
              time,
              time + WEEK.toMillis(),
              values(40, COUNTRIES[country], Float.NaN),
              positive,
              false,
              1,
              new double[] {odds / (1 + odds)},
              0.5,
              i - 1,
              1 + random.nextInt(2000)));
    }
    return stream;
  }

  /** The first says how probable a positive is, the second how probable it is in a sample. */
  private static final List<Example> TOLD = told(40_000);

  private static List<Example> told(int count) {
    Random random = new Random(42);
    Duel duel = new Duel(Duel.replica(Promotion.DEFAULT), 42);
    List<Example> told = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double p = RATES[random.nextInt(COUNTRIES.length)];
      told.add(duel.example(p, p, p / (p + TENTH.share() * (1 - p))));
    }
    return told;
  }

  private static Replica fresh(Calibration calibration, DecisionConfig decide) {
    return new Replica(
        FEATURES, Learners.of(LEARNER), new Serving(calibration, Promotion.DEFAULT), decide, WEEK);
  }

  private static Replica whole(Calibration calibration) {
    Replica replica = fresh(calibration, BUDGET);
    STREAM.forEach(replica::learn);
    return replica;
  }

  private static Replica sampled(Calibration calibration, int sample) {
    Replica replica = fresh(calibration, BUDGET);
    for (Example e : STREAM) {
      boolean held = TENTH.holds(sample + "-" + e.eventId());
      if (e.positive() || held) replica.learn(weighted(e, e.positive() ? 1 : TENTH.weight()));
    }
    return replica;
  }

  /** Of the same sample, whose negatives count once. */
  private static Replica unweighted(int sample) {
    Replica replica = fresh(Calibration.NONE, BUDGET);
    for (Example e : STREAM) {
      if (e.positive() || TENTH.holds(sample + "-" + e.eventId())) replica.learn(weighted(e, 1));
    }
    return replica;
  }

  private static Example weighted(Example e, float weight) {
    return weighted(e, weight, e.rawScores());
  }

  private static Example weighted(Example e, float weight, double[] rawScores) {
    return new Example(
        e.eventId(),
        e.eventTime(),
        e.knownAt(),
        e.values(),
        e.positive(),
        e.assumed(),
        weight,
        rawScores,
        e.threshold(),
        e.version(),
        e.budgetEntity(),
        e.models(),
        Example.UNCALIBRATED);
  }

  /** Of all samples together. */
  private record Estimate(double mean, double standardError) {
    static Estimate of(List<Replica> samples, ToDoubleFunction<Replica> number) {
      double[] all = samples.stream().mapToDouble(number).toArray();
      double mean = Arrays.stream(all).average().orElseThrow();
      double squares = Arrays.stream(all).map(x -> (x - mean) * (x - mean)).sum();
      return new Estimate(mean, Math.sqrt(squares / (all.length - 1) / all.length));
    }
  }

  private static void assertUnbiased(
      Replica whole, List<Replica> samples, double allowance, ToDoubleFunction<Replica> number) {
    Estimate estimate = Estimate.of(samples, number);
    double expected = number.applyAsDouble(whole);
    assertThat(estimate.mean())
        .isCloseTo(expected, within(4 * estimate.standardError() + allowance * expected));
  }

  private static List<Replica> samples(Calibration calibration) {
    return IntStream.range(0, SAMPLES).mapToObj(i -> sampled(calibration, i)).toList();
  }

  @Test
  void saysTheSameProbabilitiesAsOneOfAllOnAverage() {
    Replica whole = whole(Calibration.NONE);
    List<Replica> samples = samples(Calibration.NONE);
    assertThat(samples.get(0).examples()).isLessThan(whole.examples() / 4);
    for (int country = 0; country < COUNTRIES.length; country++) {
      float[] event = values(40, COUNTRIES[country], Float.NaN);
      assertUnbiased(whole, samples, 0.05, replica -> replica.scorer().raw(event));
      // Were a correction due, this would be what the samples say.
      double biased = RATES[country] / (RATES[country] + 0.1 * (1 - RATES[country]));
      double said = Estimate.of(samples, replica -> replica.scorer().raw(event)).mean();
      assertThat(Math.abs(said - RATES[country])).isLessThan(Math.abs(said - biased) / 4);
    }
  }

  /**
   * What somebody says who learns the sample as it is, taken back: {@code p = b ps / ((b - 1) ps +
   * 1)}, b the share of negatives that are held (A. Dal Pozzolo et al., Calibrating Probability
   * with Undersampling for Unbalanced Classification, SSCI 2015, equation 4). Four standard errors
   * of both means are about a tenth of the probability; without the formula it would be up to ten
   * times as large.
   */
  @Test
  void saysWhatTheFormulaMakesOfOneThatDoesNotWeigh() {
    List<Replica> weighted = samples(Calibration.NONE);
    List<Replica> unweighted =
        IntStream.range(0, SAMPLES).mapToObj(SampledNegativesTest::unweighted).toList();
    double b = TENTH.share();
    for (String country : COUNTRIES) {
      float[] event = values(40, country, Float.NaN);
      Estimate expected = Estimate.of(weighted, replica -> replica.scorer().raw(event));
      Estimate taken =
          Estimate.of(
              unweighted,
              replica -> {
                double ps = replica.scorer().raw(event);
                return b * ps / ((b - 1) * ps + 1);
              });
      double error = Math.hypot(expected.standardError(), taken.standardError());
      assertThat(taken.mean()).isCloseTo(expected.mean(), within(4 * error));
    }
  }

  @Test
  void measuresWhatOneOfAllWould() {
    Replica whole = whole(Calibration.NONE);
    List<Replica> samples = samples(Calibration.NONE);
    List<ToDoubleFunction<PrequentialWindow>> measures =
        List.of(
            PrequentialWindow::auc,
            PrequentialWindow::averagePrecision,
            PrequentialWindow::logLoss,
            PrequentialWindow::brier,
            PrequentialWindow::calibrationError,
            PrequentialWindow::positiveRate);
    for (ToDoubleFunction<PrequentialWindow> measure : measures) {
      assertUnbiased(whole, samples, 0.02, r -> measure.applyAsDouble(r.quality()));
    }
    assertUnbiased(whole, samples, 0, replica -> replica.totals().logLoss());
    assertUnbiased(whole, samples, 0, replica -> replica.totals().weight());
  }

  @ParameterizedTest
  @EnumSource(
      value = Calibration.class,
      names = {"PLATT", "ISOTONIC"})
  void calibratesAsOneOfAllWould(Calibration calibration) {
    Replica whole = whole(calibration);
    List<Replica> samples = samples(calibration);
    for (double raw : new double[] {0.02, 0.1, 0.3, 0.6}) {
      assertUnbiased(whole, samples, 0.1, replica -> replica.champion().probability(raw));
    }
  }

  @Test
  void keepsTheAlertBudget() {
    List<Replica> samples = samples(Calibration.NONE);
    double threshold = Estimate.of(samples, Replica::threshold).mean();
    long days = 1 + STREAM.size() / 1440;
    double alerts =
        STREAM.stream()
                .filter(e -> e.rawScores()[0] >= threshold)
                .map(e -> e.budgetEntity() + " " + e.eventTime() / 86_400_000)
                .distinct()
                .count()
            / (double) days;
    assertThat(alerts).isCloseTo(5, within(1.0));
  }

  /**
   * One says what is so, the other what a sample is like whose negatives count once: nine in ten
   * missing, it would be right. Of the sample as it is weighted it must lose as it does of all.
   */
  @Test
  void judgesWhoIsBetterAsOneOfAllWould() {
    Replica whole = Duel.replica(Promotion.DEFAULT);
    TOLD.forEach(whole::learn);
    double expected = share(whole);
    List<Double> shares = new ArrayList<>();
    for (int sample = 0; sample < SAMPLES; sample++) {
      Replica sampled = Duel.replica(Promotion.DEFAULT);
      for (Example e : TOLD) {
        if (e.positive()) sampled.learn(e);
        else if (TENTH.holds(sample + "-" + e.eventId())) sampled.learn(weighted(e, 10));
      }
      assertThat(sampled.contest().history()).isEmpty();
      assertThat(evidence(sampled)).isLessThan(2);
      shares.add(share(sampled));
    }
    assertThat(expected).isGreaterThan(1.5);
    double mean = shares.stream().mapToDouble(share -> share).average().orElseThrow();
    assertThat(mean).isCloseTo(expected, within(0.05 * expected));
  }

  /** The same the other way round: the one that is right takes over. */
  @Test
  void promotesWhomOneOfAllWould() {
    Replica sampled = Duel.replica(Promotion.DEFAULT);
    for (Example e : TOLD) {
      double[] turned = {e.rawScores()[1], e.rawScores()[0]};
      if (e.positive()) sampled.learn(weighted(e, 1, turned));
      else if (TENTH.holds(e.eventId())) sampled.learn(weighted(e, 10, turned));
    }
    assertThat(sampled.contest().history()).extracting(Change::to).containsExactly("new");
  }

  private static double share(Replica replica) {
    Challenge challenge = replica.contest().of(replica.members().get(1));
    return challenge.loss() / challenge.championLoss();
  }

  private static double evidence(Replica replica) {
    return replica.contest().of(replica.members().get(1)).evidence();
  }

  @Test
  void goesOnBitForBitWhereItWasWritten() {
    Replica replica = sampled(Calibration.ISOTONIC, 1);
    StateWriter out = new StateWriter();
    replica.write(out);
    Replica restored = fresh(Calibration.ISOTONIC, BUDGET);
    restored.read(new StateReader(out.toBytes()));
    assertThat(restored.digest()).isEqualTo(replica.digest());
    STREAM.subList(0, 3000).forEach(replica::learn);
    STREAM.subList(0, 3000).forEach(restored::learn);
    assertThat(restored.digest()).isEqualTo(replica.digest());
    assertThat(restored.totals().logLoss()).isEqualTo(replica.totals().logLoss());
  }
}
