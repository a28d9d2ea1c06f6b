package io.millrace.stream.feed;

import io.millrace.model.evaluate.Backtest;
import io.millrace.model.evaluate.Contender;
import io.millrace.model.event.Event;
import io.millrace.model.event.Label;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.pipeline.LabelChannels;
import io.millrace.model.pipeline.Pipeline;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file run through a {@link Backtest}, row by row: every event is scored with what was known at
 * its time, and its label told when it is known. Several contenders share features and label join.
 */
final class Lane implements Closeable {
  /** Hears of every score, with the truth that the file knows. */
  interface Judge {
    /**
     * @param truth the event's label, known by then or not; null where there is none
     * @param probability what the first contender says
     */
    void scored(Event event, Boolean truth, ScoredEvent scored, double probability);
  }

  /** What a file says in one row: an event and its label, or why there is none. */
  private record Row(Event event, String label, String refusal) {}

  private final Pipeline pipeline;
  private final Labels labels;
  private final Judge judge;
  private final Backtest backtest;
  private final EventRows file;
  private final ArrayDeque<Row> ahead = new ArrayDeque<>(Backtest.AHEAD);
  private final List<Event> expected = new ArrayList<>(Backtest.AHEAD);
  private final Map<String, Boolean> labelsOfFile = new HashMap<>();
  private final Map<String, Optional<Boolean>> meanings = new HashMap<>();
  private Event current;
  private Boolean truth;
  private long sequence;
  private long rows;
  private Unread unread = Unread.NOTHING;

  Lane(
      Pipeline pipeline,
      Path events,
      Labels labels,
      Duration lockstep,
      List<Contender> contenders,
      Judge judge)
      throws IOException {
    this.pipeline = pipeline;
    this.labels = labels;
    this.judge = judge;
    backtest = new Backtest(pipeline, lockstep.toMillis(), this::scored, contenders);
    file = EventRows.open(events, pipeline, labels.column());
    tellLabelsOfFile();
  }

  /** One row; false at the end of the file, once all that was due is learnt. */
  boolean step() throws IOException {
    if (ahead.isEmpty()) {
      readOn();
    }
    Row row = ahead.poll();
    if (row == null) {
      backtest.finish();
      return false;
    }
    rows++;
    Event event = row.event();
    if (event == null) {
      unread = unread.andRow(rows, row.refusal());
      return true;
    }
    current = event;
    truth = labels.file() == null ? ofColumn(row.label()) : labelsOfFile.get(event.id());
    backtest.event(event);
    if (labels.column() != null && truth != null && isTold(truth)) {
      long knownAt = event.time() + labels.delay().toMillis();
      backtest.label(new Label(event.id(), truth, knownAt, sequence++));
    }
    return true;
  }

  private void readOn() throws IOException {
    expected.clear();
    while (ahead.size() < Backtest.AHEAD && file.next()) {
      ahead.add(new Row(file.event(), file.label(), file.refusal()));
      if (file.event() != null) {
        expected.add(file.event());
      }
    }
    backtest.expect(expected);
  }

  Backtest backtest() {
    return backtest;
  }

  long rows() {
    return rows;
  }

  Unread unread() {
    return unread;
  }

  double progress() {
    return file.progress();
  }

  private void scored(ScoredEvent scored, double probability) {
    judge.scored(current, truth, scored, probability);
  }

  private void tellLabelsOfFile() throws IOException {
    if (labels.file() == null) {
      return;
    }
    for (KnownLabel label : LabelFile.read(labels.file(), pipeline)) {
      Boolean positive = positive(label.value());
      if (positive == null) {
        throw new IOException(
            labels.file()
                + ": found the label "
                + label.value()
                + " for "
                + label.id()
                + ", expected one of labels.positive "
                + pipeline.labels().positive()
                + " or labels.negative "
                + pipeline.labels().negative());
      }
      if (isTold(positive)) {
        labelsOfFile.putIfAbsent(label.id(), positive);
        backtest.label(
            new Label(label.id(), positive, label.knownAt(), label.sequence(), channel(label)));
      }
    }
  }

  private int channel(KnownLabel label) throws IOException {
    LabelChannels channels = pipeline.labels().channels();
    if (channels == null || label.channel() == null) {
      return 0;
    }
    int channel = channels.order().indexOf(label.channel());
    if (channel < 0) {
      throw new IOException(
          labels.file()
              + ": found the channel "
              + label.channel()
              + " for "
              + label.id()
              + ", expected one of labels.channels.order "
              + channels.order());
    }
    return channel;
  }

  private boolean isTold(boolean positive) {
    return positive || !labels.positivesOnly();
  }

  /** As a service takes it, for which such a label is a dead letter: none that is known. */
  private Boolean ofColumn(String label) {
    Boolean positive = positive(label);
    if (label != null && positive == null) unread = unread.andLabel(rows, label);
    return positive;
  }

  /** Whether a label is positive; null where the pipeline knows no such label. */
  private Boolean positive(String label) {
    return label == null ? null : meanings.computeIfAbsent(label, this::meaning).orElse(null);
  }

  private Optional<Boolean> meaning(String label) {
    if (pipeline.labels().positive().contains(label)) {
      return Optional.of(true);
    }
    return pipeline.labels().negative().contains(label) ? Optional.of(false) : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
