package io.millrace.stream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The mark of a bare record")
class MarkTest {
  @Test
  void saysWhichEventItIsAndKeepsTheSize() {
    byte[] value = Mark.of(4711, new byte[100], 2);
    assertThat(value).hasSize(100);
    assertThat(Mark.event(value)).isEqualTo(4711);
  }

  @Test
  void goesFromValueToValueWithThePartitionsOfItsEntities() {
    byte[] first = Mark.of(4711, new byte[100], 2);
    Mark.setPartition(first, 0, 3);
    Mark.setPartition(first, 1, 5);
    byte[] next = Mark.as(first, new byte[50], 2);
    assertThat(next).hasSize(50);
    assertThat(Mark.event(next)).isEqualTo(4711);
    assertThat(Mark.partition(next, 0)).isEqualTo(3);
    assertThat(Mark.partition(next, 1)).isEqualTo(5);
  }

  @Test
  void makesAValueThatIsTooSmallForItLarger() {
    assertThat(Mark.event(Mark.of(4711, new byte[1], 2))).isEqualTo(4711);
    assertThat(Mark.of(4711, new byte[1], 2)).hasSize(12);
  }
}
