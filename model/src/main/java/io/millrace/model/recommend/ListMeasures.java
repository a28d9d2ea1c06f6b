package io.millrace.model.recommend;

import io.millrace.model.metric.ListMakeup;
import io.millrace.model.metric.ListQuality;
import io.millrace.model.metric.OffPolicy;
import io.millrace.model.metric.RecentQuantiles;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * What the tests of a recommender say of it: how good the lists were that it would have given just
 * before each, for everybody, for new users and of new items; how good those were that users had
 * been shown, and how old; what the lists were made of. Follows from the lessons alone.
 */
public final class ListMeasures {
  /** A user of at most so many different items is new, and so is an item of so many activities. */
  public static final int NEW = 10;

  private static final int AGES = 1_000;
  private static final double LOG_2 = StrictMath.log(2);
  private static final double SECOND = 1_000;

  private final ListQuality all = new ListQuality(ListQuality.DEFAULT_TESTS);
  private final ListQuality shown = new ListQuality(ListQuality.DEFAULT_TESTS);
  private final ListQuality newUsers = new ListQuality(ListQuality.DEFAULT_TESTS);
  private final ListQuality newItems = new ListQuality(ListQuality.DEFAULT_TESTS);
  private final RecentQuantiles ages = new RecentQuantiles(AGES);
  private final OffPolicy greedy = new OffPolicy(ListQuality.DEFAULT_TESTS);
  private final boolean explores;
  private final ListMakeup makeup;
  private boolean shows = true;
  private int rank;

  /**
   * @param explores whether some places of the lists shown are given to chance
   */
  ListMeasures(int generators, boolean explores) {
    this.explores = explores;
    makeup = new ListMakeup(ListMakeup.DEFAULT_LISTS, generators);
  }

  /** Nobody is shown a list: how good those were is not measured. */
  void showsNothing() {
    shows = false;
  }

  /**
   * A test, before its lesson.
   *
   * @param asked has made the list
   * @param known number of the item taken; -1 where the model does not know it
   */
  void test(Lesson lesson, Asker asked, int known, Catalogue catalogue) {
    rank = asked.rankOf(known);
    all.add(rank);
    if (lesson.view().had() <= NEW) newUsers.add(rank);
    if (known < 0 || catalogue.events(known) <= NEW) newItems.add(rank);
    // A list follows every activity, if without items: what was taken was then missed.
    if (shows && lesson.view().had() > 0) {
      int place = Recommender.rank(lesson.shown(), lesson.item());
      shown.add(place);
      if (explores && (lesson.shown().length == 0 || !lesson.chances().isEmpty())) {
        greedy.add(lesson.chances().values(), lesson.chances().drawn(), place);
      }
      // It was made after the user's last activity.
      ages.add((lesson.view().time() - lesson.view().times()[0]) / SECOND);
    }
    makeup.begin();
    for (int place = 0; place < Math.min(ListMakeup.PLACES, asked.size()); place++) {
      int item = asked.item(place);
      // An item that nobody took yet is as novel as one taken once.
      double share = Math.max(1, catalogue.events(item)) / (double) catalogue.events();
      makeup.add(item, asked.strongest(place), -StrictMath.log(share) / LOG_2);
    }
  }

  /** As {@link Generator#renumber}. */
  void renumber(int[] to) {
    makeup.renumber(to);
  }

  /** The place of what the newest test's user took, from 1; 0 where it was not listed. */
  int rank() {
    return rank;
  }

  /** Of the lists that the model would have given just before each test. */
  public ListQuality all() {
    return all;
  }

  /** The same, tests of users with at most {@value #NEW} different items. */
  public ListQuality newUsers() {
    return newUsers;
  }

  /** The same, tests in which an item of at most {@value #NEW} activities was taken. */
  public ListQuality newItems() {
    return newItems;
  }

  /** Of the lists that users had been shown; one without items is a miss. */
  public ListQuality shown() {
    return shown;
  }

  /**
   * What those lists would have been without chance, estimated from those that were shown: of lists
   * some of whose places chance gave.
   */
  public OffPolicy greedy() {
    return greedy;
  }

  /** Ages of the lists that users had been shown when they took something, seconds. */
  public RecentQuantiles ages() {
    return ages;
  }

  /** What the lists were made of. */
  public ListMakeup makeup() {
    return makeup;
  }

  void write(StateWriter out) {
    all.write(out);
    shown.write(out);
    newUsers.write(out);
    newItems.write(out);
    ages.write(out);
    makeup.write(out);
    // So that the bytes of a recommender that leaves nothing to chance stay what they were.
    if (explores) greedy.write(out);
  }

  void read(StateReader in) {
    all.read(in);
    shown.read(in);
    newUsers.read(in);
    newItems.read(in);
    ages.read(in);
    makeup.read(in);
    if (explores) greedy.read(in);
  }
}
