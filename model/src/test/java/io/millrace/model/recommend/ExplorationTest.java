package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Exploration")
class ExplorationTest {
  private static final int DRAWS = 40_000;

  private static UserView after(long user, long item, long time) {
    return new UserView(
        user, new long[] {item}, new float[] {1}, new long[] {time}, new long[] {item}, 1, time);
  }

  @ParameterizedTest
  @CsvSource({"5, 8, 0.3", "5, 5, 0.5", "3, 1, 0.2", "4, 2, 0.4", "3, 0, 0.4"})
  void putsEachItemWhereItIsAsOftenAsItsPropensitySays(int k, int pool, double share) {
    Exploration exploration = new Exploration(new ExplorationConfig(share, 8, 7));
    int[][] seen = new int[k][k + pool];
    float[][] said = new float[k][k + pool];
    for (int draw = 0; draw < DRAWS; draw++) {
      Propensities chances = exploration.draw(after(draw, 5, 1_000), k, k + pool);
      for (int place = 0; place < k; place++) {
        int rank = exploration.rank(place);
        assertThat(chances.drawn()[place]).isEqualTo(rank != place);
        if (seen[place][rank]++ > 0) {
          assertThat(chances.values()[place]).isEqualTo(said[place][rank]);
        }
        said[place][rank] = chances.values()[place];
      }
    }
    for (int place = 0; place < k; place++) {
      double sum = 0;
      for (int rank = 0; rank < k + pool; rank++) {
        double p = said[place][rank];
        sum += p;
        double often = seen[place][rank] / (double) DRAWS;
        assertThat(often).isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / DRAWS) + 1e-7));
      }
      assertThat(sum).as("what can be at place %d", place).isCloseTo(1, within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 10, 12, 30})
  void listsNoItemTwiceAndAsManyAsWithoutChance(int ranked) {
    Exploration exploration = new Exploration(new ExplorationConfig(.5, 20, 1));
    for (int draw = 0; draw < 500; draw++) {
      Propensities chances = exploration.draw(after(draw, 5, 1_000), 10, ranked);
      Set<Integer> ranks = new HashSet<>();
      for (int place = 0; place < chances.values().length; place++) {
        assertThat(exploration.rank(place)).isBetween(0, ranked - 1);
        ranks.add(exploration.rank(place));
      }
      assertThat(ranks).hasSize(Math.min(10, ranked));
    }
  }

  @Test
  void drawsTheSameForTheSameActivityAndAnotherForAnyOther() {
    ExplorationConfig config = new ExplorationConfig(.5, 20, 1);
    String once = drawn(config, after(1, 2, 3));
    assertThat(drawn(config, after(1, 2, 3))).isEqualTo(once);
    assertThat(drawn(config, after(9, 2, 3))).isNotEqualTo(once);
    assertThat(drawn(config, after(1, 9, 3))).isNotEqualTo(once);
    assertThat(drawn(config, after(1, 2, 9))).isNotEqualTo(once);
    assertThat(drawn(new ExplorationConfig(.5, 20, 9), after(1, 2, 3))).isNotEqualTo(once);
  }

  @Test
  void drawsWhatItAlwaysDrew() {
    // From the first run of this code: another draw would make other lists of logs there are.
    assertThat(drawn(new ExplorationConfig(.3, 10, 1), after(17, 4, 1_600_000_000_000L)))
        .isEqualTo("[0, 1, 2, 3, 14, 5, 17, 7, 8, 9]");
  }

  private static String drawn(ExplorationConfig config, UserView after) {
    Exploration exploration = new Exploration(config);
    int size = exploration.draw(after, 10, 10 + config.pool()).values().length;
    int[] ranks = new int[size];
    for (int i = 0; i < size; i++) ranks[i] = exploration.rank(i);
    return Arrays.toString(ranks);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -.1, .51, Double.NaN})
  void refusesAShareThatIsNone(double share) {
    assertThatThrownBy(() -> new ExplorationConfig(share, 50, 1))
        .hasMessageContaining("share")
        .hasMessageContaining("0.5");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1001})
  void refusesAPoolThatIsNone(int pool) {
    assertThatThrownBy(() -> new ExplorationConfig(.1, pool, 1)).hasMessageContaining("pool");
  }
}
