package io.millrace.model.labeljoin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The due index")
class DueTest {
  @Test
  void isOrderedByMomentKindEventTimeIdAndSequence() {
    List<Due> ordered =
        List.of(
            Due.forget(1, 9, "z"),
            new Due(2, Due.Kind.LABEL, Due.UNKNOWN, "z", 0, false),
            new Due(2, Due.Kind.LABEL, 5, "a", 7, true),
            new Due(2, Due.Kind.LABEL, 5, "b", 6, false),
            new Due(2, Due.Kind.LABEL, 5, "b", 6, true),
            new Due(2, Due.Kind.LABEL, 5, "b", 6, false, 1),
            new Due(2, Due.Kind.LABEL, 5, "b", 7, false),
            new Due(2, Due.Kind.LABEL, 6, "a", 0, false),
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

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20261121})
  void inMemoryIsASortedSetWhateverIsAddedAndRemoved(long seed) {
    Random random = new Random(seed);
    TreeSet<Due> expected = new TreeSet<>();
    MemoryJoinStore store = new MemoryJoinStore();
    for (int i = 0; i < 20_000; i++) {
      Due due = nearlyInOrder(random, i);
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> {
          expected.add(due);
          store.putDue(due);
        }
        case 4, 5 -> {
          Due other = random.nextBoolean() ? due : expected.ceiling(due);
          if (other != null) {
            expected.remove(other);
            store.deleteDue(other);
          }
        }
        default -> {
          if (!expected.isEmpty()) {
            store.deleteDue(expected.pollFirst());
          }
        }
      }
      Due first = expected.isEmpty() ? null : expected.first();
      assertThat(store.firstDue(Long.MAX_VALUE)).isEqualTo(first);
      assertThat(store.firstDue(i)).isEqualTo(first == null || first.at() > i ? null : first);
    }
  }

  private static Due nearlyInOrder(Random random, int i) {
    long at = i / 4 + random.nextInt(random.nextInt(10) == 0 ? 500 : 4);
    String id = Integer.toString(random.nextInt(3));
    Due.Kind kind = Due.Kind.values()[random.nextInt(3)];
    return new Due(at, kind, random.nextInt(2), id, random.nextInt(2), random.nextBoolean());
  }
}
