package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The catalogue")
class CatalogueTest {
  private static Catalogue copy(Catalogue catalogue, Catalogue into) {
    into.read(new StateReader(state(catalogue)));
    return into;
  }

  private static byte[] state(Catalogue catalogue) {
    StateWriter out = new StateWriter();
    catalogue.write(out);
    return out.toBytes();
  }

  @Test
  void keepsNothingOfWhatItWasWhenItIsRead() {
    Catalogue used = new Catalogue(10);
    used.count(1, "one", 5);
    used.count(2, "two", 6);
    used.notice(1, true);
    used.notice(3, true);
    Catalogue other = new Catalogue(10);
    other.count(2, "two", 1);
    other.count(1, "one", 2);
    other.count(3, "three", 3);
    other.notice(2, true);

    copy(other, used);

    assertThat(used.isWithdrawn(used.number(1))).isFalse();
    assertThat(used.isWithdrawn(used.number(2))).isTrue();
    assertThat(used.isWithdrawn(used.number(3))).isFalse();
    assertThat(used.newest()).isEqualTo(3);
    assertThat(state(used)).isEqualTo(state(other));
  }

  @Test
  void forgetsTheWithdrawalWithTheOldestNoticeWhenThereAreTooMany() {
    Catalogue catalogue = new Catalogue(3);
    for (int id = 1; id <= 4; id++) {
      catalogue.count(id, "i" + id, id);
    }
    catalogue.notice(2, true);
    catalogue.notice(1, true);
    catalogue.notice(9, true);
    catalogue.notice(2, true);
    Catalogue restored = copy(catalogue, new Catalogue(3));

    for (Catalogue each : new Catalogue[] {catalogue, restored}) {
      each.notice(3, true);
      assertThat(each.withdrawn()).isEqualTo(3);
      assertThat(each.isWithdrawn(each.number(1))).isFalse();
      assertThat(each.isWithdrawn(each.number(2))).isTrue();
      assertThat(each.isWithdrawn(each.number(3))).isTrue();
      each.notice(4, true);
      each.count(9, "i9", 9);
      assertThat(each.isWithdrawn(each.number(9))).isFalse();
      assertThat(each.isWithdrawn(each.number(2))).isTrue();
    }
    assertThat(state(restored)).isEqualTo(state(catalogue));
  }
}
