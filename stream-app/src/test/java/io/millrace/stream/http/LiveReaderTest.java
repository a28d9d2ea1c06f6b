package io.millrace.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A reader of the live page")
class LiveReaderTest {
  private final List<String> heard = new ArrayList<>();
  private final Deque<Runnable> writers = new ArrayDeque<>();
  private final LiveReader reader =
      new LiveReader((name, data) -> heard.add(name + " " + data), writers::add, "past");

  @Test
  void isToldTheHistoryFirst() {
    reader.tell("now");
    writers.remove().run();
    assertThat(heard).containsExactly("history past", "state now");
  }

  @Test
  void whoIsSlowHoldsNobodyUpAndHearsTheNewestOnly() {
    // The writer has not come to it yet, as when the connection takes no more.
    for (int i = 0; i < 100; i++) reader.tell("state " + i);
    assertThat(writers).hasSize(1);
    writers.remove().run();
    assertThat(heard).containsExactly("history past", "state state 99");
  }

  @Test
  void isToldAgainByAnotherThreadOfThePool() {
    reader.tell("one");
    writers.remove().run();
    reader.tell("two");
    writers.remove().run();
    assertThat(heard).endsWith("state one", "state two");
  }
}
