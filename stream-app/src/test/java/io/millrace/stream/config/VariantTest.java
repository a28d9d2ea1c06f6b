package io.millrace.stream.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A variant")
class VariantTest {
  @Test
  void keepsCommasInsideBracketsBracesAndQuotes() {
    Variant variant =
        Variant.parse("v:features[0].bins=[4, 16],decide={threshold: 0.5, x: '}'},learner.rate=1");
    assertThat(variant.settings())
        .containsExactly(
            Map.entry("features[0].bins", "[4, 16]"),
            Map.entry("decide", "{threshold: 0.5, x: '}'}"),
            Map.entry("learner.rate", "1"));
  }

  @Test
  void ofAGridIsEveryCombination() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("learner.rate", "0.1, 0.2");
    values.put("features[0].bins", "[4],[4, 16]");
    List<Variant> grid = Variant.grid(values);
    assertThat(grid.stream().map(Variant::name))
        .containsExactly(
            "rate=0.1/bins=_4_",
            "rate=0.1/bins=_4_16_",
            "rate=0.2/bins=_4_",
            "rate=0.2/bins=_4_16_")
        .isEqualTo(grid.stream().map(Variant::name).distinct().toList());
    assertThat(grid.get(3).settings())
        .containsExactly(
            Map.entry("learner.rate", "0.2"), Map.entry("features[0].bins", "[4, 16]"));
  }
}
