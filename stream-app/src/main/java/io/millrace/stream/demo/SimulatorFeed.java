package io.millrace.stream.demo;

import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.FeedRow;
import io.millrace.stream.feed.KnownLabel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Simulated card transactions as a pipeline's users would send them, with what goes wrong in life:
 * fraud is always reported, of what is genuine only every second transaction is confirmed, and once
 * in {@value #ODD_EVERY} transactions something odd happens, in turn: a record that is not JSON,
 * one without an id, one dated 2099, a transaction sent twice (with its label twice), one sent
 * twice with labels that contradict each other, and a chargeback that comes two days after the
 * horizon.
 *
 * <p>The fields are those of {@code fraud.yaml}. Follows from the settings alone.
 */
public final class SimulatorFeed implements Feed {
  static final int ODD_EVERY = 1_000;
  private static final Duration LATE = Duration.ofDays(2);
  private static final String FRAUD = "1";
  private static final String GENUINE = "0";

  private final SimulatorSettings settings;
  private final BooleanSupplier ended;
  private final Instant begin;
  private final Iterator<Transaction> transactions;
  private final Deque<FeedRow> next = new ArrayDeque<>();
  private final Deque<FeedRow> late = new ArrayDeque<>();
  private final StringBuilder text = new StringBuilder(160);
  private Transaction last;
  private long count;
  private int oddities;

  /**
   * @param ended asked before each row; once true, the feed is at its end
   */
  public SimulatorFeed(SimulatorSettings settings, BooleanSupplier ended) {
    this(settings, 0, ended);
  }

  /**
   * @param skip days of the simulation that pass before the feed begins: a month, and there is as
   *     much fraud from the first day on as ever after
   */
  SimulatorFeed(SimulatorSettings settings, int skip, BooleanSupplier ended) {
    this.settings = settings;
    this.ended = ended;
    begin = settings.start().plusDays(skip).atStartOfDay().toInstant(ZoneOffset.UTC);
    transactions =
        new TransactionSimulator(settings)
            .stream().dropWhile(transaction -> transaction.at().isBefore(begin)).iterator();
  }

  /**
   * Labels beside those of the feed's own events: one in ten days of a transaction that never was,
   * one in ten whose finding nobody understands.
   */
  public static List<KnownLabel> strayLabels(SimulatorSettings settings) {
    return strayLabels(settings, 0);
  }

  static List<KnownLabel> strayLabels(SimulatorSettings settings, int skip) {
    List<KnownLabel> strays = new ArrayList<>();
    for (int day = skip + 1; day <= settings.days(); day += 5) {
      long at =
          settings.start().plusDays(day).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
      boolean orphan = strays.size() % 2 == 0;
      String id = (orphan ? "never-seen-" : "misread-") + day;
      strays.add(new KnownLabel(id, orphan ? FRAUD : "perhaps", at, day));
    }
    return strays;
  }

  @Override
  public FeedRow next() {
    if (isOver()) return null;
    if (!next.isEmpty()) return next.poll();
    if (!transactions.hasNext()) return null;
    last = transactions.next();
    count++;
    FeedRow row = row(last);
    // A late row has been sent before, so its place in time is that of the row after it.
    if (!late.isEmpty() && late.peek().time() <= row.time()) next.add(late.poll());
    if (count % ODD_EVERY == 0) row = odd(row, oddities++ % 6);
    next.add(row);
    return next.poll();
  }

  boolean isOver() {
    return ended.getAsBoolean();
  }

  /** How much of the simulated time has passed, in [0, 1]. */
  @Override
  public double progress() {
    if (last == null) return 0;
    Instant end =
        settings.start().plusDays(settings.days()).atStartOfDay().toInstant(ZoneOffset.UTC);
    return Duration.between(begin, last.at()).toSeconds()
        / (double) Duration.between(begin, end).toSeconds();
  }

  private FeedRow odd(FeedRow row, int kind) {
    switch (kind) {
      case 0 -> next.add(poison(row, "{not json"));
      case 1 -> next.add(poison(row, "{\"datetime\": \"" + last.at() + "\"}"));
      case 2 -> next.add(poison(row, json(last, Instant.parse("2099-01-01T00:00:00Z"))));
      case 3 -> {
        FeedRow told = labelled(row, last.fraud() ? FRAUD : GENUINE, row.time());
        next.add(told);
        return told;
      }
      case 4 -> {
        next.add(labelled(row, last.fraud() ? FRAUD : GENUINE, row.time()));
        return labelled(row, last.fraud() ? GENUINE : FRAUD, row.time());
      }
      default -> {
        late.add(labelled(row, FRAUD, row.time() + LATE.toMillis()));
        return labelled(row, null, row.time());
      }
    }
    return row;
  }

  private static FeedRow poison(FeedRow row, String text) {
    return new FeedRow(null, row.time(), row.key(), bytes(text), null);
  }

  private static FeedRow labelled(FeedRow row, String label, long time) {
    return new FeedRow(row.id(), time, row.key(), row.json(), label);
  }

  private FeedRow row(Transaction transaction) {
    boolean told = transaction.told() && (transaction.fraud() || transaction.id() % 2 == 0);
    return new FeedRow(
        Long.toString(transaction.id()),
        transaction.at().toEpochMilli(),
        Integer.toString(transaction.customer()),
        bytes(json(transaction, transaction.at())),
        told ? (transaction.fraud() ? FRAUD : GENUINE) : null);
  }

  private String json(Transaction transaction, Instant at) {
    text.setLength(0);
    text.append("{\"transaction_id\":\"").append(transaction.id());
    text.append("\",\"datetime\":\"").append(at);
    text.append("\",\"customer_id\":\"").append(transaction.customer());
    text.append("\",\"terminal_id\":\"").append(transaction.terminal());
    text.append("\",\"amount\":").append(transaction.amount()).append('}');
    return text.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
