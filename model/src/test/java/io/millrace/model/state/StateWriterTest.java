package io.millrace.model.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Room for state")
class StateWriterTest {
  @ParameterizedTest
  @CsvSource({
    "256, 257, 512",
    "256, 10000, 10000",
    "1073741824, 1073741825, 2147483639",
    "1400000000, 1400000001, 2147483639",
    "16, 2147483639, 2147483639"
  })
  void doublesUpToTheLongestArray(int room, long needed, int grown) {
    assertThat(StateWriter.grown(room, needed)).isEqualTo(grown);
  }

  @Test
  void isRefusedBeyondWithAWayOut() {
    assertThatThrownBy(() -> StateWriter.grown(1 << 30, 4L * (1 << 29) + 300))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("state of 2147483948 bytes, expected at most 2147483639")
        .hasMessageContaining("hash_bits");
  }

  @Test
  void growsAsItIsWritten() {
    StateWriter out = new StateWriter(0);
    float[] floats = new float[1000];
    floats[999] = 1.5f;
    out.putFloats(floats).putDouble(2);
    StateReader in = new StateReader(out.toBytes());
    assertThat(in.getFloats()).isEqualTo(floats);
    assertThat(in.getDouble()).isEqualTo(2);
    assertThat(in.remaining()).isZero();
  }
}
