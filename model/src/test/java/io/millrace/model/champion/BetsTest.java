package io.millrace.model.champion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Bets that a number is above 0 on average")
class BetsTest {
  @Test
  void areWorthOneAtFirst() {
    assertThat(new Bets().evidence()).isEqualTo(1);
  }

  /** The twin: one bettor with half of the wealth, the other half not given to anybody yet. */
  @Test
  void areASharedWealthOfThoseWhoBet() {
    Random random = new Random(1);
    Bets bets = new Bets();
    double wealth = 0.5;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 3000; i++) {
      double gain = random.nextDouble() * 0.4 - 0.19;
      double mean = sum / (i + 1);
      double variance = (squares + 0.25) / (i + 1) - mean * mean;
      double stake = Math.max(0, Math.min(0.75, mean / (variance + mean * mean)));
      wealth *= 1 + stake * gain;
      sum += gain;
      squares += gain * gain;
      bets.add(gain);
      assertThat(bets.evidence()).isCloseTo(wealth + 0.5, within(1e-9 * wealth));
    }
  }

  @Test
  void growWhereThereIsSomethingToWin() {
    Random random = new Random(2);
    Bets bets = new Bets();
    int needed = 0;
    while (bets.evidence() < 1000) {
      bets.add(random.nextDouble() < 0.55 ? 0.2 : -0.2);
      needed++;
    }
    assertThat(needed).isLessThan(4000);
  }

  @Test
  void forgetWhatWasTrueLongAgo() {
    Random random = new Random(3);
    Bets bets = new Bets();
    for (int i = 0; i < 100_000; i++) {
      bets.add(random.nextDouble() < 0.45 ? 0.2 : -0.2);
    }
    assertThat(bets.evidence()).isLessThan(2);
    int needed = 0;
    while (bets.evidence() < 1000) {
      bets.add(random.nextDouble() < 0.58 ? 0.2 : -0.2);
      needed++;
    }
    assertThat(needed).isLessThan(Bets.EPOCH + 5000);
  }

  /** 1/20 of all streams at most; the worst of them is a fair game. */
  @Test
  void areSeldomWonByLuckHoweverOftenOneLooks() {
    int won = 0;
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Bets bets = new Bets();
      boolean reached = false;
      for (int i = 0; i < 20_000 && !reached; i++) {
        bets.add(random.nextBoolean() ? 0.3 : -0.3);
        reached = bets.evidence() >= 20;
      }
      won += reached ? 1 : 0;
    }
    assertThat(won).isLessThanOrEqualTo(10);
  }

  @Test
  void goOnBitForBitWhereTheyWereWritten() {
    Random random = new Random(5);
    Bets original = new Bets();
    for (int i = 0; i < 130_000; i++) original.add(random.nextDouble() - 0.49);
    Bets restored = new Bets();
    restored.read(new StateReader(bytes(original)));
    for (int i = 0; i < 10_000; i++) {
      double gain = random.nextDouble() - 0.5;
      original.add(gain);
      restored.add(gain);
    }
    assertThat(bytes(restored)).isEqualTo(bytes(original));
    assertThat(restored.evidence()).isEqualTo(original.evidence());
    original.clear();
    assertThat(bytes(original)).isEqualTo(bytes(new Bets()));
  }

  @Test
  void takeNoNumberBeyondOne() {
    assertThatThrownBy(() -> new Bets().add(1.5)).hasMessage("gain = 1.5, expected -1 to 1");
    assertThatThrownBy(() -> new Bets().add(Double.NaN)).hasMessageContaining("NaN");
  }

  private static byte[] bytes(Bets bets) {
    StateWriter out = new StateWriter();
    bets.write(out);
    return out.toBytes();
  }
}
