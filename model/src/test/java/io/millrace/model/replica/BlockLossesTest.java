package io.millrace.model.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The losses of blocks")
class BlockLossesTest {
  private final BlockLosses blocks = new BlockLosses();

  @Test
  void areMeansOfTheSameExamplesHoweverOftenSomebodyAsks() {
    learn(0, 1_700);
    assertThat(blocks.next()).isEqualTo(3);
    assertThat(blocks.from(0)).containsExactly(0.0, 1.0, 2.0);
    learn(1_700, 2_000);
    assertThat(blocks.from(3)).containsExactly(3.0);
    assertThat(blocks.from(4)).isEmpty();
  }

  @Test
  void ofARestoredReplicaBeginWithTheFirstWholeOne() {
    learn(1_234, 2_600);
    assertThat(blocks.next()).isEqualTo(5);
    assertThat(blocks.from(0)).containsExactly(3.0, 4.0);
  }

  @Test
  void areKeptForAWhile() {
    learn(0, 500 * 1_000);
    assertThat(blocks.from(0)).hasSize(256).startsWith(744.0).endsWith(999.0);
  }

  /** Each example's loss is the number of its block. */
  private void learn(int from, int to) {
    for (int example = from; example < to; example++) blocks.add(example + 1, example / 500);
  }
}
