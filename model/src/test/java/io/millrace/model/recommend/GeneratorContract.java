package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What holds of every generator. */
abstract class GeneratorContract {
  static final List<Activity> STREAM = Pasts.random(7, 3000, 40, 120);
  static final float[] WEIGHTS = Pasts.weights(8, STREAM.size());
  static final long END = STREAM.get(STREAM.size() - 1).time() + Pasts.HOUR;

  abstract Generator fresh();

  @Test
  void aFreshOneNamesNothing() {
    assertThat(new Classroom(fresh()).ask(Pasts.who("u1", END, "i1", "i2"))).isEmpty();
  }

  @Test
  void everyScoreIsAPositiveNumber() {
    Classroom taught = taught();

    Map<String, Float> scores = taught.ask(taught.view("u3", END));

    assertThat(scores).isNotEmpty();
    assertThat(scores.values()).allMatch(score -> score > 0 && Float.isFinite(score));
  }

  @Test
  void askingTeachesNothing() {
    Classroom taught = taught();
    byte[] before = taught.state();

    Map<String, Float> first = taught.ask(taught.view("u3", END));
    taught.ask(taught.view("u5", END));

    assertThat(taught.ask(taught.view("u3", END))).isEqualTo(first);
    assertThat(taught.state()).isEqualTo(before);
  }

  @Test
  void theSameLessonsGiveTheSameBytes() {
    assertThat(taught().state()).isEqualTo(taught().state());
  }

  @Test
  void aRestoredOneGoesOnExactlyAsTheOriginal() {
    Classroom original = new Classroom(fresh());
    original.learn(STREAM.subList(0, 1500));
    Classroom restored = original.restored(fresh());

    original.learn(STREAM.subList(1500, 3000));
    restored.learn(STREAM.subList(1500, 3000));

    assertThat(restored.state()).isEqualTo(original.state());
    assertThat(restored.ask(restored.view("u9", END)))
        .isEqualTo(original.ask(original.view("u9", END)));
  }

  @Test
  void aRestoredOneThatLearntNothingIsFresh() {
    StateWriter out = new StateWriter();
    fresh().write(out);
    Generator restored = fresh();
    restored.read(new StateReader(out.toBytes()));
    Classroom classroom = new Classroom(restored);

    classroom.learn(STREAM);

    assertThat(classroom.state()).isEqualTo(taught().state());
  }

  @Test
  void anItemNeverLearntInTheHistoryIsNoError() {
    Classroom taught = taught();

    assertThat(taught.ask(Pasts.who("u1", END, "new", "i3"))).isNotNull();
  }

  @Test
  void itsStateIsBoundedByItsItemsAndUsers() {
    Classroom taught = taught();
    int size = taught.state().length;

    taught.learn(STREAM);
    taught.learn(STREAM);

    assertThat(taught.state().length).isLessThan(size * 3);
  }

  @Test
  void itemsThatNobodyTookChangeNothingItSaysOfOthers() {
    Classroom taught = taught();
    Map<String, Float> before = taught.ask(taught.view("u3", END));
    for (int i = 0; i < 1000; i++) taught.announce("new" + i, List.of());

    assertThat(taught.ask(taught.view("u3", END))).isEqualTo(before);
    taught.learn(new Activity("u3", "i500", "purchase", 1, END), 1);
    assertThat(taught.ask(taught.view("u3", END + Pasts.HOUR))).isNotEmpty();
    taught.prune(100);
    assertThat(taught.restored(fresh()).state()).isEqualTo(taught.state());
  }

  @Test
  void underTheSameNumbersItSaysTheSame() {
    Classroom taught = taught();
    Map<String, Float> before = taught.ask(taught.view("u3", END));

    taught.prune(taught.catalogue.size());

    assertThat(taught.ask(taught.view("u3", END))).isEqualTo(before);
  }

  @Test
  void ofWhatIsForgottenItNamesNothingAndGoesOnLearning() {
    Classroom taught = taught();
    Map<String, Float> whole = taught.ask(taught.view("u3", END));
    int items = taught.catalogue.size();
    int size = taught.state().length;

    taught.prune(items / 2);

    Map<String, Float> scores = taught.ask(taught.view("u3", END));
    assertThat(taught.catalogue.size()).isEqualTo(items / 2);
    assertThat(scores).isNotEmpty().hasSizeLessThanOrEqualTo(items / 2);
    assertThat(scores.keySet()).isSubsetOf(whole.keySet());
    assertThat(scores.values()).allMatch(score -> score > 0 && Float.isFinite(score));
    assertThat(taught.state()).hasSizeLessThanOrEqualTo(size);
    Classroom restored = taught.restored(fresh());
    taught.learn(STREAM.subList(0, 500));
    restored.learn(STREAM.subList(0, 500));
    assertThat(restored.state()).isEqualTo(taught.state());
  }

  /** The same, activities of other weights. */
  final Classroom taughtByWeight() {
    Classroom classroom = new Classroom(fresh());
    classroom.learn(STREAM, WEIGHTS);
    return classroom;
  }

  final Classroom taught() {
    Classroom classroom = new Classroom(fresh());
    classroom.learn(STREAM);
    return classroom;
  }
}
