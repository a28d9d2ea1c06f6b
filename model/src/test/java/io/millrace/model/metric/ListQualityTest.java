package io.millrace.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The quality of lists")
class ListQualityTest {
  private static final int WINDOW = 50;

  @Test
  void isThatOfTheDefinitionsSinceStartAndOverTheWindow() {
    Random random = new Random(3);
    ListQuality quality = new ListQuality(WINDOW);
    List<Integer> ranks = new ArrayList<>();
    for (int i = 0; i < 333; i++) {
      int rank = random.nextInt(30);
      ranks.add(rank);
      quality.add(rank);
    }

    assertNear(quality.sinceStart(), ranks);
    assertNear(quality.overWindow(), ranks.subList(333 - WINDOW, 333));
  }

  private static void assertNear(ListQuality.Result result, List<Integer> ranks) {
    double hits10 = 0;
    double hits20 = 0;
    double reciprocal = 0;
    double gain = 0;
    for (int rank : ranks) {
      hits20 += rank > 0 && rank <= 20 ? 1 : 0;
      if (rank > 0 && rank <= 10) {
        hits10++;
        reciprocal += 1.0 / rank;
        gain += 1 / (Math.log(rank + 1) / Math.log(2));
      }
    }
    assertThat(result.tests()).isEqualTo(ranks.size());
    assertThat(result.hitRate10()).isCloseTo(hits10 / ranks.size(), within(1e-12));
    assertThat(result.hitRate20()).isCloseTo(hits20 / ranks.size(), within(1e-12));
    assertThat(result.mrr10()).isCloseTo(reciprocal / ranks.size(), within(1e-12));
    assertThat(result.ndcg10()).isCloseTo(gain / ranks.size(), within(1e-12));
  }

  @Test
  void isNotANumberBeforeTheFirstTest() {
    assertThat(new ListQuality(5).sinceStart().hitRate10()).isNaN();
  }

  @Test
  void goesOnAfterItWasRestored() {
    ListQuality original = new ListQuality(3);
    for (int rank : new int[] {1, 0, 5, 11}) original.add(rank);
    StateWriter out = new StateWriter();
    original.write(out);
    ListQuality restored = new ListQuality(3);
    restored.read(new StateReader(out.toBytes()));

    original.add(2);
    restored.add(2);

    assertThat(restored.overWindow()).isEqualTo(original.overWindow());
    assertThat(restored.sinceStart()).isEqualTo(original.sinceStart());
  }
}
