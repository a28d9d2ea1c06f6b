package io.millrace.model.labeljoin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The due index")
class DueTest {
  @Test
  void isOrderedByMomentKindEventTimeIdAndSequence() {
    List<Due> ordered =
        List.of(
            Due.forget(1, 9, "z"),
            Due.label(2, Due.UNKNOWN, "z", 0, false),
            Due.label(2, 5, "a", 7, true),
            Due.label(2, 5, "b", 6, false),
            Due.label(2, 5, "b", 6, true),
            Due.label(2, 5, "b", 7, false),
            Due.label(2, 6, "a", 0, false),
            Due.horizon(2, 1, "a"),
            Due.forget(2, 0, "a"));
    assertThat(ordered.stream().sorted()).containsExactlyElementsOf(ordered);
  }

  @Test
  void ordersIdsAsTheirBytesAreOrdered() {
    Stream<String> ids =
        Stream.of("", "a", "a\u0000", "ab", "b", "é", "\uE000", "\uFFFD", "😀", "😁");
    List<Due> dues = ids.map(id -> Due.horizon(1, 1, id)).toList();
    for (Due a : dues) {
      for (Due b : dues) {
        int bytes =
            Arrays.compareUnsigned(
                a.id().getBytes(StandardCharsets.UTF_8), b.id().getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(Integer.signum(bytes));
      }
    }
  }
}
