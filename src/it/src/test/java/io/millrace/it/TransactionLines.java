package io.millrace.it;

import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.demo.Transaction;
import io.millrace.stream.demo.TransactionSimulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Card transactions as the lines of a CSV file, and files that differ from it in what lies ahead of
 * a row: for proofs that a score knows nothing of that. Rows count from 0.
 *
 * @param lines without the header {@link Transaction#CSV_HEADER}
 */
record TransactionLines(List<String> lines) {
  private static final int TIME = 1;
  private static final int CUSTOMER = 2;
  private static final int AMOUNT = 4;
  private static final int FRAUD = 5;

  static TransactionLines simulated(SimulatorSettings settings) {
    List<String> lines = new ArrayList<>();
    for (Transaction transaction : new TransactionSimulator(settings)) {
      StringBuilder line = new StringBuilder();
      transaction.appendCsv(line);
      lines.add(line.toString());
    }
    return new TransactionLines(lines);
  }

  /** The first rows of a gzipped file of the same columns. */
  static TransactionLines firstOf(Path gzipped, int rows) {
    try (BufferedReader in = RealData.lines(gzipped)) {
      String header = in.readLine();
      if (!Transaction.CSV_HEADER.equals(header)) {
        throw new IOException(
            gzipped + " begins with " + header + ", expected " + Transaction.CSV_HEADER);
      }
      return new TransactionLines(in.lines().limit(rows).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int size() {
    return lines.size();
  }

  Instant timeOf(int row) {
    return Instant.parse(lines.get(row).split(",")[TIME]);
  }

  /** How many different customers and terminals there are. */
  long entities() {
    return Stream.of(CUSTOMER, CUSTOMER + 1)
        .mapToLong(field -> lines.stream().map(line -> line.split(",")[field]).distinct().count())
        .sum();
  }

  String id(int row) {
    return lines.get(row).split(",")[0];
  }

  boolean isFraud(int row) {
    return "1".equals(lines.get(row).split(",")[FRAUD]);
  }

  /** The first row at a time or after it. */
  int firstAt(Instant time) {
    int row = 0;
    while (timeOf(row).isBefore(time)) row++;
    return row;
  }

  TransactionLines first(int rows) {
    return new TransactionLines(lines.subList(0, rows));
  }

  /** Nothing after a row. */
  TransactionLines cutAfter(int row) {
    return first(row + 1);
  }

  /**
   * As many others after a row: of known customers and terminals, at any later time, in no order.
   */
  TransactionLines replacedAfter(int row, Random random) {
    List<String> replaced = new ArrayList<>(lines.subList(0, row + 1));
    long from = timeOf(row).getEpochSecond();
    for (int i = row + 1; i < lines.size(); i++) {
      String[] like = lines.get(random.nextInt(lines.size())).split(",");
      Instant at = Instant.ofEpochSecond(from + random.nextInt(20 * 86_400));
      replaced.add(
          String.join(
              ",",
              "other-" + i,
              at.toString(),
              like[2],
              like[3],
              Integer.toString(random.nextInt(1_000)),
              random.nextBoolean() ? "1" : "0",
              "0"));
    }
    return new TransactionLines(replaced);
  }

  /** The opposite label wherever it is known only after the time of a row. */
  TransactionLines withUnknownFlipped(int row, Duration delay) {
    Instant known = timeOf(row);
    return flipped(0, lines.size(), at -> at.plus(delay).isAfter(known));
  }

  /** The opposite label wherever it is known by the time of a row. */
  TransactionLines withKnownFlipped(int row, Duration delay) {
    Instant known = timeOf(row);
    return flipped(0, row, at -> !at.plus(delay).isAfter(known));
  }

  /**
   * The same over 400 days: a third of the rows at their time, a third 250 days and a third 380
   * days later, so that every history is idle for long. Each tenth row is without a customer, each
   * twentieth comes again at once.
   */
  TransactionLines over400Days() {
    List<String> spread = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(",");
      int third = 3 * i / lines.size();
      Instant at =
          Instant.parse(fields[TIME]).plus(Duration.ofDays(third == 0 ? 0 : 120 + 130 * third));
      fields[TIME] = at.toString();
      if (i % 10 == 0) fields[CUSTOMER] = "";
      String line = String.join(",", fields);
      spread.add(line);
      if (i % 20 < 2) spread.add(line);
    }
    return new TransactionLines(spread);
  }

  /** The same later, with other ids, customers and terminals: each gets a prefix. */
  TransactionLines moved(String prefix, Duration later) {
    return new TransactionLines(
        lines.stream()
            .map(line -> line.split(","))
            .map(
                fields -> {
                  fields[0] = prefix + fields[0];
                  fields[TIME] = Instant.parse(fields[TIME]).plus(later).toString();
                  fields[CUSTOMER] = prefix + fields[CUSTOMER];
                  fields[CUSTOMER + 1] = prefix + fields[CUSTOMER + 1];
                  return String.join(",", fields);
                })
            .toList());
  }

  private TransactionLines flipped(int from, int to, Predicate<Instant> whereAt) {
    List<String> flipped = new ArrayList<>(lines);
    for (int i = from; i < to; i++) {
      String[] fields = lines.get(i).split(",");
      if (!whereAt.test(Instant.parse(fields[TIME]))) continue;
      fields[FRAUD] = "1".equals(fields[FRAUD]) ? "0" : "1";
      flipped.set(i, String.join(",", fields));
    }
    return new TransactionLines(flipped);
  }

  /**
   * The same with another truth: of amounts below 20 and above 80 two in five are fraud, at any
   * hour; from a time on three in four of the small ones in the morning and of the large ones
   * later, hardly one of the others. As much fraud as before, of the same amounts, but neither
   * amount nor hour tells of it alone. Of all the rest one in twenty.
   */
  TransactionLines withFraudThatMovesToHoursFrom(Instant time) {
    return new TransactionLines(
        lines.stream()
            .map(line -> line.split(","))
            .map(
                fields -> {
                  Instant at = Instant.parse(fields[TIME]);
                  double amount = Double.parseDouble(fields[AMOUNT]);
                  boolean morning = at.atOffset(ZoneOffset.UTC).getHour() < 12;
                  boolean moved = !at.isBefore(time);
                  double share =
                      amount >= 20 && amount <= 80
                          ? 0.05
                          : !moved ? 0.4 : morning == amount < 20 ? 0.75 : 0.05;
                  boolean fraud = new SplittableRandom(fields[0].hashCode()).nextDouble() < share;
                  fields[FRAUD] = fraud ? "1" : "0";
                  return String.join(",", fields);
                })
            .toList());
  }

  /** Writes the header and the lines. */
  Path writeTo(Path file) {
    List<String> all = new ArrayList<>(lines.size() + 1);
    all.add(Transaction.CSV_HEADER);
    all.addAll(lines);
    try {
      return Files.write(file, all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
