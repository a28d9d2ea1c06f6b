package io.millrace.model.labeljoin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The table of entries")
class EntryTableTest {
  @ParameterizedTest
  @ValueSource(ints = {3, 200, 20_000})
  void isAMapWhateverIsPutAndDeleted(int ids) {
    Random random = new Random(ids);
    Map<String, JoinEntry> expected = new HashMap<>();
    EntryTable table = new EntryTable();
    for (int i = 0; i < 200_000; i++) {
      String id = id(random.nextInt(ids));
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          JoinEntry entry = new JoinEntry.Early(true, i, i, 0);
          expected.put(id, entry);
          table.put(id, entry);
        }
        case 2, 3 -> {
          expected.remove(id);
          table.remove(id);
        }
        default -> {
          // Only asked for.
        }
      }
      assertThat(table.get(id)).isSameAs(expected.get(id));
      assertThat(table.size()).isEqualTo(expected.size());
    }
    for (int id = 0; id < ids; id++) {
      assertThat(table.get(id(id))).isSameAs(expected.get(id(id)));
    }
  }

  /** Every third pair of ids has one hash code. */
  private static String id(int number) {
    return number % 3 == 0 ? "x" + number / 6 + (number % 2 == 0 ? "Aa" : "BB") : "" + number;
  }
}
