package io.millrace.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What lists are made of")
class ListMakeupTest {
  private static final int WINDOW = 20;
  private static final int GENERATORS = 3;

  private record Place(int item, int generator, float bits) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 20, 21, 333})
  void isThatOfTheLastLists(int lists) {
    Random random = new Random(lists);
    ListMakeup makeup = new ListMakeup(WINDOW, GENERATORS);
    List<List<Place>> all = new ArrayList<>();
    for (int i = 0; i < lists; i++) all.add(list(makeup, random));

    ListMakeup.Result found = makeup.look(400);

    Set<Integer> different = new HashSet<>();
    double[] shares = new double[GENERATORS];
    double bits = 0;
    double places = 0;
    for (List<Place> list : all.subList(Math.max(0, lists - WINDOW), lists)) {
      for (Place place : list) {
        different.add(place.item);
        bits += place.bits;
        places++;
        if (place.generator >= 0) shares[place.generator]++;
      }
    }
    assertThat(found.lists()).isEqualTo(Math.min(lists, WINDOW));
    assertThat(found.coverage()).isEqualTo(different.size() / 400.0);
    assertThat(found.novelty()).isCloseTo(bits / places, within(1e-9));
    for (int g = 0; g < GENERATORS; g++) {
      assertThat(found.shares()[g]).isCloseTo(shares[g] / places, within(1e-12));
    }
  }

  /** Some are shorter than others. */
  private static List<Place> list(ListMakeup makeup, Random random) {
    List<Place> places = new ArrayList<>();
    makeup.begin();
    int length = 1 + random.nextInt(ListMakeup.PLACES);
    for (int i = 0; i < length; i++) {
      Place place =
          new Place(random.nextInt(300), random.nextInt(GENERATORS + 1) - 1, random.nextFloat());
      makeup.add(place.item, place.generator, place.bits);
      places.add(place);
    }
    return places;
  }

  @Test
  void itemsThatAreForgottenCountNoLonger() {
    ListMakeup makeup = new ListMakeup(WINDOW, GENERATORS);
    makeup.begin();
    makeup.add(0, 1, 4);
    makeup.add(1, 0, 2);

    makeup.renumber(new int[] {-1, 0});

    assertThat(makeup.look(1).coverage()).isEqualTo(1);
    assertThat(makeup.look(1).novelty()).isEqualTo(2);
    assertThat(makeup.look(1).shares()[0]).isEqualTo(1);
  }

  @Test
  void isNotANumberBeforeTheFirst() {
    ListMakeup.Result none = new ListMakeup(WINDOW, GENERATORS).look(0);
    assertThat(none.coverage()).isNaN();
    assertThat(none.novelty()).isNaN();
    assertThat(none.lists()).isZero();
  }

  @Test
  void goesOnAfterItWasRestored() {
    Random random = new Random(5);
    ListMakeup original = new ListMakeup(WINDOW, GENERATORS);
    for (int i = 0; i < 33; i++) list(original, random);
    StateWriter out = new StateWriter();
    original.write(out);
    ListMakeup restored = new ListMakeup(WINDOW, GENERATORS);
    restored.read(new StateReader(out.toBytes()));

    list(original, new Random(6));
    list(restored, new Random(6));

    assertThat(restored.look(500)).usingRecursiveComparison().isEqualTo(original.look(500));
    assertThatThrownBy(() -> new ListMakeup(2, GENERATORS).read(new StateReader(out.toBytes())))
        .hasMessageContaining("window of 20 lists, expected 2");
  }
}
