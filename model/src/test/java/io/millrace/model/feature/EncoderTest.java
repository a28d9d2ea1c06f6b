package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.learner.FeatureVector;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

/** Without a display name: jqwik warns of one in a class of its properties. */
class EncoderTest {
  private static final float NAN = Float.NaN;

  private static final FeatureSet SET =
      new FeatureSet(
          Past.SCHEMA,
          List.of(),
          List.of(
              new FeatureSpec.Cross("amount & place", List.of(1, 2)),
              new FeatureSpec.Number("amount", 0, new Binning(List.of(16, 4), true)),
              new FeatureSpec.Category("place", 1),
              new FeatureSpec.Weekend("weekend", ZoneOffset.UTC),
              new FeatureSpec.Number("items", 1, new Binning(List.of(), true)),
              new FeatureSpec.Cross("items & weekend", List.of(4, 3))));

  private final Encoder encoder = new Encoder(SET, 22);
  private final FeatureVector vector = new FeatureVector(4);

  @Test
  void givesEachFeatureItsIdsAndOwnsThem() {
    encoder.encode(new float[] {NAN, 12.5f, TextHash.category("p1"), 1, 3, NAN}, vector);
    assertThat(owners()).containsExactly(1, 1, 1, 2, 3, 4, 0, 5);
    assertThat(vector.value(2)).isEqualTo(12.5f);
    assertThat(vector.value(5)).isEqualTo(3);
    assertThat(new HashSet<>(ids())).hasSize(8);
    // Golden: ids are written into every snapshot and may never change.
    assertThat(ids())
        .containsExactly(253991, 2377845, 1964202, 1310726, 3296110, 1124387, 1207369, 3820557);
  }

  @Test
  void saysThatANumberIsMissingByOneId() {
    encoder.encode(new float[] {NAN, NAN, NAN, 0, NAN, NAN}, vector);
    assertThat(owners()).containsExactly(1, 2, 3, 4, 0, 5);
    for (int i = 0; i < vector.size(); i++) {
      assertThat(vector.value(i)).isEqualTo(1);
    }
  }

  @Test
  void crossesOnlyTheCoarsestBins() {
    int before = crossOf(8.1f, "p1");
    assertThat(crossOf(8.2f, "p1")).isEqualTo(before);
    assertThat(crossOf(80f, "p1")).isNotEqualTo(before);
    assertThat(crossOf(8.1f, "p2")).isNotEqualTo(before);
    assertThat(crossOf(NAN, "p1")).isNotEqualTo(before);
  }

  @Test
  void clampsARawNumber() {
    encoder.encode(new float[] {NAN, 1e30f, 0, 0, -Float.MAX_VALUE, NAN}, vector);
    assertThat(vector.value(2)).isEqualTo(1e6f);
    assertThat(vector.value(5)).isEqualTo(-1e6f);
  }

  @Test
  void keepsTheIdsOfAFeatureThatMoves() {
    FeatureSet alone = new FeatureSet(Past.SCHEMA, List.of(), List.of(SET.features().get(3)));
    Encoder other = new Encoder(alone, 22);
    other.encode(new float[] {1}, vector);
    int id = vector.id(0);
    encoder.encode(new float[] {NAN, 1, 1, 1, 1, NAN}, vector);
    assertThat(vector.id(4)).isEqualTo(id);
  }

  @Test
  void spreadsIdsOverTheWholeTable() {
    FeatureSet one =
        new FeatureSet(
            Past.SCHEMA,
            List.of(),
            List.of(new FeatureSpec.Number("amount", 0, new Binning(List.of(1024), false))));
    Encoder small = new Encoder(one, 10);
    int[] hits = new int[1024];
    for (int bin = 0; bin < 20_000; bin++) {
      double middle = (1 + (bin % 1024 + 0.5) / 1024) * (1 << bin / 1024) - 1;
      small.encode(new float[] {(float) middle}, vector);
      hits[vector.id(0)]++;
    }
    // About 19.5 bins a bucket: chi-square of 1023 degrees of freedom stays below 1200.
    double chi = 0;
    for (int hit : hits) {
      chi += Math.pow(hit - 20_000 / 1024.0, 2) / (20_000 / 1024.0);
    }
    assertThat(chi).isLessThan(1200);
  }

  @Test
  void refusesTablesOfNoUse() {
    assertThatThrownBy(() -> new Encoder(SET, 31)).hasMessageContaining("hash_bits = 31");
    assertThatThrownBy(() -> new Encoder(SET, 0)).hasMessageContaining("hash_bits = 0");
  }

  @Property
  void binsGrowWithTheNumber(
      @ForAll @FloatRange(min = -1e9f, max = 1e9f) float a,
      @ForAll @FloatRange(min = -1e9f, max = 1e9f) float b) {
    for (int perDoubling : new int[] {1, 4, 16, 64, 1024}) {
      assertThat(Integer.compare(Bins.of(a, perDoubling), Bins.of(b, perDoubling)))
          .isIn(0, Float.compare(a, b) < 0 ? -1 : 1);
    }
  }

  @Test
  void binsAreSoManyADoubling() {
    assertThat(Bins.of(0, 4)).isZero();
    assertThat(Bins.of(-0f, 4)).isZero();
    assertThat(Bins.of(0.24f, 4)).isZero();
    assertThat(Bins.of(0.25f, 4)).isEqualTo(1);
    assertThat(Bins.of(1, 4)).isEqualTo(4);
    assertThat(Bins.of(3, 4)).isEqualTo(8);
    assertThat(Bins.of(1023, 64)).isEqualTo(640);
    assertThat(Bins.of(-0.1f, 4)).isEqualTo(-1);
    assertThat(Bins.of(-1.1f, 4)).isEqualTo(-5);
    assertThat(Bins.of(Float.MAX_VALUE, 1)).isEqualTo(127);
  }

  private int crossOf(float amount, String place) {
    encoder.encode(new float[] {NAN, amount, TextHash.category(place), 1, 1, NAN}, vector);
    return vector.id(vector.size() - 2);
  }

  private List<Integer> owners() {
    List<Integer> owners = new ArrayList<>();
    for (int i = 0; i < vector.size(); i++) {
      owners.add(encoder.feature(i));
    }
    assertThat(encoder.length()).isEqualTo(vector.size());
    return owners;
  }

  private List<Integer> ids() {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < vector.size(); i++) {
      ids.add(vector.id(i));
    }
    assertThat(Set.copyOf(ids)).allMatch(id -> id >= 0 && id < 1 << 22);
    return ids;
  }
}
