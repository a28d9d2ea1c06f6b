package io.millrace.stream.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.pipeline.ItemSource;
import io.millrace.model.recommend.ItemDescription;
import io.millrace.model.recommend.ItemNotice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The parser of what is said of items")
class ItemParserTest {
  private static final ItemSource PARTED =
      new ItemSource("items", "id", "gone", "title", "about.kinds", "|", "price", null);
  private static final ItemDescription ABOUT =
      new ItemDescription("Tea pot", List.of("tea", "pots"), 12.5);

  private static ItemNotice json(String json) throws RejectedException {
    return new ItemParser(PARTED).parse(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsAListARowAndOneTextThatSayTheSameAsEqual() throws RejectedException {
    ItemNotice expected = new ItemNotice("7", false, Long.MIN_VALUE, ABOUT);
    String[] row = {"7", null, " Tea pot ", "tea|pots| |tea", "12.5"};
    assertThat(new ItemParser(PARTED).paths())
        .containsExactly("id", "gone", "title", "about.kinds", "price");

    assertThat(new ItemParser(PARTED).parse(row)).isEqualTo(expected);
    assertThat(
            json(
                "{\"id\":7,\"title\":\"Tea pot\",\"about\":{\"kinds\":[\"tea\",null,\"pots\"]},"
                    + "\"price\":\"12.5\"}"))
        .isEqualTo(expected);
    assertThat(
            json(
                "{\"id\":7,\"title\":\"Tea pot\",\"about\":{\"kinds\":\"tea|pots\"},\"price\":12.5}"))
        .isEqualTo(expected);
  }

  @Test
  void aTextIsOneCategoryWhereNothingPartsIt() throws RejectedException {
    ItemSource whole = new ItemSource("items", "id", null, null, "kind", null, null, null);

    ItemNotice read = new ItemParser(whole).parse(new String[] {"7", "tea|pots"});

    assertThat(read.about().categories()).containsExactly("tea|pots");
    assertThat(read.about().title()).isEmpty();
    assertThat(read.about().price()).isNaN();
    assertThat(new ItemParser(whole).parse(new String[] {"7", null}).about().isEmpty()).isTrue();
  }

  @Test
  void theWordsOfATitleMayBeItsCategories() throws RejectedException {
    ItemSource words = new ItemSource("items", "id", null, "title", "title", " ", null, null);

    ItemNotice read = new ItemParser(words).parse(new String[] {"7", "RED TEA  POT "});

    assertThat(read.about().title()).isEqualTo("RED TEA  POT");
    assertThat(read.about().categories()).containsExactly("RED", "TEA", "POT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":7,\"about\":{\"kinds\":{\"a\":1}}}",
        "{\"id\":7,\"about\":{\"kinds\":[[\"a\"]]}}",
        "{\"id\":7,\"about\":{\"kinds\":[{}]}}",
        "{\"id\":7,\"title\":[\"a\"]}",
        "{\"id\":7,\"price\":\"dear\"}"
      })
  void whatCannotBeMeantIsRefused(String json) {
    assertThatThrownBy(() -> json(json))
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.reason()).isEqualTo("wrong_type"));
  }

  @Test
  void whatIsTooMuchIsRefused() {
    String many =
        IntStream.range(0, 51).mapToObj(Integer::toString).collect(Collectors.joining("|"));
    for (String fields :
        List.of(
            "\"title\":\"" + "x".repeat(501) + "\"",
            "\"about\":{\"kinds\":\"" + many + "\"}",
            "\"about\":{\"kinds\":\"" + "x".repeat(101) + "\"}")) {
      assertThatThrownBy(() -> json("{\"id\":7," + fields + "}"))
          .isInstanceOfSatisfying(
              RejectedException.class, e -> assertThat(e.reason()).isEqualTo("beyond_limits"));
    }
  }
}
