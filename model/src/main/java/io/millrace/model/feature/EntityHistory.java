package io.millrace.model.feature;

import io.millrace.model.event.Event;
import io.millrace.model.event.LabelFact;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * The past of one entity: its events, and what labels have said of it. Made and read by a {@link
 * FeatureEngine}, which knows what has to be kept.
 *
 * <p>Events are kept for the longest window that a feature takes events over, counted back from the
 * newest event; an event older than that when it arrives changes only the time of the last event. A
 * window (t - w, t] is exact while at most 256 events lie in the longest one; beyond, the oldest
 * are merged and the error is bounded (see {@link Timeline}). The same holds for labels, by the
 * time they were known. State is bounded: at most about 13 KB with one number, 1.5 KB at 120
 * events.
 *
 * <p>An event dated ahead moves every window with it: bound how far ahead an event may be before it
 * gets here.
 *
 * <p>A late event (older than the newest) enters at its place in time; its own features see what
 * happened up to its time, of events as far back as the newest event's longest window reaches.
 *
 * <p>Mutable, not thread-safe. Every operation is O(1) amortised apart from a copy of a few hundred
 * bytes for late arrivals.
 */
public final class EntityHistory {
  /** Stands for "never" among times. */
  static final long NEVER = Long.MIN_VALUE;

  private static final int FORMAT = 1;

  private final HistoryLayout layout;
  private final Timeline events;
  private final LabelHistory labels;
  private final Outliers outliers;
  private final Explained explained;
  private final MetTexts[] met;
  private final Decays decays;
  private final RecentIds ids = new RecentIds();

  private long newest = NEVER;

  /** Time of the newest event that is not held, other than the newest event. */
  private long dropped = NEVER;

  EntityHistory(HistoryLayout layout) {
    this.layout = layout;
    events = layout.events();
    labels = layout.tracksLabels() ? new LabelHistory(layout) : null;
    outliers =
        layout.outliers() == null ? null : new Outliers(layout.outliers(), layout.outlierSpan());
    explained = layout.explained() == null ? null : new Explained(layout.explained());
    met = MetTexts.of(layout);
    decays = layout.decays().isEmpty() ? null : new Decays(layout.decays());
  }

  /**
   * Adds an event, after its features were taken.
   *
   * @param values its features, as far as this entity and those before it made them
   */
  public void add(Event event, float[] values) {
    if (explained != null) {
      explained.add(event, values);
    }
    add(event);
  }

  /** Adds an event that nothing explains. */
  public void add(Event event) {
    if (outliers != null) {
      outliers.add(event.time(), event.id(), numberOfOutliers(event));
    }
    if (decays != null) {
      decays.add(event);
    }
    for (MetTexts texts : met) {
      texts.add(event);
    }
    long time = event.time();
    long before = newest;
    newest = Math.max(newest, time);
    expire(newest);
    if (layout.eventSpan() == 0) {
      dropped = Math.max(dropped, Math.min(time, before));
    } else if (time <= newest - layout.eventSpan()) {
      dropped = Math.max(dropped, time);
    } else {
      events.add(time, event.numbers(), layout.slots());
    }
  }

  private double numberOfOutliers(Event event) {
    return event.numbers()[layout.slots()[layout.outliers().number()]];
  }

  /**
   * Takes in what a label says of this entity; nothing if no feature asks for labels. A label known
   * earlier than the newest one enters windows at its place in time, and counts for the streak in
   * the order of arrival. A {@linkplain LabelFact#correction correction} takes the assumed negative
   * of its event out of the windows, where it is still held as an entry of its own, and enters as a
   * positive. A positive that something else explains only takes that negative out; one that is
   * explained in part also enters, in part.
   */
  public void learn(LabelFact fact) {
    if (outliers != null) {
      outliers.learn(fact);
    }
    if (labels == null) {
      return;
    }
    int unexplained = explained == null ? LabelTag.WHOLE : explained.unexplained(fact);
    if (unexplained == 0) {
      labels.retract(fact);
    } else {
      labels.learn(fact, newest, unexplained);
    }
  }

  /**
   * Drops events and labels that lie in no window of an event at {@code now} or later. Remembered
   * ids, the time of the last event and the label streak stay.
   */
  public void expire(long now) {
    if (layout.eventSpan() > 0) {
      dropped = events.dropUpTo(now - layout.eventSpan(), dropped);
    }
    if (labels != null && layout.labelSpan() > 0) {
      labels.dropUpTo(now - layout.labelSpan());
    }
    if (outliers != null) {
      outliers.expire(now);
    }
    for (MetTexts texts : met) {
      texts.dropUpTo(now - layout.textSpan());
    }
  }

  /**
   * Reads what the next event or label will read, and nothing comes of it but that its memory is at
   * hand then: many histories do not fit into a core's cache, and several that are asked for at a
   * time are waited for at once (Chen, Ailamaki, Gibbons, Mowry: Improving hash join performance
   * through prefetching, ICDE 2004, section 4: group prefetching).
   *
   * @return any number
   */
  public long touch() {
    long touched = events.touch() + ids.touch();
    if (labels != null) {
      touched += labels.touch();
    }
    if (outliers != null) {
      touched += outliers.touch();
    }
    return touched;
  }

  /** Whether an event of that id is among the last 64 remembered. */
  public boolean remembers(String id) {
    return ids.contains(id);
  }

  public void remember(String id) {
    ids.add(id);
  }

  /** Whether an event of that id is among the last 64 remembered, and came in that record. */
  public boolean remembers(String id, long origin) {
    return ids.contains(id, origin);
  }

  /**
   * @param origin any number that tells the records apart that events come in
   */
  public void remember(String id, long origin) {
    ids.add(id, origin);
  }

  /**
   * Takes an event out again that was {@linkplain #add added}, so that its features can be taken a
   * second time. Exact for one that is held as an entry of its own; one that was merged with others
   * stays. Good for reading only: what the history was before an event that is no longer its newest
   * cannot be told in full.
   */
  public void withdraw(Event event) {
    events.remove(event.time(), event.numbers(), layout.slots());
    if (outliers != null) {
      outliers.withdraw(event.time(), event.id(), numberOfOutliers(event));
    }
    if (decays != null) {
      decays.withdraw(event);
    }
    for (MetTexts texts : met) {
      texts.withdraw(event);
    }
    if (newest == event.time()) {
      newest = events.newestUpTo(newest, dropped);
    }
  }

  /**
   * Time of the newest event or label, epoch milliseconds; {@link Long#MIN_VALUE} for a history
   * that nothing has happened in. A store may forget a history whose newest is long ago.
   */
  public long newest() {
    return labels == null ? newest : Math.max(newest, labels.newest());
  }

  /** Events held, merged ones as one. */
  public int events() {
    return events.size();
  }

  /** Labels held, merged ones as one. */
  public int labels() {
    return labels == null ? 0 : labels.size();
  }

  /** Writes everything, starting with a format byte. About 0.1 us for 120 events. */
  public void write(StateWriter out) {
    out.putByte(FORMAT);
    out.putByte(layout.slots().length);
    out.putByte(labelForm());
    out.putLong(newest).putLong(dropped);
    events.write(out);
    ids.write(out);
    if (labels != null) {
      labels.write(out);
    }
    if (outliers != null) {
      outliers.write(out);
    }
    if (explained != null) {
      explained.write(out);
    }
    if (decays != null) {
      decays.write(out);
    }
    for (MetTexts texts : met) {
      texts.write(out);
    }
  }

  /**
   * Takes over what {@link #write} wrote for the same entity of the same feature set.
   *
   * @throws IllegalArgumentException if the bytes are damaged, or of another format or entity
   */
  public EntityHistory read(StateReader in) {
    expect("format", in.getByte(), FORMAT);
    expect("numbers", in.getByte(), layout.slots().length);
    expect("labels", in.getByte(), labelForm());
    newest = in.getLong();
    dropped = in.getLong();
    events.read(in);
    ids.read(in);
    if (labels != null) {
      labels.read(in);
    }
    if (outliers != null) {
      outliers.read(in);
    }
    if (explained != null) {
      explained.read(in);
    }
    if (decays != null) {
      decays.read(in);
    }
    for (MetTexts texts : met) {
      texts.read(in);
    }
    return this;
  }

  /** 0 without labels, 1 with, 2 where they count in part. */
  private int labelForm() {
    if (!layout.tracksLabels()) {
      return 0;
    }
    return layout.gradesLabels() ? 2 : 1;
  }

  private void expect(String what, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          "history of "
              + layout.entity()
              + ": "
              + what
              + " = "
              + found
              + ", expected "
              + expected
              + "; state of another version or feature set needs a new generation");
    }
  }

  Timeline timeline() {
    return events;
  }

  Outliers outliers() {
    return outliers;
  }

  /** The texts met in a field, by its place among those of the entity. */
  MetTexts met(int text) {
    return met[text];
  }

  Decays decays() {
    return decays;
  }

  LabelHistory labelHistory() {
    return labels;
  }

  /** Time of the newest event not after {@code time}, {@link #NEVER} if none is known. */
  long lastEvent(long time) {
    if (newest <= time) {
      return newest;
    }
    return events.newestUpTo(time, dropped <= time ? dropped : NEVER);
  }
}
