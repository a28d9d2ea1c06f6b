package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A feature set")
class FeatureSetTest {
  private final FeatureSpec number = new FeatureSpec.Number("amount", 0, Binning.DEFAULT);

  @Test
  void hasAFingerprintOfItsContent() {
    assertThat(of(number).fingerprint()).isEqualTo(of(number).fingerprint());
    assertThat(of(number).fingerprint())
        .isNotEqualTo(of(new FeatureSpec.Number("amount", 1, Binning.DEFAULT)).fingerprint())
        .isNotEqualTo(of(number, number).fingerprint())
        .isNotEqualTo(Past.EVERY_TAKE.fingerprint());
  }

  @Test
  void writesItselfDownTheSameWayForEver() {
    assertThat(of(number, new FeatureSpec.Cross("both", List.of(0))).canonical())
        .isEqualTo(
            """
            features 2
            entity user key [user] numbers [amount, items] windows [3600000, 86400000, 604800000] labels true
            amount: number amount bins [4, 16, 64]
            both: cross [0]
            """);
  }

  private static FeatureSet of(FeatureSpec... features) {
    return new FeatureSet(Past.SCHEMA, List.of(Past.USER), List.of(features));
  }
}
