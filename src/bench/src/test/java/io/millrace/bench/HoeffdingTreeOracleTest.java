package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.yahoo.labs.samoa.instances.Instance;
import com.yahoo.labs.samoa.instances.InstancesHeader;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.learner.Inputs;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.OnlineLearner;
import io.millrace.model.learner.TreeConfig;
import io.millrace.model.learner.TreeSettings;
import java.util.List;
import java.util.Random;
import moa.classifiers.trees.HoeffdingTree;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MOA's HoeffdingTree with binary splits and shares in its leaves is the oracle. */
@DisplayName("Our Hoeffding tree beside MOA's")
class HoeffdingTreeOracleTest {
  private static final int NUMBERS = 3;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void saysTheSameOfEveryEventOfAStream(long seed) {
    HoeffdingTree moa = new HoeffdingTree();
    moa.binarySplitsOption.set();
    moa.leafpredictionOption.setChosenLabel("MC");
    InstancesHeader header = MoaPeer.header(NUMBERS);
    moa.setModelContext(header);
    moa.prepareForUse();
    LearnerConfig config =
        new TreeConfig(new TreeSettings(200, 1e-7, 0.05, TreeSettings.SHARE, 1000));
    OnlineLearner ours = config.create(new Inputs(NUMBERS, List.of(false, false, false)));
    Random random = new Random(seed);
    double least = 1;
    double most = 0;
    for (int i = 0; i < 30_000; i++) {
      float[] values = {
        (float) random.nextGaussian(), random.nextFloat(), (float) Math.exp(random.nextGaussian())
      };
      boolean positive = (values[0] > 0.3 != values[1] > 0.5) != (random.nextInt(10) == 0);
      FeatureVector x = new FeatureVector(1);
      x.plain(values);
      Instance instance = MoaPeer.instance(header, values, NUMBERS, positive);
      double[] votes = moa.getVotesForInstance(instance);
      double negatives = votes.length > 0 ? votes[0] : 0;
      double positives = votes.length > 1 ? votes[1] : 0;
      double score = ours.score(x);
      assertThat(score)
          .as("event %d", i)
          .isCloseTo((positives + 0.5) / (negatives + positives + 1), within(1e-9));
      least = Math.min(least, score);
      most = Math.max(most, score);
      moa.trainOnInstance(instance);
      ours.learn(x, positive, 1);
    }
    assertThat(most - least).as("it has split").isGreaterThan(0.6);
  }
}
