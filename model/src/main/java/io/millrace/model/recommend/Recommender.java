package io.millrace.model.recommend;

import io.millrace.model.feature.TextHash;
import io.millrace.model.metric.ListMakeup;
import io.millrace.model.metric.ListQuality;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Everything that follows from a training log of activity: the items (when there are more than they
 * may be, the quarter longest untouched is forgotten), what the generators and the blend learnt,
 * the prequential quality. Knows items, no users: what is true of the user comes with each lesson
 * and each question. Two of the same settings that learnt the same lessons in the same order have
 * the same {@link #digest}, on every machine, restored in between or not.
 *
 * <p>Not thread-safe: whoever shares it lets one thread learn at a time, and none ask meanwhile.
 */
public final class Recommender {
  /** How many items a test list has: the quality is measured at 10 and at 20. */
  public static final int TESTED = 20;

  /** Raised whenever the same lessons would teach other bits. */
  public static final int ARITHMETIC_VERSION = 3;

  private static final int FORMAT = 4;

  private final RecommenderConfig config;
  private final Catalogue catalogue;
  private final Descriptions descriptions;
  private final Generator[] generators;
  private final Blend blend;
  private final ListMeasures measures;
  private final Asker own;
  private long lessons;

  /** A recommender that has learnt nothing. */
  public Recommender(RecommenderConfig config) {
    this.config = config;
    catalogue = new Catalogue(config.items());
    descriptions = new Descriptions(config.items());
    generators = config.generators().stream().map(Generators::create).toArray(Generator[]::new);
    blend = new Blend(config.blend(), generators.length, config.popularityPenalty());
    measures = new ListMeasures(generators.length, config.exploration() != null);
    own = asker();
  }

  /** Its lists are shown to nobody: {@link #asShown} has no tests. To be said before it learns. */
  public void showsNothing() {
    measures.showsNothing();
  }

  /** Somebody to ask this recommender, with scratch of its own. */
  public Asker asker() {
    return new Asker(config, catalogue, descriptions, generators, blend);
  }

  /**
   * The next lesson of the log: first it tests the list that would have been given just before it,
   * then it teaches.
   */
  public void learn(Lesson lesson) {
    // Before the lesson, so that the list tested last can be read until then.
    if (catalogue.size() > config.items()) {
      forgetItems();
    }
    int known = catalogue.number(lesson.item());
    boolean listable = own.prepare(lesson.view(), known) && lesson.view().recent().length > 0;
    if (lesson.test() || listable) {
      own.ask(TESTED);
    }
    if (lesson.test()) {
      measures.test(lesson, own, known, catalogue);
    }
    lessons++;
    if (lesson.weight() > 0) {
      if (listable) {
        blend.learn(own.candidates(), known, lesson.weight());
      }
      teach(lesson);
    }
  }

  /** A quarter at once: what is learnt of items is gone through but seldom. */
  private void forgetItems() {
    int[] to = catalogue.prune(Math.max(1, config.items() / 4 * 3));
    for (Generator generator : generators) {
      generator.renumber(to);
    }
    measures.renumber(to);
  }

  /**
   * What the log says next of an item: one that is withdrawn is not listed, learnt or not. As many
   * withdrawn items and as many descriptions are held as items may be known; beyond that the oldest
   * notice is forgotten.
   */
  public void notice(ItemNotice notice) {
    long id = TextHash.of(notice.item());
    catalogue.notice(id, notice.withdrawn());
    descriptions.put(id, notice.about());
    List<String> categories = notice.about().categories();
    if (config.namesUntaken() && !categories.isEmpty() && !notice.withdrawn()) {
      if (catalogue.size() > config.items()) forgetItems();
      catalogue.announce(id, notice.item());
    }
    int item = catalogue.number(id);
    if (item >= 0) describe(item, categories);
  }

  private void describe(int item, List<String> categories) {
    for (Generator generator : generators) {
      generator.describe(item, categories);
    }
  }

  /** Of how many items it knows a title, categories or a price, learnt or not. */
  public int described() {
    return descriptions.size();
  }

  /** How many items are withdrawn, learnt or not, as far as they are held. */
  public int withdrawn() {
    return catalogue.withdrawn();
  }

  private void teach(Lesson lesson) {
    int known = catalogue.size();
    int item = catalogue.count(lesson.item(), lesson.itemText(), lesson.view().time());
    // One withdrawn when it was described, or forgotten since.
    if (item == known) describe(item, descriptions.of(lesson.item()).categories());
    for (Generator generator : generators) {
      generator.learn(own.query(), item, lesson.weight());
    }
  }

  /** The list that the newest lesson tested, best first; live, read it before the next. */
  public Listed tested() {
    return own.listed();
  }

  /** The place of what was taken in that list, from 1; 0 where it was not listed. */
  public int testedRank() {
    return measures.rank();
  }

  /** Of the lists that the model would have given just before each test; live. */
  public ListQuality quality() {
    return measures.all();
  }

  /** Of the lists that users were shown, those without items among them; live. */
  public ListQuality asShown() {
    return measures.shown();
  }

  /** All that its tests say; live. */
  public ListMeasures measures() {
    return measures;
  }

  /** What the last lists were made of. */
  public ListMakeup.Result makeup() {
    return measures.makeup().look(catalogue.size());
  }

  /** How many lessons it was given. */
  public long lessons() {
    return lessons;
  }

  /** How many items it knows. */
  public int items() {
    return catalogue.size();
  }

  /**
   * Event time of the newest activity learnt, epoch milliseconds; {@link Long#MIN_VALUE} before the
   * first.
   */
  public long newest() {
    return catalogue.newest();
  }

  /** Everything needed to go on bit for bit. */
  public void write(StateWriter out) {
    out.putInt(FORMAT).putText(config.canonical()).putLong(lessons);
    catalogue.write(out);
    descriptions.write(out);
    for (Generator generator : generators) {
      generator.write(out);
    }
    blend.write(out);
    measures.write(out);
  }

  /**
   * Takes over what {@link #write} wrote. Its askers answer from it at once.
   *
   * @throws IllegalArgumentException if the bytes are damaged, of another format or of other
   *     settings; the recommender is then of no use
   */
  public void read(StateReader in) {
    require("format", in.getInt(), FORMAT);
    require("settings", in.getText(), config.canonical());
    lessons = in.getLong();
    catalogue.read(in);
    descriptions.read(in);
    for (Generator generator : generators) {
      generator.read(in);
    }
    blend.read(in);
    measures.read(in);
    require("bytes left", in.remaining(), 0);
  }

  /** SHA-256 of what {@link #write} writes. */
  public byte[] digest() {
    StateWriter out = new StateWriter(1 << 20);
    write(out);
    try {
      return MessageDigest.getInstance("SHA-256").digest(out.toBytes());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The place of an item in a list, from 1; 0 where it is not listed. */
  public static int rank(long[] list, long item) {
    for (int i = 0; i < list.length; i++) {
      if (list[i] == item) {
        return i + 1;
      }
    }
    return 0;
  }

  private static void require(String what, Object found, Object expected) {
    if (!expected.equals(found)) {
      throw new IllegalArgumentException(
          "recommender state has "
              + what
              + " "
              + found
              + ", expected "
              + expected
              + ": damaged, or written by another release or under other settings");
    }
  }
}
