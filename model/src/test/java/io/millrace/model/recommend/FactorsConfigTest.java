package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Settings of factors")
class FactorsConfigTest {
  private static FactorsConfig config(int factors, int last, int memory) {
    return new FactorsConfig(factors, last, .9, .1, .01, 3, 3, memory, 1);
  }

  @Test
  void areRefusedWhereTheirLessonsFitNoArrayWithWhatTheyWouldCost() {
    assertThat(config(8, 1000, 469_292).memory()).isEqualTo(469_292);
    assertThatThrownBy(() -> config(8, 1000, 10_000_000))
        .hasMessage(
            "memory = 10000000, expected at most 469292 with last = 1000: an earlier lesson costs"
                + " 4004 bytes, 10000000 would cost 38185 MiB");
  }

  @Test
  void areRefusedWhereTheVectorsOfAllItemsFitNoArray() {
    GeneratorConfig bpr = new GeneratorConfig.Bpr(config(1000, 20, 100));
    assertThat(recommender(bpr, RecommenderConfig.DEFAULT_ITEMS).items()).isEqualTo(1_000_000);
    assertThatThrownBy(() -> recommender(bpr, 10_000_000))
        .hasMessage(
            "recommend.items = 10000000, expected at most 1073740 with bpr of factors = 1000: a"
                + " vector costs 4000 bytes, 10000000 would cost 38146 MiB");
    assertThatThrownBy(
            () -> recommender(new GeneratorConfig.Embeddings(config(500, 20, 100)), 10_000_000))
        .hasMessageContaining("embeddings of factors = 500");
  }

  @Test
  void areRefusedWhereTheVectorsOfAllUsersFitNoArray() {
    assertThatThrownBy(() -> new GeneratorConfig.Isgd(1000, .1, .1, 1, 10_000_000, 1, .1, .1))
        .hasMessageStartingWith("users = 10000000, expected at most 1073740 with isgd");
  }

  private static RecommenderConfig recommender(GeneratorConfig generator, int items) {
    return new RecommenderConfig(List.of(generator), BlendConfig.DEFAULT, items);
  }
}
