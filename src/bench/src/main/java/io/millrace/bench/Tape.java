package io.millrace.bench;

import io.millrace.model.evaluate.Backtest;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.event.Label;
import io.millrace.model.pipeline.Pipeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A stream as every contender of {@link SideBySide} sees it: the values of each event's features as
 * our feature engine and label join made them, and how many of the earlier events had been learnt
 * when it was scored. Read from the handbook's columns (transaction_id, datetime, customer_id,
 * terminal_id, amount, fraud), labels 7 days late.
 */
final class Tape {
  static final long DAY = 86_400_000L;
  private static final long DELAY = 7 * DAY;

  final List<float[]> values = new ArrayList<>();
  final List<String> customers = new ArrayList<>();
  private final List<Integer> learnt = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final List<Boolean> positives = new ArrayList<>();

  private Tape() {}

  static Tape read(Pipeline pipeline, Path file) throws IOException {
    Tape tape = new Tape();
    Backtest[] backtest = new Backtest[1];
    backtest[0] =
        new Backtest(
            pipeline,
            0,
            (scored, probability) -> {
              tape.values.add(scored.values());
              tape.learnt.add((int) backtest[0].examples());
            });
    EventSchema schema = pipeline.features().schema();
    DateTimeFormatter format = DateTimeFormatter.ofPattern("yyyy-MM-dd[ ]['T']HH:mm:ss");
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16),
                StandardCharsets.UTF_8))) {
      List<String> columns = List.of(in.readLine().split(","));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] cells = line.split(",");
        String time = cells[columns.indexOf("datetime")].replace("Z", "");
        long at = LocalDateTime.parse(time, format).toInstant(ZoneOffset.UTC).toEpochMilli();
        String id = cells[columns.indexOf("transaction_id")];
        boolean positive = cells[columns.indexOf("fraud")].equals("1");
        double[] numbers = new double[schema.numbers().size()];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = Double.parseDouble(cells[columns.indexOf(schema.numbers().get(i))]);
        }
        String[] texts = new String[schema.texts().size()];
        for (int i = 0; i < texts.length; i++) {
          int column = columns.indexOf(schema.texts().get(i));
          texts[i] = column < 0 ? null : cells[column];
        }
        tape.times.add(at);
        tape.positives.add(positive);
        tape.customers.add(cells[columns.indexOf("customer_id")]);
        backtest[0].event(new Event(id, at, numbers, texts));
        backtest[0].label(new Label(id, positive, at + DELAY, tape.times.size()));
      }
    }
    return tape;
  }

  int size() {
    return values.size();
  }

  long time(int event) {
    return times.get(event);
  }

  boolean positive(int event) {
    return positives.get(event);
  }

  /** How many events, the first ones, had been learnt when this one was scored. */
  int learntBefore(int event) {
    return learnt.get(event);
  }
}
